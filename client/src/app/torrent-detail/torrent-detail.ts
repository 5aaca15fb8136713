/**
 * The details of one download, in tabs that are loaded when they are first shown: docked at the list, or a page on a phone.
 */
import { NgComponentOutlet } from '@angular/common';
import {
  Component,
  ElementRef,
  type Type,
  afterNextRender,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { Router } from '@angular/router';
import type { DownloadDto } from '@shared/dto/download.js';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { DownloadActions, isAllowed } from '../torrents/download-actions';
import { Selection } from '../torrents/selection';
import { useCommands } from '../ui/commands';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { Screen } from '../ui/screen';
import { StateLabel } from '../ui/state-label';
import { DetailDock } from './detail-dock';
import { DetailFeed } from './detail-feed';
import { DETAIL_TABS, type DetailTab, detailTab } from './detail-tabs';
import { RateRecord } from './rate-record';
import { SelectionSummary } from './selection-summary';

@Component({
  selector: 'shoal-torrent-detail',
  imports: [Icon, NgComponentOutlet, SelectionSummary, StateLabel],
  providers: [DetailFeed],
  host: { role: 'region', '[attr.aria-label]': 'title' },
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
  protected readonly dock = inject(DetailDock);
  protected readonly screen = inject(Screen);
  private readonly selection = inject(Selection);

  private shownId: string | null = null;

  /** Route and query parameters. */
  readonly id = input.required<string>();
  readonly tab = input<string>();

  protected readonly title = $localize`Details`;
  protected readonly tabs = DETAIL_TABS;
  /** More than one: they are summed up in the place of the tabs. Null otherwise. */
  protected readonly several = computed(() => {
    const selected = this.selection.selected();
    return selected.size > 1 && !this.screen.isPhone() ? selected : null;
  });
  protected readonly heading = computed(() => {
    const several = this.several();
    if (several) return $localize`${formatCount(several.size)}:count: torrents selected`;
    return this.row()?.name ?? this.title;
  });
  protected readonly row = computed(() => this.store.row(this.id()));
  /** A row that goes says nothing new of it. */
  private readonly isWhole = linkedSignal<DownloadDto | undefined, boolean>({
    source: this.row,
    computation: (row, previous) => (row ? row.metadata === null : (previous?.value ?? true)),
  });
  protected readonly current = computed(() => detailTab(this.tab()));
  /** The tabs that are loaded, by name. */
  private readonly loaded = signal<Readonly<Record<string, Type<unknown>>>>({});
  protected readonly content = computed(() => this.loaded()[this.current().name] ?? null);
  protected readonly loadFault = signal<string | null>(null);
  protected readonly isPending = computed(() => this.current().needsMetadata && !this.isWhole());
  protected readonly canResume = computed(() => this.allows('resume'));
  protected readonly canPause = computed(() => this.allows('pause'));

  constructor() {
    effect(() => {
      const watches = this.several() ? null : this.current().watches;
      this.feed.follow(this.id(), watches, this.isWhole());
    });
    const record = inject(RateRecord);
    effect((onCleanup) => onCleanup(record.watch(this.id())));
    effect(() => void this.load(this.current()));
    effect(() => this.closeWhenRemoved());
    useCommands(
      ...DETAIL_TABS.map((tab, place) => ({
        id: `details-${tab.name}`,
        group: 'details' as const,
        title: $localize`Show the details: ${tab.word}:tab:`,
        keys: [String(place + 1)],
        run: () => this.show(tab),
      })),
    );
    useCommands({
      id: 'details-side',
      group: 'details',
      title: $localize`Dock the details below the list, or beside it`,
      isEnabled: () => this.dock.canDockRight(),
      run: () => this.changeSide(),
    });
    if (this.screen.isPhone()) {
      afterNextRender(() => this.element.nativeElement.querySelector('button')?.focus());
    }
  }

  protected show(tab: DetailTab): void {
    void this.router.navigate([], {
      queryParams: { tab: tab === DETAIL_TABS[0] ? null : tab.name },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  /** Arrow keys move between tabs, as the tab pattern asks. */
  protected moveTab(event: Event, step: number): void {
    const place = DETAIL_TABS.indexOf(this.current()) + step;
    this.moveTo(event, DETAIL_TABS.at(place % DETAIL_TABS.length));
  }

  protected moveTo(event: Event, tab: DetailTab | undefined): void {
    event.preventDefault();
    if (!tab) return;
    this.show(tab);
    this.element.nativeElement.querySelector<HTMLElement>(`#tab-${tab.name}`)?.focus();
  }

  protected sideWord(): string {
    return this.dock.side() === 'right'
      ? $localize`Dock below the list`
      : $localize`Dock beside the list`;
  }

  protected changeSide(): void {
    this.dock.dock(this.dock.side() === 'right' ? 'bottom' : 'right');
  }

  protected close(): void {
    void this.router.navigate(['/']);
  }

  /** A build that was replaced while the page was open has other names for its parts. */
  private async load(tab: DetailTab): Promise<void> {
    this.loadFault.set(null);
    try {
      const content = await tab.load();
      this.loaded.update((loaded) => ({ ...loaded, [tab.name]: content }));
    } catch {
      this.loadFault.set(
        $localize`This part of the app could not be loaded. Reload the page, and look whether the server can be reached.`,
      );
    }
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
