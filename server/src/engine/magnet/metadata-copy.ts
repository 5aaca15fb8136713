/**
 * One attempt at the metadata, of the size that its givers claim. Invariant: memory is taken only for pieces that
 * came, never for what was claimed (hardening: metadata DoS). Pure.
 */
import { METADATA_PIECE_BYTES, metadataPieceBytes, metadataPieces } from '../wire/ut-metadata.ts';

export class MetadataCopy {
  readonly totalBytes: number;
  readonly pieceCount: number;
  readonly #pieces = new Map<number, { bytes: Uint8Array; sender: number }>();
  #receivedBytes = 0;

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
    this.pieceCount = metadataPieces(totalBytes);
  }

  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get isWhole(): boolean {
    return this.#pieces.size === this.pieceCount;
  }

  /** Peers that pieces came from. */
  get senders(): Set<number> {
    return new Set([...this.#pieces.values()].map(({ sender }) => sender));
  }

  has(piece: number): boolean {
    return this.#pieces.has(piece);
  }

  /** Whether these bytes can be that piece, by their length. */
  fits(piece: number, bytes: Uint8Array): boolean {
    return piece < this.pieceCount && bytes.length === metadataPieceBytes(piece, this.totalBytes);
  }

  /** Takes a piece that fits, copied; the first to come stays. */
  put(piece: number, bytes: Uint8Array, sender: number): void {
    if (this.#pieces.has(piece)) return;
    this.#pieces.set(piece, { bytes: bytes.slice(), sender });
    this.#receivedBytes += bytes.length;
  }

  /** What one sender gave of it, as the begin of a copy of its own. */
  partOf(sender: number): MetadataCopy {
    const part = new MetadataCopy(this.totalBytes);
    for (const [piece, one] of this.#pieces) {
      if (one.sender !== sender) continue;
      part.#pieces.set(piece, one);
      part.#receivedBytes += one.bytes.length;
    }
    return part;
  }

  /** All bytes, of a copy that is whole. */
  assemble(): Uint8Array {
    const whole = new Uint8Array(this.totalBytes);
    for (const [piece, { bytes }] of this.#pieces) whole.set(bytes, piece * METADATA_PIECE_BYTES);
    return whole;
  }
}
