/** Which fields of which downloads moved since they were last told: nothing else is sent. */
import { MOVING_FIELDS, type DownloadStatus, type ProgressChange } from '../core/messages.ts';

export class ProgressReport {
  readonly #told = new Map<string, DownloadStatus>();

  /** The changes since the last call, for the downloads that have any. */
  changes(statuses: Iterable<DownloadStatus>): ProgressChange[] {
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
