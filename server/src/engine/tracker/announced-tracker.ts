/**
 * What one torrent knows of one of its trackers: what was said to it in this session and what it answered.
 * Decides which event comes next (BEP 3): `started` until one got through, `completed` once and only to a
 * tracker that we had told that something was missing.
 */
import type { TrackerStatus } from '../core/messages.ts';
import { parseTrackerUrl } from './tracker-client.ts';
import { toTrackerError, type TrackerError } from './tracker-error.ts';
import type { AnnounceEvent, AnnounceReply, AnnounceRequest } from './tracker-transport.ts';

export class AnnouncedTracker {
  /** As the torrent spells it. */
  readonly url: string;
  /** Null where it is no URL that we can announce to. */
  readonly parsedUrl: URL | null;
  /** With its port where the URL names one; empty where it is none. */
  readonly host: string;
  tier: number;
  /** Monotonic; not to be asked before, as it failed. Null where it did not. */
  retryAt: number | null = null;
  /** Monotonic end of the last announce. */
  lastAnnounceAt: number | null = null;
  trackerId: Uint8Array | null = null;
  failures = 0;
  seeds: number | null = null;
  leechers: number | null = null;

  #state: TrackerStatus['state'] = 'idle';
  #message: string | null = null;
  #peersReceived: number | null = null;
  #lastAnnounceWallTime: number | null = null;
  #hasStarted = false;
  #toldIncomplete = false;
  #toldCompleted = false;

  constructor(url: string, tier: number) {
    this.url = url;
    this.tier = tier;
    this.parsedUrl = this.#parse();
    this.host = this.parsedUrl?.host ?? '';
  }

  /** Whether a `started` got through that no `stopped` followed. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  get state(): TrackerStatus['state'] {
    return this.#state;
  }

  get message(): string | null {
    return this.#message;
  }

  /** Since 1970; null where it was not asked in this session. */
  get lastAnnounceWallTime(): number | null {
    return this.#lastAnnounceWallTime;
  }

  get isDisabled(): boolean {
    return this.#state === 'disabled';
  }

  /** Whether it may be asked now; `ignoreBackOff` is a user's wish. */
  mayBeAsked(now: number, ignoreBackOff: boolean): boolean {
    if (this.parsedUrl === null) return false;
    if (ignoreBackOff) return true;
    return !this.isDisabled && (this.retryAt === null || this.retryAt <= now);
  }

  nextEvent(hasCompleted: boolean): AnnounceEvent {
    if (!this.#hasStarted) return 'started';
    return hasCompleted && this.#toldIncomplete && !this.#toldCompleted ? 'completed' : null;
  }

  beginAnnounce(): void {
    this.#state = 'announcing';
  }

  succeed(request: AnnounceRequest, reply: AnnounceReply, time: AnnounceTime): void {
    this.#state = 'working';
    this.#message = reply.warning;
    this.#peersReceived = reply.peers.length;
    this.#hasStarted = true;
    this.#toldIncomplete = request.left > 0;
    if (request.event === 'completed') this.#toldCompleted = true;
    this.failures = 0;
    this.retryAt = null;
    this.seeds = reply.seeds ?? this.seeds;
    this.leechers = reply.leechers ?? this.leechers;
    this.trackerId = reply.trackerId ?? this.trackerId;
    this.#endAnnounce(time);
  }

  /** `retryAt` null: the tracker never wants to be asked again (BEP 31). */
  fail(error: TrackerError, retryAt: number | null, time: AnnounceTime): void {
    this.#state = retryAt === null ? 'disabled' : 'error';
    this.#message = error.message;
    this.retryAt = retryAt;
    this.#endAnnounce(time);
  }

  /** A new session with this tracker: what it said is forgotten. What it cannot be (no URL) stays. */
  reset(): void {
    this.retryAt = null;
    this.trackerId = null;
    this.failures = 0;
    this.seeds = null;
    this.leechers = null;
    this.#peersReceived = null;
    this.#hasStarted = false;
    this.#toldIncomplete = false;
    this.#toldCompleted = false;
    if (this.parsedUrl === null) return;
    this.#state = 'idle';
    this.#message = null;
  }

  status(nextAnnounceAt: number | null): TrackerStatus {
    return {
      url: this.url,
      tier: this.tier,
      state: this.#state,
      message: this.#message,
      seeds: this.seeds,
      leechers: this.leechers,
      peersReceived: this.#peersReceived,
      failures: this.failures,
      lastAnnounceAt: this.#lastAnnounceWallTime,
      nextAnnounceAt,
    };
  }

  #endAnnounce(time: AnnounceTime): void {
    this.lastAnnounceAt = time.now;
    this.#lastAnnounceWallTime = time.wallTime;
  }

  #parse(): URL | null {
    try {
      return parseTrackerUrl(this.url);
    } catch (error) {
      this.#state = 'disabled';
      this.#message = toTrackerError(error).message;
      return null;
    }
  }
}

export interface AnnounceTime {
  /** Monotonic. */
  now: number;
  /** Since 1970. */
  wallTime: number;
}
