/**
 * Time as the engine sees it. Everything that waits or measures takes a Clock, so that tests can run
 * minutes of protocol time in milliseconds. `now` never jumps back (hardening: clock skew must not move timers).
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary point. */
  now(): number;
  /** Milliseconds since 1970, for what people read. */
  wallTime(): number;
  setTimer(delayMs: number, callback: () => void): Timer;
  setRepeating(intervalMs: number, callback: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallTime: () => Date.now(),
  setTimer(delayMs, callback) {
    const handle = setTimeout(callback, delayMs);
    return { cancel: () => clearTimeout(handle) };
  },
  setRepeating(intervalMs, callback) {
    const handle = setInterval(callback, intervalMs);
    return { cancel: () => clearInterval(handle) };
  },
};
