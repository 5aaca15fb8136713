/**
 * Rates for one socket. They may be dropped for a slow reader, but they tell only what changed: so what was
 * held back is merged into the next frame instead. Invariant: the reader has the latest value of every field,
 * or it is pending here.
 */
import type { DownloadProgress } from '@shared/events/stream.js';

/** A frame of that many downloads stays below 64 KiB. */
const MAX_CHANGES_PER_FRAME = 250;

export class ProgressOutbox {
  #pending = new Map<string, DownloadProgress>();

  hold(changes: readonly DownloadProgress[]): void {
    for (const change of changes) {
      this.#pending.set(change.id, { ...this.#pending.get(change.id), ...change });
    }
  }

  /** A removed download has nothing to tell. */
  forget(id: string): void {
    this.#pending.delete(id);
  }

  /** The frames to send now. */
  take(): DownloadProgress[][] {
    const changes = [...this.#pending.values()];
    this.#pending = new Map();
    const frames: DownloadProgress[][] = [];
    for (let start = 0; start < changes.length; start += MAX_CHANGES_PER_FRAME) {
      frames.push(changes.slice(start, start + MAX_CHANGES_PER_FRAME));
    }
    return frames;
  }
}
