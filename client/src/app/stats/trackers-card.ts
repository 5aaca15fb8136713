/** How the trackers of all torrents do, by host: those with trouble say what it is. */
import { Component, computed, inject, signal } from '@angular/core';
import type { TrackerHostDto } from '@shared/dto/tracker.js';
import { TrackerHostApi } from '../api/tracker-host-api';
import { polled } from '../live/polled';
import { Clock } from '../ui/clock';
import { NO_VALUE, formatCount, formatDateTime, formatRelative } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { LoadState } from '../ui/load-state';

const EVERY_MS = 15_000;
const ROWS_AT_FIRST = 20;

type Health = 'working' | 'partly' | 'failing' | 'idle' | 'disabled';

const HEALTH_LOOKS: Record<Health, { word: string; icon: IconName }> = {
  working: { word: $localize`:health of a tracker:Working`, icon: 'check' },
  partly: { word: $localize`:health of a tracker:Partly failing`, icon: 'alert' },
  failing: { word: $localize`:health of a tracker:Failing`, icon: 'close' },
  idle: { word: $localize`:health of a tracker:Not asked yet`, icon: 'clock' },
  disabled: { word: $localize`:health of a tracker:Switched off`, icon: 'stop' },
};

export function healthOf({ working, error, disabled, idle, announcing }: TrackerHostDto): Health {
  if (error > 0) return working > 0 ? 'partly' : 'failing';
  if (working > 0) return 'working';
  return disabled > 0 && idle + announcing === 0 ? 'disabled' : 'idle';
}

@Component({
  selector: 'shoal-trackers-card',
  imports: [Icon, LoadState],
  templateUrl: './trackers-card.html',
  styleUrls: ['../ui/card.css', './trackers-card.css'],
})
export class TrackersCard {
  private readonly api = inject(TrackerHostApi);
  private readonly clock = inject(Clock);
  protected readonly read = polled({
    what: () => null,
    load: () => this.api.list(),
    everyMs: EVERY_MS,
  });
  protected readonly isWhole = signal(false);
  private readonly items = computed(() => this.read.value()?.items ?? []);
  protected readonly rest = computed(() =>
    this.isWhole() ? 0 : Math.max(0, this.items().length - ROWS_AT_FIRST),
  );
  protected readonly rows = computed(() =>
    this.items()
      .slice(0, this.isWhole() ? undefined : ROWS_AT_FIRST)
      .map((tracker) => {
        const health = healthOf(tracker);
        return {
          host: tracker.host,
          message: tracker.message,
          lastAnnounceAt: tracker.lastAnnounceAt,
          name: tracker.host || $localize`Addresses that are none`,
          health,
          look: HEALTH_LOOKS[health],
          count: formatCount(tracker.downloads),
          working: formatCount(tracker.working),
          failing: formatCount(tracker.error),
          exact: formatDateTime(tracker.lastAnnounceAt),
        };
      }),
  );

  protected since(at: string | null): string {
    return at === null ? NO_VALUE : formatRelative(at, this.clock.now());
  }
}
