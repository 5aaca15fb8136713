/**
 * What the files of a download hold, by the documented layout and nobody's code but this: a file stands at its path,
 * or at that with `.part`, in its place or in a former one (a move or a rename that is under way); bytes of a file
 * that stands nowhere may be in the part file, where the pieces that touch several files come first, then the others.
 */
import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { BitSet } from './bit-set.ts';
import type { ContentFile, CrashContent } from './crash-content.ts';

/** A folder and where in it each file of the download is. */
export interface FilePlaces {
  directory: string;
  paths: readonly string[];
}

export const PART_SUFFIX = '.part';

export class DiskContent {
  readonly #content: CrashContent;
  readonly #places: readonly FilePlaces[];
  /** By piece, its slot in the part file: first those that touch several files, then all others. */
  readonly #slots: ReadonlyMap<number, number>;

  /** The place that it is meant to be in first. */
  constructor(content: CrashContent, places: readonly FilePlaces[]) {
    this.#content = content;
    this.#places = places;
    this.#slots = slotsOf(content);
  }

  /** Where a file stands; null where it does not. */
  pathOf(index: number): string | null {
    for (const { directory, paths } of this.#places) {
      const path = join(directory, ...paths[index]!.split('/'));
      if (isFile(path)) return path;
      if (isFile(path + PART_SUFFIX)) return path + PART_SUFFIX;
    }
    return null;
  }

  get partFile(): string | null {
    const paths = this.#places.map(({ directory }) =>
      join(directory, `.${this.#content.id}.parts`),
    );
    return paths.find(isFile) ?? null;
  }

  /** Where the files of a piece stand, for a message. */
  describe(piece: number): string {
    return this.#filesOf(piece)
      .map((index) => `file ${index}: ${this.pathOf(index) ?? this.partFile ?? 'nowhere'}`)
      .join(', ');
  }

  /** Whether bytes of the piece are in one of these files. */
  hasBytesIn(piece: number, paths: ReadonlySet<string>): boolean {
    return this.#filesOf(piece).some((index) =>
      paths.has(this.pathOf(index) ?? this.partFile ?? ''),
    );
  }

  /** The pieces whose bytes are all there and right. */
  wholePieces(): BitSet {
    const { bytes: expected, pieceLength, pieceCount } = this.#content;
    const found = Buffer.alloc(expected.length);
    const isRead = this.#content.files.map((file, index) => this.#read(file, index, found));
    const whole = new BitSet(pieceCount);
    for (let piece = 0; piece < pieceCount; piece += 1) {
      const start = piece * pieceLength;
      const end = Math.min(start + pieceLength, expected.length);
      const isThere = this.#content.files.every(
        (file, index) =>
          file.bytes === 0 ||
          file.offset + file.bytes <= start ||
          file.offset >= end ||
          isRead[index]!(start, end),
      );
      if (isThere && found.subarray(start, end).equals(expected.subarray(start, end)))
        whole.add(piece);
    }
    return whole;
  }

  #filesOf(piece: number): number[] {
    const { files, pieceLength } = this.#content;
    const start = piece * pieceLength;
    return files.flatMap(({ offset, bytes }, index) =>
      bytes > 0 && offset < start + pieceLength && offset + bytes > start ? [index] : [],
    );
  }

  /** Reads a file into its place in `found`; the answer says whether it holds its part of a range. */
  #read(file: ContentFile, index: number, found: Buffer): (start: number, end: number) => boolean {
    const path = this.pathOf(index);
    if (path !== null) {
      const bytes = readInto(path, 0, found.subarray(file.offset, file.offset + file.bytes));
      return (_start, end) => Math.min(end, file.offset + file.bytes) <= file.offset + bytes;
    }
    const { partFile } = this;
    return (start, end) => {
      const slot = this.#slots.get(Math.floor(start / this.#content.pieceLength));
      if (partFile === null || slot === undefined) return false;
      const from = Math.max(start, file.offset);
      const part = found.subarray(from, Math.min(end, file.offset + file.bytes));
      const position = slot * this.#content.pieceLength + (from - start);
      return readInto(partFile, position, part) === part.length;
    };
  }
}

function slotsOf({ files, pieceLength, pieceCount }: CrashContent): Map<number, number> {
  const touching = new Uint32Array(pieceCount);
  for (const { offset, bytes } of files) {
    if (bytes === 0) continue;
    const last = Math.floor((offset + bytes - 1) / pieceLength);
    for (let piece = Math.floor(offset / pieceLength); piece <= last; piece += 1) {
      touching[piece]! += 1;
    }
  }
  const pieces = [...touching.keys()];
  const inOrder = [
    ...pieces.filter((piece) => touching[piece]! > 1),
    ...pieces.filter((piece) => touching[piece]! <= 1),
  ];
  return new Map(inOrder.map((piece, slot) => [piece, slot]));
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Reads what is there, up to the length of `target`, and gives how much that was. */
function readInto(path: string, position: number, target: Buffer): number {
  const descriptor = openSync(path, 'r');
  try {
    if (fstatSync(descriptor).size <= position) return 0;
    let done = 0;
    while (done < target.length) {
      const count = readSync(descriptor, target, done, target.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  } finally {
    closeSync(descriptor);
  }
}
