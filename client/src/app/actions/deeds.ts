/**
 * Sends one action for many downloads and tells what came of it: nothing where all went well, the server's words where
 * one failed, and where many did, how many, with the way to the list of them. Nothing is sent while the connection is lost.
 */
import { Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { BulkResultDto, DownloadDto } from '@shared/dto/download.js';
import { type Deed, DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';
import { LiveSync } from '../live/live-sync';
import { formatCount } from '../ui/format';
import { Notices } from '../ui/notices';
import type { Mishap } from './mishap';

export type DeedTarget = Pick<DownloadDto, 'id' | 'name'>;

@Service()
export class Deeds {
  private readonly api = inject(DownloadApi);
  private readonly sync = inject(LiveSync);
  private readonly notices = inject(Notices);
  private readonly dialog = inject(MatDialog);

  /** Whether there is a server to send it to; says so where there is none. */
  isReachable(): boolean {
    if (this.sync.connection() !== 'lost') return true;
    this.notices.error($localize`Not connected to the server: nothing was changed.`);
    return false;
  }

  /** Whether it was done to all of them. `title` says what is done: `Pause`. */
  async carryOut(targets: readonly DeedTarget[], title: string, deed: Deed): Promise<boolean> {
    if (targets.length === 0 || !this.isReachable()) return false;
    try {
      const results = await this.api.act(
        targets.map(({ id }) => id),
        deed,
      );
      return this.tell(title, targets, results).length === 0;
    } catch (error) {
      this.notices.error(`${title}: ${describeFailure(error).detail}`);
      return false;
    }
  }

  /** Says what failed, and gives it back. */
  tell(title: string, targets: readonly DeedTarget[], results: readonly BulkResultDto[]): Mishap[] {
    const mishaps = mishapsOf(targets, results);
    const [first] = mishaps;
    if (!first) return mishaps;
    if (targets.length === 1) {
      this.notices.error(`${first.name}: ${first.detail}`);
    } else {
      const [failed, all] = [formatCount(mishaps.length), formatCount(targets.length)];
      this.notices.error($localize`${title}:action:: ${failed}:failed: of ${all}:all: failed.`, {
        label: $localize`Show`,
        run: () => void this.show(title, mishaps),
      });
    }
    return mishaps;
  }

  private async show(title: string, mishaps: readonly Mishap[]): Promise<void> {
    const { MishapsDialog } = await import('./mishaps-dialog');
    this.dialog.open(MishapsDialog, {
      data: { title, mishaps },
      width: '620px',
      maxWidth: '94vw',
      autoFocus: 'first-heading',
    });
  }
}

function mishapsOf(targets: readonly DeedTarget[], results: readonly BulkResultDto[]): Mishap[] {
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length === 0) return [];
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  return failed.map(({ id, detail }) => ({
    id,
    name: names.get(id) ?? id,
    detail: detail ?? $localize`The server gave no reason.`,
  }));
}
