/**
 * Where downloads may lie. Callers speak of absolute folders, the database of a volume and a path relative
 * to it; this is the one place that turns one into the other. Invariant: a folder that it gives out lies in
 * an allowed root after every symbolic link is followed.
 */
import { mkdir, realpath, statfs } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import {
  VOLUME_REPOSITORY,
  type Volume,
  type VolumeRepository,
} from '../database/volume-repository.port.ts';
import { ProblemException } from '../http/problem.ts';

/** A folder as the database keeps it. */
export interface Place {
  volumeId: string;
  relativeDirectory: string;
}

const LONGEST_PATH_BYTES = 4_000;

@Injectable()
export class VolumeService implements OnModuleInit {
  /** The default folder first. Real paths: no symbolic link in them. */
  #roots: Volume[] = [];
  readonly #paths = new Map<string, string>();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(VOLUME_REPOSITORY) private readonly volumes: VolumeRepository,
  ) {}

  async onModuleInit(): Promise<void> {
    const { downloadDirectory, extraDirectories, incompleteDirectory } = this.config;
    await mkdir(downloadDirectory, { recursive: true });
    const others = incompleteDirectory ? [incompleteDirectory] : [];
    for (const directory of [downloadDirectory, ...extraDirectories, ...others]) {
      // A folder that is not there, such as a disk that is not mounted, is not made: it may come later.
      const root = await realpath(directory).catch(() => directory);
      this.#roots.push(await this.volumes.ensure(root));
    }
    for (const volume of await this.volumes.list()) this.#paths.set(volume.id, volume.rootPath);
  }

  get defaultDirectory(): string {
    return this.#roots[0]!.rootPath;
  }

  get allowedDirectories(): string[] {
    return this.#roots.map((root) => root.rootPath);
  }

  /** Bytes that are free where downloads go by default; null where that cannot be said. */
  async freeBytes(): Promise<number | null> {
    try {
      const { bavail, bsize } = await statfs(this.defaultDirectory);
      return bavail * bsize;
    } catch {
      return null;
    }
  }

  /** The absolute folder of a place. */
  directoryOf(place: Place): string {
    const root = this.#paths.get(place.volumeId);
    if (root === undefined) throw new Error(`No volume ${place.volumeId}.`);
    return join(root, ...place.relativeDirectory.split('/'));
  }

  /** The same for a list to show: the relative path where the volume is not known. */
  directoryIfKnown(place: Place): string {
    return this.#paths.has(place.volumeId) ? this.directoryOf(place) : place.relativeDirectory;
  }

  /** The place of an absolute folder, which is made; the default one where none is named. */
  async claim(directory: string = this.defaultDirectory): Promise<Place> {
    if (!isAbsolute(directory) || directory.includes('\0')) {
      throw new ProblemException(422, 'directory-invalid', 'The folder must be an absolute path.');
    }
    if (Buffer.byteLength(directory) > LONGEST_PATH_BYTES) {
      throw new ProblemException(422, 'directory-invalid', 'The path of the folder is too long.');
    }
    const real = await realpathOfDeepest(resolve(directory));
    const root = this.#rootOf(real);
    if (!root) {
      const allowed = this.allowedDirectories.join(', ');
      const detail = `The folder must be one of these or below: ${allowed}.`;
      throw new ProblemException(422, 'directory-not-allowed', detail);
    }
    await makeDirectory(real);
    return {
      volumeId: root.id,
      relativeDirectory: relative(root.rootPath, real).replaceAll(sep, '/'),
    };
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
