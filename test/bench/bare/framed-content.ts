/**
 * A torrent's whole content in memory as the messages that carry it: every block of 16 KiB behind its header,
 * one after the other. So requests that follow each other, across pieces too, are one span of bytes that
 * leaves in one write without a copy.
 */
import { BLOCK_BYTES, BLOCK_HEADER_BYTES, writeBlockHeader } from './peer-messages.ts';
import type { TorrentContent } from './torrent-content.ts';

export interface Span {
  start: number;
  end: number;
}

export class FramedContent {
  readonly bytes: Buffer;
  private readonly content: TorrentContent;
  private readonly pieceStride: number;

  /** Reads everything: takes a moment and as much memory as the content has. */
  constructor(content: TorrentContent) {
    this.content = content;
    this.pieceStride = content.pieceLength + content.blocksPerPiece * BLOCK_HEADER_BYTES;
    const lastPiece = content.pieceCount - 1;
    const lastBytes =
      content.bytesOfPiece(lastPiece) + content.blocksOfPiece(lastPiece) * BLOCK_HEADER_BYTES;
    this.bytes = Buffer.alloc(lastPiece * this.pieceStride + lastBytes);
    for (let piece = 0; piece < content.pieceCount; piece += 1) this.load(piece);
  }

  /** Where the message stands that answers a request; null where it asks for no whole block. */
  spanOf(piece: number, begin: number, length: number): Span | null {
    if (piece >= this.content.pieceCount || begin % BLOCK_BYTES !== 0) return null;
    const block = begin / BLOCK_BYTES;
    if (block >= this.content.blocksOfPiece(piece)) return null;
    if (length !== this.content.bytesOfBlock(piece, block)) return null;
    const start = this.frameOf(piece, block);
    return { start, end: start + BLOCK_HEADER_BYTES + length };
  }

  private frameOf(piece: number, block: number): number {
    return piece * this.pieceStride + block * (BLOCK_HEADER_BYTES + BLOCK_BYTES);
  }

  private load(piece: number): void {
    const blocks = this.content.blocksOfPiece(piece);
    for (let block = 0; block < blocks; block += 1) {
      const at = this.frameOf(piece, block);
      const begin = block * BLOCK_BYTES;
      const length = this.content.bytesOfBlock(piece, block);
      writeBlockHeader(this.bytes, at, { piece, begin, length });
      const place = this.bytes.subarray(at + BLOCK_HEADER_BYTES, at + BLOCK_HEADER_BYTES + length);
      this.content.read(piece * this.content.pieceLength + begin, place);
    }
  }
}
