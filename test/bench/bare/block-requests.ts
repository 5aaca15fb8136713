/**
 * Which block a sink asks for next: pieces in a shuffled order, as in a swarm, blocks of a piece in theirs.
 * A block is in exactly one state; one that was asked for in vain is asked for again before any other.
 */
import { seededRandom, shuffle } from '../../../server/src/engine/core/random.ts';
import type { TorrentContent } from './torrent-content.ts';

const FREE = 0;
const ASKED = 1;
const RECEIVED = 2;
const SHUFFLE_SEED = 1;

export class BlockRequests {
  readonly blockCount: number;
  received = 0;
  outstanding = 0;
  private readonly content: TorrentContent;
  private readonly states: Uint8Array;
  private readonly order: number[];
  private readonly again: number[] = [];
  private orderAt = 0;
  private blockAt = 0;

  constructor(content: TorrentContent) {
    this.content = content;
    const { pieceCount, blocksPerPiece } = content;
    const lastPiece = pieceCount - 1;
    this.blockCount = lastPiece * blocksPerPiece + content.blocksOfPiece(lastPiece);
    this.states = new Uint8Array(this.blockCount);
    this.order = shuffle(
      Array.from({ length: pieceCount }, (_, index) => index),
      seededRandom(SHUFFLE_SEED),
    );
  }

  get isComplete(): boolean {
    return this.received === this.blockCount;
  }

  /** Number of the next block, counted through the whole torrent; -1 where all are asked for. */
  next(): number {
    const block = this.again.pop() ?? this.nextInOrder();
    if (block < 0) return -1;
    this.states[block] = ASKED;
    this.outstanding += 1;
    return block;
  }

  /** Whether it is the first time that it came. */
  receive(block: number): boolean {
    if (this.states[block] === RECEIVED) return false;
    if (this.states[block] === ASKED) this.outstanding -= 1;
    this.states[block] = RECEIVED;
    this.received += 1;
    return true;
  }

  /** What was asked for will not come: the peer choked, or dropped it. */
  forget(): void {
    this.states.forEach((state, block) => {
      if (state !== ASKED) return;
      this.states[block] = FREE;
      this.again.push(block);
    });
    this.outstanding = 0;
  }

  private nextInOrder(): number {
    const piece = this.order[this.orderAt];
    if (piece === undefined) return -1;
    const block = piece * this.content.blocksPerPiece + this.blockAt;
    this.blockAt += 1;
    if (this.blockAt === this.content.blocksOfPiece(piece)) {
      this.blockAt = 0;
      this.orderAt += 1;
    }
    // Forgotten blocks are asked for from `again`.
    return block;
  }
}
