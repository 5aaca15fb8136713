/**
 * Which blocks the seed sent in which life of the server: so what a kill cost is counted to the block, by what
 * came over the wire and not by what anybody says. Invariant: a block's bytes count against the life in
 * which it came last before.
 */
import { BitSet } from './bit-set.ts';

const BLOCK_BYTES = 16 * 1024;

export class BlockLedger {
  /** Lives are counted from 1 for all torrents of a run. */
  life = 0;
  receivedBytes = 0;
  /** Bytes that came again in the same life: asked for before a pause, a recheck ... */
  repeatedBytes = 0;
  /** Of the blocks that came last in a life, the bytes that came again in a later one. */
  readonly #lostBytes = new Map<number, number>();
  readonly #lastLife = new Map<number, number>();
  readonly #blocksPerPiece: number;
  #whole: BitSet;
  /** Pieces that came again though the disk had them whole when the server was killed. */
  readonly fetchedThoughWhole = new Set<number>();

  constructor(pieceLength: number, pieceCount: number) {
    this.#blocksPerPiece = Math.ceil(pieceLength / BLOCK_BYTES);
    this.#whole = new BitSet(pieceCount);
  }

  /** A block went to the server. */
  note(piece: number, begin: number, bytes: number): void {
    this.receivedBytes += bytes;
    const block = piece * this.#blocksPerPiece + begin / BLOCK_BYTES;
    const last = this.#lastLife.get(block);
    this.#lastLife.set(block, this.life);
    if (this.#whole.has(piece)) this.fetchedThoughWhole.add(piece);
    if (last === undefined) return;
    if (last === this.life) this.repeatedBytes += bytes;
    else this.#lostBytes.set(last, (this.#lostBytes.get(last) ?? 0) + bytes);
  }

  /** The server is dead, and the disk has these pieces. */
  endLife(whole: BitSet): void {
    this.#whole = whole;
  }

  /** What each life's end cost so far, of those that cost something. */
  get losses(): readonly (readonly [life: number, bytes: number])[] {
    return [...this.#lostBytes];
  }
}
