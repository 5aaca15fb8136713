/**
 * Messages to bytes (BEP 3, BEP 6, BEP 10), appended to one growing buffer, so that a hundred requests become one
 * write to the socket. Hot for `request`: no object is made for a message.
 */
import { MESSAGE } from './message-ids.ts';

const FIRST_CAPACITY_BYTES = 512;
/** Bytes in front of a block: length, number, piece, begin. */
export const BLOCK_HEADER_BYTES = 13;

export class MessageWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY_BYTES);
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** What was written, copied, and starts anew. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  keepAlive(): void {
    this.#reserve(4);
    this.#uint32(0);
  }

  /** A message that is its number alone: choke, unchoke, interested, notInterested, haveAll, haveNone. */
  state(id: number): void {
    this.#head(1, id);
  }

  have(piece: number): void {
    this.#head(5, MESSAGE.have);
    this.#uint32(piece);
  }

  allowedFast(piece: number): void {
    this.#head(5, MESSAGE.allowedFast);
    this.#uint32(piece);
  }

  suggest(piece: number): void {
    this.#head(5, MESSAGE.suggest);
    this.#uint32(piece);
  }

  /** BEP 5: where our node of the DHT is, a UDP port. */
  port(port: number): void {
    this.#head(3, MESSAGE.port);
    this.#bytes[this.#length++] = port >>> 8;
    this.#bytes[this.#length++] = port & 0xff;
  }

  bitfield(bytes: Uint8Array): void {
    this.#head(1 + bytes.length, MESSAGE.bitfield);
    this.#append(bytes);
  }

  request(piece: number, begin: number, length: number): void {
    this.#triple(MESSAGE.request, piece, begin, length);
  }

  cancel(piece: number, begin: number, length: number): void {
    this.#triple(MESSAGE.cancel, piece, begin, length);
  }

  reject(piece: number, begin: number, length: number): void {
    this.#triple(MESSAGE.reject, piece, begin, length);
  }

  /** BEP 10: `id` is the number that the peer gave to the extension, 0 for the handshake. */
  extended(id: number, payload: Uint8Array): void {
    this.#head(2 + payload.length, MESSAGE.extended);
    this.#bytes[this.#length++] = id;
    this.#append(payload);
  }

  #triple(id: number, piece: number, begin: number, length: number): void {
    this.#head(13, id);
    this.#uint32(piece);
    this.#uint32(begin);
    this.#uint32(length);
  }

  #head(length: number, id: number): void {
    this.#reserve(4 + length);
    this.#uint32(length);
    this.#bytes[this.#length++] = id;
  }

  #append(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #uint32(value: number): void {
    writeUint32(this.#bytes, this.#length, value);
    this.#length += 4;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + bytes));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Writes the 13 bytes in front of a block. */
export function writeBlockHeader(
  bytes: Uint8Array,
  at: number,
  piece: number,
  begin: number,
  length: number,
): void {
  writeUint32(bytes, at, 9 + length);
  bytes[at + 4] = MESSAGE.piece;
  writeUint32(bytes, at + 5, piece);
  writeUint32(bytes, at + 9, begin);
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
