/**
 * The session's limit of announces at one time: thousands of torrents that start together must flood neither
 * the trackers nor this machine's resolver and file descriptors. First come, first served.
 */

/** libtorrent's max_concurrent_http_announces. */
const MAX_ANNOUNCES = 50;

export class AnnounceQueue {
  readonly #limit: number;
  /** In the order of coming; a Set, so that giving up is as cheap at any place. */
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limit = MAX_ANNOUNCES) {
    this.#limit = limit;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Runs `task` when there is room. An abort before that rejects with the signal's reason, and it never runs. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  #enter(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      if (this.#running < this.#limit) {
        this.#running++;
        resolve();
        return;
      }
      const giveUp = (): void => {
        this.#waiting.delete(enter);
        reject(signal.reason);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      this.#waiting.add(enter);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The place goes to the next in line; only where nobody waits does it become free. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
