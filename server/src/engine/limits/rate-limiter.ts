/**
 * One direction of the session's traffic under its limit, and the peers that wait for their share of it, of all
 * downloads alike. Invariant: while anyone waits, bytes are handed out in turns only, so that a fast peer
 * cannot take what refills before those that have waited longer.
 *
 * The turns come on a timer that runs only while somebody waits; without limits nobody ever does.
 */
import type { Clock, Timer } from '../core/clock.ts';
import { LIMITED_UNIT_BYTES, TokenBucket } from './token-bucket.ts';

/** Often enough that what leaves in one turn is no burst, rarely enough to cost nothing. */
const TURN_MS = 50;

/** Whoever asks peers for blocks, or sends blocks to them. */
export interface RateUser<Waiter> {
  /**
   * Uses at most these bytes for the waiter, and waits again where it needs more; not where the waiter is gone
   * or needs nothing any more. Returns what it used.
   */
  useTurn(waiter: Waiter, mostBytes: number): number;
}

export class RateLimiter<Waiter> {
  readonly #clock: Clock;
  readonly #bucket = new TokenBucket();
  /** In the order in which they came. */
  #waiting = new Map<Waiter, RateUser<Waiter>>();
  #isInTurn = false;
  #turns: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get limit(): number | null {
    return this.#bucket.rate;
  }

  setLimit(bytesPerSecond: number | null): void {
    this.#bucket.setRate(bytesPerSecond, this.#clock.now());
  }

  /** Whether others have waited longer. */
  get isAwaited(): boolean {
    return this.#isInTurn || this.#waiting.size > 0;
  }

  available(): number {
    if (this.#bucket.rate === null) return Infinity;
    return this.#bucket.available(this.#clock.now(), this.isAwaited);
  }

  take(bytes: number): void {
    this.#bucket.take(bytes);
  }

  wait(waiter: Waiter, user: RateUser<Waiter>): void {
    if (!this.isAwaited) this.available(); // what was saved up while nobody waited is settled here
    this.#waiting.set(waiter, user);
    this.#turns ??= this.#clock.setRepeating(TURN_MS, () => this.#handOut());
  }

  stop(): void {
    this.#waiting.clear();
    this.#turns?.cancel();
    this.#turns = null;
  }

  /**
   * An equal share for each, again for those that can use more, until nothing is left or nobody can. Who waits
   * for the limit of its download alone keeps its place before those that were served.
   */
  #handOut(): void {
    if (this.#waiting.size > 0 && this.available() < LIMITED_UNIT_BYTES) return;
    this.#isInTurn = true;
    let turn = this.#waiting;
    const unserved = new Map<Waiter, RateUser<Waiter>>();
    this.#waiting = new Map();
    while (turn.size > 0 && this.available() >= LIMITED_UNIT_BYTES) {
      turn = this.#serve(turn, unserved);
    }
    const served = this.#waiting;
    this.#waiting = unserved;
    for (const waiters of [turn, served]) {
      for (const [waiter, user] of waiters) this.#waiting.set(waiter, user);
    }
    this.#isInTurn = false;
    if (this.#waiting.size > 0) return;
    this.#turns?.cancel();
    this.#turns = null;
  }

  /** One round; returns those that may be served in another. */
  #serve(
    turn: Map<Waiter, RateUser<Waiter>>,
    unserved: Map<Waiter, RateUser<Waiter>>,
  ): Map<Waiter, RateUser<Waiter>> {
    const again = new Map<Waiter, RateUser<Waiter>>();
    const share = Math.max(this.available() / turn.size, LIMITED_UNIT_BYTES);
    for (const [waiter, user] of turn) {
      if (this.available() < LIMITED_UNIT_BYTES) break;
      turn.delete(waiter);
      const used = user.useTurn(waiter, share);
      const needsMore = this.#waiting.delete(waiter);
      if (needsMore) (used > 0 ? again : unserved).set(waiter, user);
    }
    for (const [waiter, user] of again) turn.set(waiter, user);
    return turn;
  }
}
