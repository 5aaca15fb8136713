/** The trackers of a download by tier: what each said last and when it is asked again. */
import { Component, computed, inject, input } from '@angular/core';
import type { DownloadDto, DownloadTrackerDto, TrackerState } from '@shared/dto/download.js';
import { LiveSync } from '../../live/live-sync';
import { DownloadActions, isAllowed } from '../../torrents/download-actions';
import { Clock } from '../../ui/clock';
import { NO_VALUE, formatDuration } from '../../ui/format';
import { Icon, type IconName } from '../../ui/icon';
import { DetailFeed } from '../detail-feed';

const STATE_LOOK: Record<TrackerState, { word: string; icon: IconName }> = {
  idle: { word: 'Not asked yet', icon: 'clock' },
  announcing: { word: 'Asking', icon: 'checking' },
  working: { word: 'Working', icon: 'check' },
  error: { word: 'Error', icon: 'alert' },
  disabled: { word: 'Off', icon: 'stop' },
};

@Component({
  selector: 'shoal-trackers-tab',
  imports: [Icon],
  templateUrl: './trackers-tab.html',
  styleUrls: ['../detail-table.css', './trackers-tab.css'],
})
export class TrackersTab {
  private readonly clock = inject(Clock);
  private readonly sync = inject(LiveSync);
  protected readonly actions = inject(DownloadActions);
  readonly row = input.required<DownloadDto>();
  protected readonly trackers = inject(DetailFeed).trackers;

  protected readonly looks = STATE_LOOK;
  protected readonly none = NO_VALUE;
  protected readonly canAsk = computed(
    () => this.sync.isLive() && isAllowed('reannounce', this.row()),
  );

  protected nextAnnounce(tracker: DownloadTrackerDto): string {
    if (tracker.nextAnnounceAt === null) return NO_VALUE;
    const seconds = (Date.parse(tracker.nextAnnounceAt) - this.clock.now()) / 1000;
    return seconds <= 0 ? 'now' : `in ${formatDuration(seconds)}`;
  }

  protected message(tracker: DownloadTrackerDto): string {
    const message = tracker.message ?? '';
    return tracker.failures > 1 ? `${message} (${tracker.failures} times in a row)` : message;
  }
}
