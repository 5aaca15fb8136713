/**
 * Where the files of a storage may stand. The disk is asked each time and nothing is remembered, so that no crash
 * and no other thread can leave an answer that is not true. A file stands where the first of these names is:
 * its path, its path with `.part`, and the same in each stray place. What stands there may be no plain file.
 *
 * `PART_FILE` is the index of the part file, which stands in places as all others do.
 */
import { existsSync, lstatSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileStamp, FoundFiles, StoragePlace } from './disk-protocol.ts';

export const PART_FILE = -1;

const PART_SUFFIX = '.part';
/** Unit of `blocks` in what stat gives, whatever the file system's own. */
const STAT_BLOCK_BYTES = 512;
const MOVE_SUFFIX = '.shoal-move';

/** The folder that files stand in, with their names there. */
export interface Place {
  directory: string;
  /** Folders are made below it; null where no volume is known. */
  volumeRoot: string | null;
  /** Whether the root bears a marker while its disk is there. */
  isVolumeMarked: boolean;
  /** Null where the names are those of the layout. */
  paths: readonly string[] | null;
  partFile: string | null;
}

export interface Standing {
  path: string;
  place: Place;
  stats: Stats;
  /** Whether its name ends with `.part`. */
  isUnfinished: boolean;
}

export class FilePlaces {
  /** Where the files belong. */
  readonly own: Place;
  readonly strays: readonly Place[];
  readonly #files: StoragePlace['files'];
  /** Names of the torrent's own that end as those that are made here. */
  readonly #reserved: ReadonlySet<string>;

  constructor(layout: StoragePlace) {
    this.#files = layout.files;
    this.own = {
      directory: layout.directory,
      volumeRoot: layout.volumeRoot ?? null,
      isVolumeMarked: layout.isVolumeMarked ?? false,
      paths: null,
      partFile: layout.partFile ?? null,
    };
    this.strays = (layout.strays ?? []).map((stray) => ({
      directory: stray.directory,
      volumeRoot: stray.volumeRoot ?? null,
      isVolumeMarked: stray.isVolumeMarked ?? false,
      paths: stray.paths,
      partFile: stray.partFile,
    }));
    this.#reserved = reservedNames(layout);
  }

