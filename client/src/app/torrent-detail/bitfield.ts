/** Pieces that are had, out of a BEP 3 bitfield: high bit first, one bit a piece. */

export interface Pieces {
  count: number;
  bits: Uint8Array;
}

export function decodeBitfield(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** For each of `columns` equal parts of the torrent, the share of its pieces that are had, 0 to 1. */
export function haveShares(pieces: Pieces, columns: number): Float32Array {
  const { bits } = pieces;
  const shares = new Float32Array(columns);
  if (pieces.count === 0) return shares;
  for (let column = 0; column < columns; column += 1) {
    const start = Math.floor((column * pieces.count) / columns);
    const end = Math.max(start + 1, Math.floor(((column + 1) * pieces.count) / columns));
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
