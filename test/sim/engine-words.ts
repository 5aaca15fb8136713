/**
 * Reads what the engine wrote and judges it: whole messages of numbers that were agreed on, within the torrent, and no
 * block that is not the torrent's own.
 */
import { BLOCK_BYTES, type PieceGeometry } from '../../server/src/engine/pieces/piece-geometry.ts';
import { MESSAGE } from '../../server/src/engine/wire/message-ids.ts';
import type { BlockName } from './hostile-talk.ts';

const BLOCK_HEAD_BYTES = 9;
const FIRST_FAST = 13;
const LAST_FAST = 17;

/** The engine said what it must not say. */
export class WrongWord extends Error {}

export interface EngineWord {
  id: number;
  payload: Uint8Array;
}

export class EngineWords {
  readonly #geometry: PieceGeometry;
  readonly #content: Uint8Array;
  readonly #mayBeFast: boolean;

  constructor(geometry: PieceGeometry, content: Uint8Array, mayBeFast: boolean) {
    this.#geometry = geometry;
    this.#content = content;
    this.#mayBeFast = mayBeFast;
  }

  /** Hands out each message of a write; throws `WrongWord` at the first that is wrong. */
  read(written: Uint8Array, onWord: (word: EngineWord) => void): void {
    const view = Buffer.from(written.buffer, written.byteOffset, written.length);
    let at = 0;
    while (at < view.length) {
      if (at + 4 > view.length) throw new WrongWord('a write ends within a length');
      const length = view.readUInt32BE(at);
      const end = at + 4 + length;
      if (end > view.length) throw new WrongWord(`a write ends within a message of ${length}`);
      if (length > 0) {
        const word = { id: view[at + 4]!, payload: view.subarray(at + 5, end) };
        this.#judge(word);
        onWord(word);
      }
      at = end;
    }
  }

  #judge({ id, payload }: EngineWord): void {
    const { pieceCount } = this.#geometry;
    if (id >= FIRST_FAST && id <= LAST_FAST && !this.#mayBeFast) {
      throw new WrongWord(`message ${id} to a peer without the fast extension`);
    }
    if (id === MESSAGE.have && blockOf(payload).piece >= pieceCount) {
      throw new WrongWord('a have of a piece that does not exist');
    }
    if (id === MESSAGE.bitfield && payload.length !== Math.ceil(pieceCount / 8)) {
      throw new WrongWord(`a bitfield of ${payload.length} bytes`);
    }
    if (id === MESSAGE.request || id === MESSAGE.cancel) this.#judgeRequest(blockOf(payload));
    if (id === MESSAGE.piece) this.#judgeBlock(payload);
  }

  #judgeRequest({ piece, begin, length }: BlockName): void {
    const block = begin / BLOCK_BYTES;
    const isRight =
      piece < this.#geometry.pieceCount &&
      Number.isInteger(block) &&
      block < this.#geometry.blocksOfPiece(piece) &&
      length === this.#geometry.bytesOfBlock(piece, block);
    if (!isRight) throw new WrongWord(`a request for ${piece}:${begin}+${length}`);
  }

  #judgeBlock(payload: Uint8Array): void {
    const { piece, begin } = blockOf(payload);
    const bytes = payload.subarray(BLOCK_HEAD_BYTES - 1);
    const at = piece * this.#geometry.pieceLength + begin;
    if (Buffer.compare(bytes, this.#content.subarray(at, at + bytes.length)) !== 0) {
      throw new WrongWord(`a block ${piece}:${begin}+${bytes.length} with wrong bytes`);
    }
  }
}

/** The numbers that a message begins with; those that it lacks are 0. */
export function blockOf(payload: Uint8Array): BlockName {
  const number = (at: number): number =>
    payload.length >= at + 4
      ? Buffer.from(payload.buffer, payload.byteOffset, payload.length).readUInt32BE(at)
      : 0;
  return { piece: number(0), begin: number(4), length: number(8) };
}
