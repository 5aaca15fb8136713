/** The details of one download, in tabs: a pane under the list, or a page on a phone. */
import {
  Component,
  ElementRef,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { Router } from '@angular/router';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { DownloadActions, isAllowed } from '../torrents/download-actions';
import { Icon } from '../ui/icon';
import { Screen } from '../ui/screen';
import { StateLabel } from '../ui/state-label';
import { DetailFeed, type DetailTab } from './detail-feed';
import { FilesTab } from './files-tab';
import { OverviewTab } from './overview-tab';
import { PeersTab } from './peers-tab';
import { TrackersTab } from './trackers-tab';

const TABS: { name: DetailTab; word: string }[] = [
  { name: 'overview', word: 'Overview' },
  { name: 'files', word: 'Files' },
  { name: 'peers', word: 'Peers' },
  { name: 'trackers', word: 'Trackers' },
];

@Component({
  selector: 'shoal-torrent-detail',
  imports: [FilesTab, Icon, OverviewTab, PeersTab, StateLabel, TrackersTab],
  providers: [DetailFeed],
  host: { role: 'region', 'aria-label': 'Details' },
  templateUrl: './torrent-detail.html',
  styleUrl: './torrent-detail.css',
})
export class TorrentDetail {
  private readonly store = inject(DownloadStore);
  private readonly router = inject(Router);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly actions = inject(DownloadActions);
  protected readonly feed = inject(DetailFeed);
  protected readonly sync = inject(LiveSync);

  private shownId: string | null = null;

  /** Route and query parameters. */
  readonly id = input.required<string>();
  readonly tab = input<string>();

  protected readonly tabs = TABS;
  protected readonly row = computed(() => this.store.row(this.id()));
  /** A row that goes says nothing new of it. */
  private readonly isWhole = linkedSignal<DownloadDto | undefined, boolean>({
    source: this.row,
    computation: (row, previous) => (row ? row.metadata === null : (previous?.value ?? true)),
  });
  protected readonly current = computed<DetailTab>(
    () => TABS.find(({ name }) => name === this.tab())?.name ?? 'overview',
  );
  protected readonly canResume = computed(() => this.allows('resume'));
  protected readonly canPause = computed(() => this.allows('pause'));

  constructor() {
    effect(() => this.feed.follow(this.id(), this.current(), this.isWhole()));
    effect(() => this.closeWhenRemoved());
    if (inject(Screen).isPhone()) {
      afterNextRender(() => this.element.nativeElement.querySelector('button')?.focus());
    }
  }

  protected show(tab: DetailTab): void {
    void this.router.navigate([], {
      queryParams: { tab: tab === 'overview' ? null : tab },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  /** Arrow keys move between tabs, as the tab pattern asks. */
  protected moveTab(event: Event, step: number): void {
    event.preventDefault();
    const place = TABS.findIndex(({ name }) => name === this.current());
    const next = TABS[(place + step + TABS.length) % TABS.length];
    if (!next) return;
    this.show(next.name);
    this.element.nativeElement.querySelector<HTMLElement>(`#tab-${next.name}`)?.focus();
  }

  protected close(): void {
    void this.router.navigate(['/']);
  }

  /** What was shown and is gone needs no pane; what never was there says so. */
  private closeWhenRemoved(): void {
    const row = this.row();
    if (row) this.shownId = row.id;
    else if (this.shownId === this.id() && this.sync.phase() === 'ready') this.close();
  }

  private allows(action: 'pause' | 'resume'): boolean {
    const row = this.row();
    return row !== undefined && this.sync.isLive() && isAllowed(action, row);
  }
}
