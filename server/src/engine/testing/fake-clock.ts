/**
 * A clock that stands still until a test moves it. Timers fire in the order of their time, then of their
 * making; while one fires, `now` is exactly the time that it was set for. Wall time moves in step.
 */
import type { Clock, Timer } from '../core/clock.ts';

interface PendingTimer {
  dueAt: number;
  order: number;
  intervalMs: number | null;
  callback: () => void;
}

export class FakeClock implements Clock {
  readonly #pending = new Set<PendingTimer>();
  readonly #wallStart: number;
  #now = 0;
  #order = 0;

  constructor(wallStart = Date.UTC(2026, 0, 1)) {
    this.#wallStart = wallStart;
  }

  now(): number {
    return this.#now;
  }

  wallTime(): number {
    return this.#wallStart + this.#now;
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    return this.#add(delayMs, null, callback);
  }

  setRepeating(intervalMs: number, callback: () => void): Timer {
    return this.#add(intervalMs, Math.max(1, intervalMs), callback);
  }

  /** Timers that wait: 0 once everything that a test started has ended. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Milliseconds until the next timer, or null when none waits. */
  get nextTimerMs(): number | null {
    const next = this.#earliest(Number.POSITIVE_INFINITY);
    return next === null ? null : next.dueAt - this.#now;
  }

  /** Moves time and fires what is due, synchronously: promises settle only after it returned. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (let timer = this.#earliest(end); timer !== null; timer = this.#earliest(end)) {
      this.#fire(timer);
    }
    this.#now = end;
  }

  /** Like `advance`, but lets promises and input settle before it begins, after each timer and at the end. */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settlePromises();
    for (let timer = this.#earliest(end); timer !== null; timer = this.#earliest(end)) {
      this.#fire(timer);
      await settlePromises();
    }
    this.#now = end;
  }

  #add(delayMs: number, intervalMs: number | null, callback: () => void): Timer {
    const dueAt = this.#now + Math.max(0, delayMs);
    const timer: PendingTimer = { dueAt, order: this.#order++, intervalMs, callback };
    this.#pending.add(timer);
    return { cancel: () => this.#pending.delete(timer) };
  }

  #earliest(end: number): PendingTimer | null {
    let earliest: PendingTimer | null = null;
    for (const timer of this.#pending) {
      if (timer.dueAt > end) continue;
      const isEarlier =
        earliest === null ||
        timer.dueAt < earliest.dueAt ||
        (timer.dueAt === earliest.dueAt && timer.order < earliest.order);
      if (isEarlier) earliest = timer;
    }
    return earliest;
  }

  #fire(timer: PendingTimer): void {
    this.#now = timer.dueAt;
    if (timer.intervalMs === null) {
      this.#pending.delete(timer);
    } else {
      timer.dueAt += timer.intervalMs;
      timer.order = this.#order++;
    }
    timer.callback();
  }
}

/** Lets all promise callbacks run that need no input or output. */
export async function settlePromises(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}
