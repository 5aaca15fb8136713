/**
 * A peer's bytes to messages, blocks without a copy: of a block only the header is looked at, and its bytes
 * are counted as they go by, but for samples that are collected whole.
 */
import {
  BLOCK_BYTES,
  BLOCK_HEADER_BYTES,
  HANDSHAKE_BYTES,
  LENGTH_BYTES,
  MESSAGE,
} from './peer-messages.ts';

export interface BlockStreamHandler {
  /** The peer's handshake is there. */
  onHandshake(): void;
  onMessage(id: number, payload: Buffer): void;
  /** Whether the block that begins is to be collected. */
  wantsSample(piece: number, begin: number): boolean;
  /** `sample` has the bytes where they were wanted. */
  onBlock(piece: number, begin: number, length: number, sample: Buffer | null): void;
}

export class BlockStream {
  private readonly handler: BlockStreamHandler;
  private readonly sample = Buffer.alloc(BLOCK_BYTES);
  private isGreeted = false;
  private carry: Buffer = Buffer.alloc(0);
  private piece = 0;
  private begin = 0;
  private length = 0;
  private left = 0;
  private isSampled = false;

  constructor(handler: BlockStreamHandler) {
    this.handler = handler;
  }

  /** `chunk` may be used again after the call. */
  consume(chunk: Buffer): void {
    const bytes = this.carry.length === 0 ? chunk : Buffer.concat([this.carry, chunk]);
    let at = 0;
    for (;;) {
      const taken = this.take(bytes, at);
      if (taken === 0) break;
      at += taken;
    }
    this.carry = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
  }

  /** How many bytes from `at` on were used; 0 where more are needed. */
  private take(bytes: Buffer, at: number): number {
    const available = bytes.length - at;
    if (this.left > 0) return this.takeBlock(bytes, at);
    if (!this.isGreeted) {
      if (available < HANDSHAKE_BYTES) return 0;
      this.isGreeted = true;
      this.handler.onHandshake();
      return HANDSHAKE_BYTES;
    }
    if (available <= LENGTH_BYTES) return this.takeKeepAlive(bytes, at);
    const length = bytes.readUInt32BE(at);
    if (length === 0) return LENGTH_BYTES;
    const id = bytes[at + LENGTH_BYTES]!;
    if (id === MESSAGE.piece) {
      if (available < BLOCK_HEADER_BYTES) return 0;
      this.beginBlock(bytes, at, length);
      return BLOCK_HEADER_BYTES;
    }
    if (available < LENGTH_BYTES + length) return 0;
    this.handler.onMessage(id, bytes.subarray(at + LENGTH_BYTES + 1, at + LENGTH_BYTES + length));
    return LENGTH_BYTES + length;
  }

  private takeKeepAlive(bytes: Buffer, at: number): number {
    const isKeepAlive = bytes.length - at === LENGTH_BYTES && bytes.readUInt32BE(at) === 0;
    return isKeepAlive ? LENGTH_BYTES : 0;
  }

  private beginBlock(bytes: Buffer, at: number, messageLength: number): void {
    this.piece = bytes.readUInt32BE(at + 5);
    this.begin = bytes.readUInt32BE(at + 9);
    this.length = messageLength - (BLOCK_HEADER_BYTES - LENGTH_BYTES);
    if (this.length < 1 || this.length > BLOCK_BYTES) throw new Error(`${this.length} bytes.`);
    this.left = this.length;
    this.isSampled = this.handler.wantsSample(this.piece, this.begin);
  }

  private takeBlock(bytes: Buffer, at: number): number {
    const taken = Math.min(this.left, bytes.length - at);
    if (this.isSampled) bytes.copy(this.sample, this.length - this.left, at, at + taken);
    this.left -= taken;
    if (this.left === 0) {
      const sample = this.isSampled ? this.sample.subarray(0, this.length) : null;
      this.handler.onBlock(this.piece, this.begin, this.length, sample);
    }
    return taken;
  }
}
