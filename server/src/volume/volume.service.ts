/**
 * Where downloads may lie. Callers speak of absolute folders, the database of a volume and a path relative
 * to it; this is the one place that turns one into the other. Invariant: a folder that it gives out lies in
 * an allowed root after every symbolic link is followed.
 */
import { mkdir, realpath, stat, statfs } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import {
  VOLUME_REPOSITORY,
  type Volume,
  type VolumeRepository,
} from '../database/volume-repository.port.ts';
import { readVolumeMarker, volumeMissingSentence, writeVolumeMarker } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';

/** A folder as the database keeps it. */
export interface Place {
  volumeId: string;
  relativeDirectory: string;
}

const LONGEST_PATH_BYTES = 4_000;

@Injectable()
export class VolumeService implements OnModuleInit {
  /** The one that the server was given for downloads first. Real paths: no symbolic link in them. */
  #roots: Volume[] = [];
  /** Those of earlier configurations too: downloads may lie in them. */
  readonly #volumes = new Map<string, Volume>();
  #chosenDirectory: () => string | null = () => null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(VOLUME_REPOSITORY) private readonly volumes: VolumeRepository,
  ) {}

  async onModuleInit(): Promise<void> {
    const { downloadDirectory, extraDirectories, incompleteDirectory } = this.config;
    const others = incompleteDirectory ? [incompleteDirectory] : [];
    const roots: string[] = [];
    for (const directory of [downloadDirectory, ...extraDirectories, ...others]) {
      const root = await realpathOfDeepest(directory).catch(() => directory);
      const { id, marker } = await this.volumes.ensure(root);
      // A folder that is not there, such as a disk that is not mounted, is not made: it may come later. The default
      // one is, unless downloads lie in it: then it was there before. So is that for incomplete ones before it is used.
      const isMissed = marker !== null && (await this.volumes.hasDownloads(id));
      const isOurs = directory === downloadDirectory ? !isMissed : others.includes(directory);
      if (isOurs && (marker === null || directory === downloadDirectory)) {
        await mkdir(root, { recursive: true });
      }
      roots.push(id);
    }
    for (const volume of await this.volumes.list()) this.#volumes.set(volume.id, volume);
    this.#roots = roots.map((id) => this.volumeOf(id));
  }

  /** Where downloads go if nobody names a folder: the user's choice, else the first root. */
  get defaultDirectory(): string {
    return this.#chosenDirectory() ?? this.#roots[0]!.rootPath;
  }

  /** Asks there which folder the user chose as the default, from now on. */
  chooseDefaultBy(chosenDirectory: () => string | null): void {
    this.#chosenDirectory = chosenDirectory;
  }

  /** The folders that downloads may go into, the one that the server was given for downloads first. */
  get roots(): readonly Volume[] {
    return this.#roots;
  }

  get allowedDirectories(): string[] {
    return this.#roots.map((root) => root.rootPath);
  }

  get notAllowedSentence(): string {
    return `The folder must be one of these or below: ${this.allowedDirectories.join(', ')}.`;
  }

  /** Bytes that are free where downloads go by default; null where that cannot be said. */
  async freeBytes(): Promise<number | null> {
    try {
      const { bavail, bsize } = await statfs(await deepestThere(this.defaultDirectory));
      return bavail * bsize;
    } catch {
      return null;
    }
  }

  /**
   * The folder with every symbolic link of its path followed, and the innermost root that holds it; null where none
   * does. Makes nothing.
   */
  async locate(directory: string): Promise<{ real: string; root: Volume | null }> {
    if (!isAbsolute(directory) || directory.includes('\0')) {
      throw new ProblemException(422, 'directory-invalid', 'The folder must be an absolute path.');
    }
    if (Buffer.byteLength(directory) > LONGEST_PATH_BYTES) {
      throw new ProblemException(422, 'directory-invalid', 'The path of the folder is too long.');
    }
    const real = await realpathOfDeepest(resolve(directory));
    return { real, root: this.#rootOf(real) ?? null };
  }

  /** The absolute folder of a place. */
  directoryOf(place: Place): string {
    return join(this.volumeOf(place.volumeId).rootPath, ...place.relativeDirectory.split('/'));
  }

  volumeOf(id: string): Volume {
    const volume = this.#volumes.get(id);
    if (!volume) throw new Error(`No volume ${id}.`);
    return volume;
  }

  /** Its marker was written, or found, by the engine. */
  async noteMarker(rootPath: string, marker: string): Promise<void> {
    for (const volume of this.#volumes.values()) {
      if (volume.rootPath === rootPath) await this.#keepMarker(volume, marker);
    }
  }

  /** The same for a list to show: the relative path where the volume is not known. */
  directoryIfKnown(place: Place): string {
    return this.#volumes.has(place.volumeId) ? this.directoryOf(place) : place.relativeDirectory;
  }

  /** The place of an absolute folder, which is made; the default one where none is named. */
  async claim(directory: string = this.defaultDirectory): Promise<Place> {
    const { real, root } = await this.locate(directory);
    if (!root) throw new ProblemException(422, 'directory-not-allowed', this.notAllowedSentence);
    await this.#demandThere(root);
    await makeDirectory(real);
    return {
      volumeId: root.id,
      relativeDirectory: relative(root.rootPath, real).replaceAll(sep, '/'),
    };
  }

  /**
   * The first download of a volume makes its marker. After that the volume is there only with it: else the disk is
   * not mounted, and the download would fill the folder below.
   */
  async #demandThere(volume: Volume): Promise<void> {
    const { id, rootPath, marker } = volume;
    const isEmpty = !(await this.volumes.hasDownloads(id));
    if (isEmpty && volume === this.#roots[0]) await makeDirectory(rootPath);
    const found = await readVolumeMarker(rootPath).catch(() => marker);
    const isKnown = marker !== null && !isEmpty;
    if (!(await isDirectory(rootPath)) || (isKnown && found !== marker && found !== '')) {
      throw new ProblemException(409, 'volume-missing', volumeMissingSentence(rootPath));
    }
    if (found !== null && found !== '') await this.#keepMarker(volume, found);
    else if (isEmpty) await this.#mark(volume);
  }

  async #mark(volume: Volume): Promise<void> {
    const { id, rootPath } = volume;
    try {
      await writeVolumeMarker(rootPath, id);
      await this.#keepMarker(volume, id);
    } catch {
      // A folder that cannot be written goes without: a download that is all there can be seeded from it.
      await this.#keepMarker(volume, null);
    }
  }

  async #keepMarker(volume: Volume, marker: string | null): Promise<void> {
    if (volume.marker === marker) return;
    await this.volumes.setMarker(volume.id, marker);
    volume.marker = marker;
  }

  /** The innermost root that holds the path. `/data` does not hold `/data-private`. */
  #rootOf(path: string): Volume | undefined {
    return this.#roots
      .filter(({ rootPath }) => path === rootPath || path.startsWith(withSeparator(rootPath)))
      .toSorted((a, b) => b.rootPath.length - a.rootPath.length)[0];
  }
}

function withSeparator(path: string): string {
  return path.endsWith(sep) ? path : path + sep;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    (error: NodeJS.ErrnoException) => error.code === 'EACCES',
  );
}

/** Follows the symbolic links of the part that is there; what is not there yet has none. */
async function realpathOfDeepest(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) {
      throw unusable(path, error);
    }
    return join(await realpathOfDeepest(dirname(path)), basename(path));
  }
}

/** The folder itself, or the first above it that is there. */
export async function deepestThere(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isGone || dirname(path) === path) throw error;
    return deepestThere(dirname(path));
  }
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): ProblemException {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  return new ProblemException(
    422,
    'directory-unusable',
    `The folder ${path} cannot be used (${code}).`,
  );
}
