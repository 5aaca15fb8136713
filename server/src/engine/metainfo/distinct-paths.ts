/**
 * Gives every file of a torrent a place of its own. Two files clash when their paths are equal after
 * composing (NFC) and folding case, since many disks don't tell such names apart; a file also clashes with
 * a folder of the same path. The later file in the torrent's order is renamed: `.1`, `.2` ... before its
 * extension, the first that is free. Folders are never renamed, so folders that differ in case only may
 * become one on such a disk, with no harm to what is in them. The same torrent always gives the same names.
 *
 * Folders are a tree of hash maps, and each name keeps the next number to try: 150,000 files of one name
 * take time in proportion to their number (libtorrent dd04258ef was quadratic).
 */
import { cutText, splitExtension } from './safe-path.ts';

/** 255 less the longest suffix that 150,000 files can need, with an extension. */
const STEM_BYTES = 220;

class Folder {
  readonly folders = new Map<string, Folder>();
  readonly files = new Set<string>();
  readonly nextNumbers = new Map<string, number>();
}

export class DistinctPaths {
  /** Files that could not keep their name. */
  renamedCount = 0;
  readonly #root = new Folder();

  /** Notes the folders of a file's path. All must be known before the first file is placed. */
  addFolders(components: readonly string[]): void {
    this.#folderOf(components);
  }

  /** The path that the file gets: the same, or with another last component. */
  place(components: readonly string[]): readonly string[] {
    const folder = this.#folderOf(components);
    const name = components.at(-1)!;
    const placed = isFree(folder, name) ? name : freeName(folder, name);
    folder.files.add(foldName(placed));
    if (placed === name) return components;
    this.renamedCount++;
    return [...components.slice(0, -1), placed];
  }

  #folderOf(components: readonly string[]): Folder {
    let folder = this.#root;
    for (let depth = 0; depth < components.length - 1; depth++) {
      const key = foldName(components[depth]!);
      let child = folder.folders.get(key);
      if (child === undefined) folder.folders.set(key, (child = new Folder()));
      folder = child;
    }
    return folder;
  }
}

function isFree(folder: Folder, name: string): boolean {
  const key = foldName(name);
  return !folder.files.has(key) && !folder.folders.has(key);
}

function freeName(folder: Folder, name: string): string {
  const { stem, extension } = splitExtension(name);
  const shortStem = cutText(stem, STEM_BYTES);
  const key = foldName(`${shortStem}/${extension}`);
  let number = folder.nextNumbers.get(key) ?? 1;
  while (!isFree(folder, `${shortStem}.${number}${extension}`)) number++;
  folder.nextNumbers.set(key, number + 1);
  return `${shortStem}.${number}${extension}`;
}

/** Upper case first: it takes sharp s and final sigma to what case-insensitive disks compare. */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
