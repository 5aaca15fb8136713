/**
 * Rates for one socket. They may be dropped for a slow reader, but they tell only what changed: so what was
 * held back is merged into the next frame instead. Invariant: after the last frame that was sent, the reader
 * has the latest value of every field, or it is pending here.
 */
import type { DownloadProgress } from '@shared/events/stream.js';

/** A frame of that many downloads stays below 64 KiB. */
const MAX_CHANGES_PER_FRAME = 250;

export class ProgressOutbox {
  #pending: Map<string, DownloadProgress> | null = null;

  /** The frames to send now; none while the reader is behind. */
  next(changes: readonly DownloadProgress[], canSend: boolean): DownloadProgress[][] {
    if (!canSend) {
      this.#hold(changes);
      return [];
    }
    if (!this.#pending) return cut(changes);
    this.#hold(changes);
    const merged = [...this.#pending.values()];
    this.#pending = null;
    return cut(merged);
  }

  /** A removed download has nothing to tell. */
  forget(id: string): void {
    this.#pending?.delete(id);
  }

  #hold(changes: readonly DownloadProgress[]): void {
    this.#pending ??= new Map();
    for (const change of changes) {
      this.#pending.set(change.id, { ...this.#pending.get(change.id), ...change });
    }
  }
}

function cut(changes: readonly DownloadProgress[]): DownloadProgress[][] {
  const frames: DownloadProgress[][] = [];
  for (let start = 0; start < changes.length; start += MAX_CHANGES_PER_FRAME) {
    frames.push(changes.slice(start, start + MAX_CHANGES_PER_FRAME));
  }
  return frames;
}
