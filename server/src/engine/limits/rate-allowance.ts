/**
 * What one download may move in one direction: the least of its own limit and the session's. Peers of the
 * local network are held to the session's limit only where the user wants it, to the download's own always
 * (as in libtorrent).
 */
import type { Clock } from '../core/clock.ts';
import { RateLimiter, type RateUser } from './rate-limiter.ts';
import { TokenBucket } from './token-bucket.ts';

/** The session's limit of one direction. */
export class SharedRate<Waiter> {
  /** Whether peers of the local network are limited too. */
  limitsLocalPeers = false;
  readonly #limited: RateLimiter<Waiter>;
  /** Has never a limit: only the turns of those that wait for the limit of their download. */
  readonly #local: RateLimiter<Waiter>;

  constructor(clock: Clock) {
    this.#limited = new RateLimiter(clock);
    this.#local = new RateLimiter(clock);
  }

  get limit(): number | null {
    return this.#limited.limit;
  }

  setLimit(bytesPerSecond: number | null): void {
    this.#limited.setLimit(bytesPerSecond);
  }

  limiterOf(isLocal: boolean): RateLimiter<Waiter> {
    return isLocal && !this.limitsLocalPeers ? this.#local : this.#limited;
  }

  stop(): void {
    this.#limited.stop();
    this.#local.stop();
  }
}

/** A peer as the limits see it. */
export interface LimitedPeer {
  /** It is on this machine or in the local network. */
  readonly isLocal: boolean;
}

export class RateAllowance<Waiter extends LimitedPeer> {
  readonly #shared: SharedRate<Waiter>;
  readonly #clock: Clock;
  readonly #own = new TokenBucket();

  constructor(shared: SharedRate<Waiter>, clock: Clock) {
    this.#shared = shared;
    this.#clock = clock;
  }

  /** The download's own limit in bytes per second. */
  get ownLimit(): number | null {
    return this.#own.rate;
  }

  setOwnLimit(bytesPerSecond: number | null): void {
    this.#own.setRate(bytesPerSecond, this.#clock.now());
  }

  /** Whether anything holds this peer back: the one question that is asked where there are no limits. */
  isLimited(peer: Waiter): boolean {
    return this.#own.rate !== null || this.#shared.limiterOf(peer.isLocal).limit !== null;
  }

  /** Whether others have waited longer for what the peer needs. */
  isAwaited(peer: Waiter): boolean {
    return this.#shared.limiterOf(peer.isLocal).isAwaited;
  }

  /** Lets `user` serve the peer when it is its turn. */
  wait(peer: Waiter, user: RateUser<Waiter>): void {
    this.#shared.limiterOf(peer.isLocal).wait(peer, user);
  }

  /** Bytes that may be asked of the peer, or sent to it, now. */
  available(peer: Waiter): number {
    const limiter = this.#shared.limiterOf(peer.isLocal);
    const shared = limiter.available();
    if (this.#own.rate === null) return shared;
    return Math.min(shared, this.#own.available(this.#clock.now(), limiter.isAwaited));
  }

  take(peer: Waiter, bytes: number): void {
    this.#own.take(bytes);
    this.#shared.limiterOf(peer.isLocal).take(bytes);
  }

  giveBack(peer: Waiter, bytes: number): void {
    this.take(peer, -bytes);
  }
}
