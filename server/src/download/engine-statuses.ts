/**
 * What the engine says of all downloads, kept here so that a list of thousands asks only for those that moved.
 * Invariant: after a refresh that was asked for at some time, every status is as true as `Engine.changedSince` is, or
 * newer. A status that says the same stays the same object.
 */
import type { DownloadStatus, Engine } from '../engine/index.ts';

export class EngineStatuses {
  readonly #engine: Pick<Engine, 'changedSince'>;
  readonly #statuses = new Map<string, DownloadStatus>();
  #version = 0;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(engine: Pick<Engine, 'changedSince'>) {
    this.#engine = engine;
  }

  get all(): ReadonlyMap<string, DownloadStatus> {
    return this.#statuses;
  }

  /** Those who ask while one is under way share the next one: it may be too old for them. */
  refresh(): Promise<void> {
    if (!this.#running) return this.#start();
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<void> {
    const mine = this.#refresh().finally(() => {
      if (this.#running === mine) this.#running = null;
    });
    this.#running = mine;
    return mine;
  }

  async #refresh(): Promise<void> {
    const { version, isWhole, changed, gone } = await this.#engine.changedSince(this.#version);
    this.#version = version;
    for (const id of gone) this.#statuses.delete(id);
    if (isWhole) this.#keepOnly(new Set(changed.map(({ id }) => id)));
    for (const status of changed) {
      const before = this.#statuses.get(status.id);
      if (!before || !isSame(before, status)) this.#statuses.set(status.id, status);
    }
  }

  #keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#statuses.keys()) if (!ids.has(id)) this.#statuses.delete(id);
  }
}

function isSame(one: DownloadStatus, other: DownloadStatus): boolean {
  for (const field in other) {
    const [left, right] = [
      one[field as keyof DownloadStatus],
      other[field as keyof DownloadStatus],
    ];
    if (left === right) continue;
    // A move and a fault are small objects, of which each crossing of the threads makes new ones.
    if (typeof left !== 'object' || JSON.stringify(left) !== JSON.stringify(right)) return false;
  }
  return true;
}