  /** The name of a file in a place; null where the place has no part file. */
  pathIn(place: Place, index: number): string | null {
    if (index === PART_FILE) return place.partFile;
    return join(place.directory, place.paths?.[index] ?? this.#files[index]!.path);
  }

  /** The name of a file until it is finished; null where it has no other than the final one. */
  unfinishedPathIn(place: Place, index: number): string | null {
    if (index === PART_FILE) return null;
    const path = (place.paths?.[index] ?? this.#files[index]!.path) + PART_SUFFIX;
    return this.#reserved.has(path) ? null : join(place.directory, path);
  }

  /** Whether something bears the unfinished name of a file in the place where it belongs. Asked for every file that is made. */
  isUnfinished(index: number, path: string): boolean {
    if (this.#reserved.size === 0) return existsSync(path + PART_SUFFIX);
    const unfinished = this.unfinishedPathIn(this.own, index);
    return unfinished !== null && existsSync(unfinished);
  }

  /** A name beside that of the file, for bytes that are not to be taken for it yet; null where it has none. */
  temporaryPathIn(place: Place, index: number): string | null {
    if (index === PART_FILE) return place.partFile === null ? null : place.partFile + MOVE_SUFFIX;
    let name = (place.paths?.[index] ?? this.#files[index]!.path) + MOVE_SUFFIX;
    while (this.#reserved.has(name)) name += '_';
    return join(place.directory, name);
  }

  /** The names of all files in a place, relative to its folder. */
  namesIn(place: Place): string[] {
    return this.#files.flatMap(({ path, padding }, index) =>
      padding ? [] : [place.paths?.[index] ?? path],
    );
  }

  /** Where the file stands now. */
  standing(index: number): Standing | null {
    const own = this.standingIn(this.own, index);
    return own ?? this.standingAstray(index);
  }

  /** As `standing`, though another thread renames it in between from its unfinished name to the final one. */
  find(index: number): Standing | null {
    return this.standing(index) ?? this.standingIn(this.own, index);
  }

  standingIn(place: Place, index: number): Standing | null {
    const path = this.pathIn(place, index);
    if (path === null) return null;
    const stats = entryAt(path);
    if (stats) return { path, place, stats, isUnfinished: false };
    const unfinished = this.unfinishedPathIn(place, index);
    const unfinishedStats = unfinished === null ? null : entryAt(unfinished);
    if (!unfinishedStats) return null;
    return { path: unfinished!, place, stats: unfinishedStats, isUnfinished: true };
  }

  /** Where the file stands outside of the place where it belongs. A folder there is none of ours. */
  standingAstray(index: number): Standing | null {
    const own = this.pathIn(this.own, index);
    for (const place of this.strays) {
      if (this.pathIn(place, index) === own) continue;
      const found = this.standingIn(place, index);
      if (found && !found.stats.isDirectory()) return found;
    }
    return null;
  }
}

/** What stands on the disk for each file, and for the part file; null for padding and for what is no plain file. */
export function stampsOf(layout: StoragePlace): Omit<FoundFiles, 'spindle'> {
  const places = new FilePlaces(layout);
  const isAbsent = absenceByFolder(places);
  let unallocatedBytes = 0;
  const stamps = layout.files.map((file, index) => {
    if (file.padding) return null;
    const standing = isAbsent(index) ? null : places.standing(index);
    if (!file.isSkipped) unallocatedBytes += Math.max(0, file.bytes - allocatedBytes(standing));
    return stampOf(standing);
  });
  return { stamps, partFile: stampOf(places.standing(PART_FILE)), unallocatedBytes };
}

/** Systems that do not count blocks say nothing. */
function allocatedBytes(standing: Standing | null): number {
  return (standing?.stats.blocks ?? 0) * STAT_BLOCK_BYTES;
}

/** The first path of `target` where something stands that is not the same file of `layout`. */
export function firstTaken(layout: StoragePlace, target: StoragePlace): string | null {
  const [before, after] = [new FilePlaces(layout), new FilePlaces(target)];
  for (let index = PART_FILE; index < target.files.length; index++) {
    if (target.files[index]?.padding) continue;
    const there = after.standingIn(after.own, index);
    if (!there) continue;
    const own = before.standing(index);
    const isOwn = own?.stats.ino === there.stats.ino && own.stats.dev === there.stats.dev;
    if (!isOwn) return there.path;
  }
  return null;
}

/** What is at a path, links not followed; null where nothing is. */
export function entryAt(path: string): Stats | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (isAbsence(error)) return null;
    throw error;
  }
}

/** Whether the error says that nothing is at a path: neither the entry, nor a folder that it could be in. */
export function isAbsence(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/**
 * Says of a file whether the folder that it would stand in is not there. Each folder is looked at once: before a
 * download of 20,000 files has begun, all of its files are absent by two names each.
 */
function absenceByFolder(places: FilePlaces): (index: number) => boolean {
  if (places.strays.length > 0) return () => false;
  const absent = new Map<string, boolean>();
  return (index) => {
    const folder = dirname(places.pathIn(places.own, index)!);
    const known = absent.get(folder) ?? entryAt(folder) === null;
    absent.set(folder, known);
    return known;
  };
}

function stampOf(standing: Standing | null): FileStamp {
  if (!standing?.stats.isFile()) return null;
  const { size, mtimeMs, ino } = standing.stats;
  return { bytes: size, modifiedMs: Math.floor(mtimeMs), inode: ino };
}

function reservedNames({ files, strays }: StoragePlace): Set<string> {
  const names = new Set<string>();
  const add = (name: string): void => {
    if (name.endsWith(PART_SUFFIX) || name.includes(MOVE_SUFFIX)) names.add(name);
  };
  for (const { path } of files) add(path);
  for (const { paths } of strays ?? []) paths?.forEach(add);
  return names;
}
