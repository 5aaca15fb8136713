/** Finds the blocks in what a peer sends (BEP 3): a handshake, then messages that say their length. Keeps no payload. */

const HANDSHAKE_BYTES = 68;
const LENGTH_BYTES = 4;
const PIECE_ID = 7;
/** Length, id, piece, begin. */
const PIECE_HEADER_BYTES = 13;
const HEADER_AFTER_LENGTH = PIECE_HEADER_BYTES - LENGTH_BYTES;

export type BlockListener = (piece: number, begin: number, bytes: number) => void;

export class PieceMessageReader {
  readonly #onBlock: BlockListener;
  readonly #header = Buffer.alloc(PIECE_HEADER_BYTES);
  #headerBytes = 0;
  /** Bytes to pass over: the handshake, then the rest of each message. */
  #skip = HANDSHAKE_BYTES;
  #block: [piece: number, begin: number, bytes: number] | null = null;

  /** `onBlock` is called when the last byte of a block has passed. */
  constructor(onBlock: BlockListener) {
    this.#onBlock = onBlock;
  }

  read(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, chunk.length - at);
        at += passed;
        this.#skip -= passed;
        if (this.#skip === 0) this.#endMessage();
      } else {
        this.#header[this.#headerBytes] = chunk[at]!;
        this.#headerBytes += 1;
        at += 1;
        this.#readHeader();
      }
    }
  }

  #readHeader(): void {
    if (this.#headerBytes < LENGTH_BYTES) return;
    const length = this.#header.readUInt32BE(0);
    if (length === 0) {
      this.#headerBytes = 0;
      return;
    }
    if (this.#headerBytes === LENGTH_BYTES) return;
    const isPiece = this.#header[LENGTH_BYTES] === PIECE_ID;
    if (isPiece && this.#headerBytes < PIECE_HEADER_BYTES) return;
    if (isPiece) {
      const bytes = length - HEADER_AFTER_LENGTH;
      this.#block = [this.#header.readUInt32BE(5), this.#header.readUInt32BE(9), bytes];
    }
    this.#skip = length + LENGTH_BYTES - this.#headerBytes;
    this.#headerBytes = 0;
    if (this.#skip === 0) this.#endMessage();
  }

  #endMessage(): void {
    const block = this.#block;
    this.#block = null;
    if (block) this.#onBlock(...block);
  }
}
