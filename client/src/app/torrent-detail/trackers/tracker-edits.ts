/**
 * What the user does to the trackers of one download. The list on screen is the server's: each call answers with all of
 * them, and that is shown at once. One change at a time; a failure is told in the server's words.
 */
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Service, inject, signal } from '@angular/core';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import { describeFailure } from '../../api/failure';
import { TrackerApi } from '../../api/tracker-api';
import { Notices } from '../../ui/notices';
import { type UrlTiers, placeOf } from './tracker-tiers';

export type Take = (trackers: DownloadTrackerDto[]) => void;

@Service()
export class TrackerEdits {
  private readonly api = inject(TrackerApi);
  private readonly notices = inject(Notices);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly busySignal = signal(false);
  readonly isBusy = this.busySignal.asReadonly();

  /** What is wrong with what was written, or null. */
  async add(id: string, urls: string[], tier: number | null, take: Take): Promise<string | null> {
    return this.change(() => this.api.add(id, { urls, ...(tier !== null && { tier }) }), take);
  }

  async rename(id: string, url: string, newUrl: string, take: Take): Promise<string | null> {
    return this.change(() => this.api.edit(id, { url, newUrl }), take);
  }

  async move(id: string, url: string, tiers: UrlTiers, take: Take): Promise<void> {
    const fault = await this.change(() => this.api.replace(id, copyOf(tiers)), take);
    if (fault !== null) this.notices.error($localize`Not moved: ${fault}:reason:`);
    else void this.announcer.announce(describePlace(tiers, url));
  }

  /** It can be had back from the notice, where it stood. */
  async remove(id: string, url: string, before: UrlTiers, take: Take): Promise<void> {
    const fault = await this.change(() => this.api.remove(id, url), take);
    if (fault !== null) {
      this.notices.error($localize`Not removed: ${fault}:reason:`);
      return;
    }
    this.notices.info($localize`Removed ${url}:address:.`, {
      label: $localize`Undo`,
      run: () => void this.move(id, url, before, take),
    });
  }

  async announce(id: string, url: string, take: Take): Promise<void> {
    const fault = await this.change(() => this.api.announce(id, url), take);
    if (fault !== null) this.notices.error(fault);
  }

  private async change(
    call: () => Promise<DownloadTrackerDto[]>,
    take: Take,
  ): Promise<string | null> {
    this.busySignal.set(true);
    try {
      take(await call());
      return null;
    } catch (error) {
      return describeFailure(error).detail;
    } finally {
      this.busySignal.set(false);
    }
  }
}

function describePlace(tiers: UrlTiers, url: string): string {
  const at = placeOf(tiers, url);
  if (!at) return '';
  const count = tiers[at.tier]?.length ?? 0;
  return $localize`Now in tier ${at.tier + 1}:tier:, place ${at.place + 1}:place: of ${count}:count:`;
}

function copyOf(tiers: UrlTiers): string[][] {
  return tiers.map((urls) => urls.slice());
}
