/**
 * What the rail shows beside the downloads themselves: tags and categories that are made, how trackers do, and the room of
 * the disks. Asked for while the rail is shown, the page is visible and the server is there; asked again after a while.
 * A failure leaves what was known: the connection's own banner tells.
 */
import { DOCUMENT, DestroyRef, Service, effect, inject, signal, untracked } from '@angular/core';
import type { TrackerHostDto } from '@shared/dto/tracker.js';
import { LabelApi } from '../../api/label-api';
import { TrackerHostApi } from '../../api/tracker-host-api';
import { LiveSync } from '../../live/live-sync';
import { SessionState } from '../../live/session-state';
import { Folders } from '../../ui/folders';
import { RailState } from './rail-state';

const INTERVAL_MS = 30_000;

@Service()
export class RailData {
  private readonly document = inject(DOCUMENT);
  private readonly sync = inject(LiveSync);
  private readonly session = inject(SessionState);
  private readonly rail = inject(RailState);
  private readonly labels = inject(LabelApi);
  private readonly trackers = inject(TrackerHostApi);
  private readonly folders = inject(Folders);

  private readonly tagsSignal = signal<readonly string[]>([]);
  private readonly categoriesSignal = signal<readonly string[]>([]);
  private readonly hostsSignal = signal<ReadonlyMap<string, TrackerHostDto>>(new Map());

  /** Names of those that are made, whether a download has them or not. */
  readonly tags = this.tagsSignal.asReadonly();
  readonly categories = this.categoriesSignal.asReadonly();
  readonly hosts = this.hostsSignal.asReadonly();
  readonly volumes = this.folders.volumes;

  constructor() {
    effect(() => {
      this.session.labelChanges();
      if (this.isWanted()) untracked(() => void this.readLabels());
    });
    effect(() => {
      if (this.isWanted()) untracked(() => void this.readRest());
    });
    const timer = setInterval(() => {
      const isVisible = this.document.visibilityState === 'visible';
      if (isVisible && untracked(() => this.isWanted())) void this.readRest();
    }, INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  private isWanted(): boolean {
    return this.rail.isShown() && this.sync.isLive();
  }

  private async readLabels(): Promise<void> {
    try {
      const [tags, categories] = await Promise.all([this.labels.tags(), this.labels.categories()]);
      this.tagsSignal.set(tags.map(({ name }) => name));
      this.categoriesSignal.set(categories.map(({ name }) => name));
    } catch {
      // Those that downloads have are shown all the same.
    }
  }

  private async readRest(): Promise<void> {
    const volumes = this.folders.refresh();
    try {
      const { items } = await this.trackers.list();
      this.hostsSignal.set(new Map(items.map((told) => [told.host, told])));
    } catch {
      // Trackers are shown without how they do.
    }
    await volumes;
  }
}
