/**
 * The layout of the part file, which holds the bytes of unwanted files that have no file of their own. It has no
 * table that could be damaged: every byte of the torrent has one place in it, whatever is wanted. Slots of a piece each
 * come in this order: the pieces that files share, as they come, then all others. Unwanted bytes come to be had
 * because of shared pieces, so that the file stays short; the rest of it is holes.
 */
import type { LaidFile } from './disk-protocol.ts';

/** A range of the torrent's bytes. */
export interface ByteRange {
  position: number;
  length: number;
}

export class PartFileLayout {
  readonly #pieceLength: number;
  readonly #shared: readonly number[];

  constructor(files: readonly LaidFile[], pieceLength: number) {
    this.#pieceLength = pieceLength;
    this.#shared = sharedPieces(files, pieceLength);
  }

  /** Where a byte of the torrent lies in the part file. */
  placeOf(position: number): number {
    const piece = Math.floor(position / this.#pieceLength);
    return this.#slotOf(piece) * this.#pieceLength + (position - piece * this.#pieceLength);
  }

  /** Calls `visit(place in the part file, place in the range, length)` for each part of a range that lies in one slot. */
  eachRun(
    position: number,
    length: number,
    visit: (place: number, from: number, length: number) => void,
  ): void {
    for (let done = 0; done < length;) {
      const left = this.#pieceLength - ((position + done) % this.#pieceLength);
      const part = Math.min(left, length - done);
      visit(this.placeOf(position + done), done, part);
      done += part;
    }
  }

  /** What a file has of the pieces at its two ends and of `pieces`: ascending, each byte once. */
  rangesOf(file: LaidFile, pieces: readonly number[]): ByteRange[] {
    const end = file.offset + file.bytes;
    const first = Math.floor(file.offset / this.#pieceLength);
    const last = Math.floor((end - 1) / this.#pieceLength);
    const inside = pieces.filter((piece) => piece > first && piece < last);
    const chosen = new Set([first, ...inside.toSorted((one, other) => one - other), last]);
    return [...chosen].map((piece) => {
      const position = Math.max(file.offset, piece * this.#pieceLength);
      return { position, length: Math.min(end, (piece + 1) * this.#pieceLength) - position };
    });
  }

  #slotOf(piece: number): number {
    const rank = this.#rankOf(piece);
    return this.#shared[rank] === piece ? rank : this.#shared.length + piece - rank;
  }

  /** How many shared pieces come before it. */
  #rankOf(piece: number): number {
    let low = 0;
    let high = this.#shared.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#shared[middle]! < piece) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Pieces that touch more than one file, ascending. Padding is no file here. */
export function sharedPieces(files: readonly LaidFile[], pieceLength: number): number[] {
  const shared: number[] = [];
  let lastTouched = -1;
  for (const { padding, bytes, offset } of files) {
    if (padding || bytes === 0) continue;
    const first = Math.floor(offset / pieceLength);
    if (first === lastTouched && shared.at(-1) !== first) shared.push(first);
    lastTouched = Math.floor((offset + bytes - 1) / pieceLength);
  }
  return shared;
}
