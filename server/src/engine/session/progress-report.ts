/** Which fields of which downloads moved since they were last told: nothing else is sent. */
import { MOVING_FIELDS, type DownloadStatus, type ProgressChange } from '../core/messages.ts';

export class ProgressReport {
  readonly #told = new Map<string, DownloadStatus>();

  #version = 0;

  /** The version of statuses that was told last. */
  get version(): number {
    return this.#version;
  }

  /** The changes since the last call, for the downloads that have any. The statuses are all that moved until `version`. */
  changes(statuses: Iterable<DownloadStatus>, version: number): ProgressChange[] {
    this.#version = version;
    const changes: ProgressChange[] = [];
    for (const status of statuses) {
      const before = this.#told.get(status.id);
      this.#told.set(status.id, status);
      const moved = MOVING_FIELDS.filter((field) => status[field] !== before?.[field]);
      if (moved.length === 0) continue;
      const fields = Object.fromEntries(moved.map((field) => [field, status[field]]));
      changes.push({ id: status.id, ...fields });
    }
    return changes;
  }

  forget(id: string): void {
    this.#told.delete(id);
  }
}
