/** Pieces that are had, out of a BEP 3 bitfield: high bit first, one bit a piece. */
import type { DownloadPiecesDto } from '@shared/dto/download.js';

export function decodeBitfield(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}

/** For each of `columns` equal parts of the torrent, the share of its pieces that are had, 0 to 1. */
export function haveShares(pieces: DownloadPiecesDto, columns: number): Float32Array {
  const bits = decodeBitfield(pieces.have);
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
