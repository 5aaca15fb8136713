/**
 * How many blocks to ask of a peer ahead (libtorrent's rule): one more for each that arrives, until the
 * rate no longer gains; from then on what the peer sends in three seconds. Pure.
 */
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';

const START_BLOCKS = 8;
const LEAST_BLOCKS = 4;
/** What a peer takes that does not say (BEP 10 `reqq`); libtorrent's own cap. */
export const DEFAULT_PEER_QUEUE = 250;
/**
 * How far below its own word a peer is kept: Transmission before 4.0 takes one request less than its `reqq`
 * says, and drops the one too many without a word (`peerMadeRequest` in its peer-msgs.c).
 */
const QUEUE_MARGIN = 1;
/** Bounds the memory that one peer can hold: 32 MiB of blocks. */
const MOST_BLOCKS = 2_000;
const QUEUE_SECONDS = 3;
/** Less gain in a second than this ends the slow start. */
const LEAST_GAIN_PER_SECOND = 5_000;

export class RequestWindow {
  #target = START_BLOCKS;
  #isSlowStart = true;
  #peerQueue = DEFAULT_PEER_QUEUE;
  #lastRate = 0;

  /** Blocks that may be asked for at the same time. */
  get target(): number {
    return Math.min(Math.round(this.#target), this.#peerQueue, MOST_BLOCKS);
  }

  /** The peer said how many requests it keeps. */
  set peerQueue(requests: number) {
    this.#peerQueue = Math.max(1, requests - QUEUE_MARGIN);
  }

  onBlock(): void {
    if (this.#isSlowStart && this.#target < MOST_BLOCKS) this.#target++;
  }

  /** Once a second, with the peer's bytes per second, while blocks are asked of it. */
  tick(rate: number): void {
    if (this.#isSlowStart && rate > 0 && rate - this.#lastRate < LEAST_GAIN_PER_SECOND) {
      this.#isSlowStart = false;
    }
    this.#lastRate = rate;
    if (this.#isSlowStart) return;
    const wanted = (rate * QUEUE_SECONDS) / BLOCK_BYTES;
    this.#target = Math.min(Math.max(wanted, LEAST_BLOCKS), MOST_BLOCKS);
  }

  /** The peer does not answer: it is asked for one block at a time until it does. */
  collapse(): void {
    this.#isSlowStart = false;
    this.#target = 1;
    this.#lastRate = 0;
  }

  /** It answers again. */
  restart(): void {
    this.#target = START_BLOCKS;
    this.#isSlowStart = true;
    this.#lastRate = 0;
  }
}
