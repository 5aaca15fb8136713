/**
 * How much of the disk threads' time the hashing of files may take. Alone it takes all; while downloads transfer,
 * it rests after each few MiB for as long as they took, so that a lane works for it half of its time at most.
 * Invariant: while it shares, at most one burst is under way in a lane. One for the session. Pure but for its timer.
 */
import type { Clock, Timer } from '../core/clock.ts';

const MEBIBYTE = 1024 * 1024;
/** What a lane is given in one go while others wait for it: some 4 ms. */
const BURST_BYTES = 4 * MEBIBYTE;
/** What a lane has before it when nobody else does: it never runs dry, and a stop is quick. */
const AHEAD_BYTES = 8 * MEBIBYTE;
/** The same where pieces are small. */
const AHEAD_JOBS = 128;

export interface Paced {
  /** There may be room again. */
  goOn(): void;
}

interface Lane {
  jobs: number;
  bytes: number;
  /** Given since it last rested. */
  burstBytes: number;
  workMs: number;
  restsUntil: number;
}

export class CheckPace {
  readonly #clock: Clock;
  readonly #lanes = new Map<number, Lane>();
  readonly #waiting = new Set<Paced>();
  #isSharing = false;
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether downloads transfer that are not to be held up. */
  set isSharing(isSharing: boolean) {
    if (this.#isSharing === isSharing) return;
    this.#isSharing = isSharing;
    for (const lane of this.#lanes.values()) lane.burstBytes = lane.bytes;
    this.#wake();
  }

  /** Whether the lane may be given one more slice now. Who may not is told by `goOn` when to ask again. */
  mayBegin(number: number, waiter: Paced): boolean {
    const lane = this.#laneOf(number);
    const mayBegin = this.#isSharing
      ? this.#clock.now() >= lane.restsUntil && lane.burstBytes < BURST_BYTES
      : lane.bytes < AHEAD_BYTES && lane.jobs < AHEAD_JOBS;
    if (mayBegin) return true;
    this.#waiting.add(waiter);
    this.#setTimer();
    return false;
  }

  began(number: number, bytes: number): void {
    const lane = this.#laneOf(number);
    lane.jobs++;
    lane.bytes += bytes;
    lane.burstBytes += bytes;
  }

  /** The lane has done what `began` told of, and worked on it for so long. */
  ended(number: number, bytes: number, workMs: number): void {
    const lane = this.#laneOf(number);
    lane.jobs--;
    lane.bytes -= bytes;
    lane.workMs += workMs;
    if (lane.jobs === 0) this.#rest(lane);
    if (lane.jobs === 0 || !this.#isSharing) this.#wake();
  }

  /** Waits no longer. */
  leave(waiter: Paced): void {
    this.#waiting.delete(waiter);
  }

  #rest(lane: Lane): void {
    if (this.#isSharing) lane.restsUntil = this.#clock.now() + lane.workMs;
    lane.workMs = 0;
    lane.burstBytes = 0;
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const waiter of waiting) waiter.goOn();
  }

  /** For the end of the next rest. Who waits for a lane that works is told when it has ended. */
  #setTimer(): void {
    if (this.#timer) return;
    const now = this.#clock.now();
    const ends = [...this.#lanes.values()].map((lane) => lane.restsUntil).filter((at) => at > now);
    if (ends.length === 0) return;
    this.#timer = this.#clock.setTimer(Math.ceil(Math.min(...ends) - now), () => {
      this.#timer = null;
      this.#wake();
    });
  }

  #laneOf(number: number): Lane {
    const known = this.#lanes.get(number);
    if (known) return known;
    const lane = { jobs: 0, bytes: 0, burstBytes: 0, workMs: 0, restsUntil: 0 };
    this.#lanes.set(number, lane);
    return lane;
  }
}
