/** The sizes of a torrent's pieces and blocks (BEP 3): every piece has `pieceLength` bytes but the last. */

/** Bytes of a block: what every client requests; libtorrent and others drop peers that ask for more. */
export const BLOCK_BYTES = 16_384;

export class PieceGeometry {
  readonly pieceLength: number;
  readonly totalBytes: number;
  readonly pieceCount: number;

  constructor(pieceLength: number, totalBytes: number) {
    this.pieceLength = pieceLength;
    this.totalBytes = totalBytes;
    this.pieceCount = Math.ceil(totalBytes / pieceLength);
  }

  hasPiece(piece: number): boolean {
    return Number.isInteger(piece) && piece >= 0 && piece < this.pieceCount;
  }

  bytesOfPiece(piece: number): number {
    return Math.min(this.pieceLength, this.totalBytes - piece * this.pieceLength);
  }

  blocksOfPiece(piece: number): number {
    return Math.ceil(this.bytesOfPiece(piece) / BLOCK_BYTES);
  }

  bytesOfBlock(piece: number, block: number): number {
    return Math.min(BLOCK_BYTES, this.bytesOfPiece(piece) - block * BLOCK_BYTES);
  }

  /** Whether a request names bytes that exist. */
  isValidRequest(piece: number, begin: number, length: number): boolean {
    return piece < this.pieceCount && length > 0 && begin + length <= this.bytesOfPiece(piece);
  }
}
