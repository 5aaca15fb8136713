/**
 * Pieces that are had, out of a BEP 3 bitfield (high bit first, one bit a piece), and how many peers have each. Pure.
 */
import type { DownloadAvailabilityDto } from '@shared/dto/download.js';

export interface Pieces {
  count: number;
  bits: Uint8Array;
}

/** How many connected peers have each piece. */
export interface Availability {
  /** Consecutive pieces that share a byte. */
  piecesPerPart: number;
  /** Copies of the rarest piece of each part, 255 at most. */
  copies: Uint8Array;
  distributedCopies: number;
  unreachablePieces: number;
}

export function decodeAvailability(dto: DownloadAvailabilityDto): Availability {
  const { piecesPerPart, copies, distributedCopies, unreachablePieces } = dto;
  return {
    piecesPerPart,
    copies: decodeBytes(copies),
    distributedCopies,
    unreachablePieces,
  };
}

/** For each of `columns` equal parts of the torrent, the copies of its rarest piece. */
export function leastCopies(
  { piecesPerPart, copies }: Availability,
  count: number,
  columns: number,
): Uint8Array {
  const least = new Uint8Array(columns);
  if (count === 0 || copies.length === 0) return least;
  for (let column = 0; column < columns; column += 1) {
    const [start, end] = partOf(column, columns, count);
    let fewest = 255;
    for (
      let part = Math.floor(start / piecesPerPart);
      part <= Math.floor((end - 1) / piecesPerPart);
      part += 1
    ) {
      fewest = Math.min(fewest, copies[part] ?? 0);
    }
    least[column] = fewest;
  }
  return least;
}

/** The pieces of one column: at least one, so that few pieces fill many columns. */
function partOf(column: number, columns: number, count: number): [start: number, end: number] {
  const start = Math.floor((column * count) / columns);
  return [start, Math.max(start + 1, Math.floor(((column + 1) * count) / columns))];
}

export function decodeBytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** For each of `columns` equal parts of the torrent, the share of its pieces that are had, 0 to 1. */
export function haveShares(pieces: Pieces, columns: number): Float32Array {
  const { bits } = pieces;
  const shares = new Float32Array(columns);
  if (pieces.count === 0) return shares;
  for (let column = 0; column < columns; column += 1) {
    const [start, end] = partOf(column, columns, pieces.count);
    let had = 0;
    for (let piece = start; piece < end; piece += 1) {
      had += ((bits[piece >> 3] ?? 0) >> (7 - (piece & 7))) & 1;
    }
    shares[column] = had / (end - start);
  }
  return shares;
}

/** The same pieces, but for those of the ranges, each [first, count]. */
export function withChanges(
  { count, bits }: Pieces,
  { gained, lost }: { gained: [number, number][]; lost: [number, number][] },
): Pieces {
  const changed = bits.slice();
  for (const piece of piecesOf(gained)) changed[piece >> 3]! |= 0x80 >> (piece & 7);
  for (const piece of piecesOf(lost)) changed[piece >> 3]! &= ~(0x80 >> (piece & 7));
  return { count, bits: changed };
}

function* piecesOf(ranges: readonly [number, number][]): Iterable<number> {
  for (const [first, length] of ranges) {
    for (let piece = first; piece < first + length; piece += 1) yield piece;
  }
}
