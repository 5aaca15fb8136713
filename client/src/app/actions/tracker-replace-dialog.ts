/**
 * One text for another in the addresses of trackers: of the chosen downloads, or of all. What would change is shown before
 * anything is changed, and only what was shown is carried out.
 */
import { ScrollingModule } from '@angular/cdk/scrolling';
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import {
  MAX_TRACKER_DOWNLOADS,
  MAX_TRACKER_URL_LENGTH,
  type ReplaceTrackersRequest,
  type TrackerReplacementDto,
} from '@shared/dto/tracker.js';
import { TrackerApi } from '../api/tracker-api';
import { describeFailure } from '../api/failure';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';

const LINE_PX = 64;
const MOST_LINES = 5;

interface ChangeLine {
  name: string;
  from: string;
  /** Null where it is removed. */
  to: string | null;
  /** Why it cannot be done. */
  fault: string | null;
}

@Component({
  selector: 'shoal-tracker-replace-dialog',
  imports: [Icon, MatDialogModule, ScrollingModule],
  templateUrl: './tracker-replace-dialog.html',
  styleUrl: './tracker-replace-dialog.css',
})
export class TrackerReplaceDialog {
  private readonly rows = inject<readonly DownloadDto[]>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<TrackerReplaceDialog>>(MatDialogRef);
  private readonly api = inject(TrackerApi);
  private readonly store = inject(DownloadStore);
  private readonly notices = inject(Notices);
  protected readonly sync = inject(LiveSync);

  protected readonly total = this.rows.length;
  protected readonly count = formatCount;
  protected readonly longest = MAX_TRACKER_URL_LENGTH;
  protected readonly linePx = LINE_PX;
  protected readonly find = signal('');
  protected readonly replacement = signal('');
  protected readonly removes = signal(false);
  protected readonly isEverywhere = signal(this.total === 0 || this.total > MAX_TRACKER_DOWNLOADS);
  protected readonly isBusy = signal(false);
  protected readonly fault = signal<string | null>(null);
  private readonly request = computed<ReplaceTrackersRequest>(() => ({
    find: this.find(),
    replace: this.removes() ? null : this.replacement(),
    ...(this.isEverywhere() ? {} : { ids: this.rows.map(({ id }) => id) }),
  }));
  /** What was looked for, and what was found. */
  private readonly preview = signal<{
    request: ReplaceTrackersRequest;
    results: readonly TrackerReplacementDto[];
  } | null>(null);
  /** Null where it is not of what stands in the fields. */
  protected readonly results = computed(() => {
    const preview = this.preview();
    return preview?.request === this.request() ? preview.results : null;
  });
  protected readonly lines = computed(() =>
    (this.results() ?? []).flatMap((one) => this.linesOf(one)),
  );
  protected readonly changedDownloads = computed(
    () => (this.results() ?? []).filter(({ ok, changes }) => ok && changes.length > 0).length,
  );
  protected readonly heightPx = computed(() => LINE_PX * Math.min(MOST_LINES, this.lines().length));
  protected readonly canLook = computed(
    () => !this.isBusy() && this.find().trim() !== '' && this.sync.connection() !== 'lost',
  );
  protected readonly canApply = computed(() => this.canLook() && this.changedDownloads() > 0);

  protected async look(): Promise<void> {
    if (!this.canLook()) return;
    const request = this.request();
    await this.whileBusy(async () => {
      const results = await this.api.replaceText({ ...request, dryRun: true });
      this.preview.set({ request, results });
    });
  }

  protected async apply(): Promise<void> {
    if (!this.canApply()) return;
    const request = this.request();
    await this.whileBusy(async () => {
      const results = await this.api.replaceText(request);
      const failed = results.filter(({ ok }) => !ok).length;
      const changed = formatCount(results.length - failed);
      if (failed === 0) {
        this.notices.info($localize`Changed the trackers of ${changed}:count: torrents.`);
        this.dialog.close();
        return;
      }
      this.preview.set({ request, results: results.filter(({ ok }) => !ok) });
      this.fault.set(
        $localize`${changed}:changed: torrents were changed, ${formatCount(failed)}:failed: were not.`,
      );
    });
  }

  private async whileBusy(task: () => Promise<void>): Promise<void> {
    this.isBusy.set(true);
    this.fault.set(null);
    try {
      await task();
    } catch (error) {
      this.fault.set(describeFailure(error).detail);
    } finally {
      this.isBusy.set(false);
    }
  }

  private linesOf({ id, ok, changes, detail }: TrackerReplacementDto): ChangeLine[] {
    const name = this.store.peek(id)?.name ?? id;
    if (!ok) return [{ name, from: '', to: null, fault: detail ?? '' }];
    return changes.map(({ from, to }) => ({ name, from, to, fault: null }));
  }
}
