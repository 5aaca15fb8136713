/** The folders that downloads may go into, as the server tells, and those that were used last in this browser. */
import { Service, computed, inject, signal } from '@angular/core';
import type { VolumeDto } from '@shared/dto/volume.js';
import { VolumeApi } from '../api/volume-api';
import { SessionState } from '../live/session-state';
import { withRecent } from './folder-room';
import { rememberedValue } from './preference';

const MOST_RECENT = 8;

@Service()
export class Folders {
  private readonly api = inject(VolumeApi);
  private readonly session = inject(SessionState);
  private readonly volumesSignal = signal<readonly VolumeDto[]>([]);
  private readonly kept = rememberedValue('recent-folders', parseFolders);

  readonly volumes = this.volumesSignal.asReadonly();
  /** The last one first. */
  readonly recent = this.kept.value.asReadonly();
  /** Where downloads go when nobody names a folder; empty until it is known. */
  readonly defaultPath = computed(
    () =>
      this.session.info()?.defaultDirectory ??
      this.volumes().find(({ isDefault }) => isDefault)?.path ??
      '',
  );

  /** Asks again, as free space moves. A failure leaves what was known: the connection's own banner tells. */
  async refresh(): Promise<void> {
    try {
      this.volumesSignal.set((await this.api.list()).items);
    } catch {
      // A field without suggestions can be filled all the same.
    }
  }

  noteUse(directory: string): void {
    this.kept.keep([...withRecent(this.recent(), directory, MOST_RECENT)]);
  }
}

function parseFolders(kept: unknown): readonly string[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter((path): path is string => typeof path === 'string').slice(0, MOST_RECENT);
}
