/**
 * The trackers of a download by tier: what each said last and when it is asked again, and all that a user may change of
 * them. Trackers are dragged, or moved by their menu, or with Alt and the arrow keys.
 */
import { Clipboard } from '@angular/cdk/clipboard';
import { type CdkDragDrop, DragDropModule } from '@angular/cdk/drag-drop';
import { CdkScrollable } from '@angular/cdk/scrolling';
import {
  Component,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import type { DownloadDto, DownloadTrackerDto } from '@shared/dto/download.js';
import { LiveSync } from '../../live/live-sync';
import { DownloadActions, isAllowed } from '../../torrents/download-actions';
import { Icon } from '../../ui/icon';
import { Notices } from '../../ui/notices';
import { DetailFeed } from '../detail-feed';
import { TrackerEdits } from './tracker-edits';
import { TrackerEntry, type TrackerEntryResult } from './tracker-entry';
import { TrackerItem, type TrackerMove } from './tracker-item';
import {
  type UrlTiers,
  isSameOrder,
  tiersOf,
  urlsOf,
  withFirstTier,
  withMoved,
  withStep,
} from './tracker-tiers';
import { summarizeTrackers } from './tracker-words';

/** What the user writes now: an address to change, or some to add. */
type Writing = { kind: 'add' } | { kind: 'edit'; url: string };

@Component({
  selector: 'shoal-trackers-tab',
  imports: [DragDropModule, Icon, TrackerEntry, TrackerItem],
  // What is dragged to its edge scrolls it.
  hostDirectives: [CdkScrollable],
  templateUrl: './trackers-tab.html',
  styleUrl: './trackers-tab.css',
})
export class TrackersTab {
  private readonly sync = inject(LiveSync);
  private readonly feed = inject(DetailFeed);
  private readonly clipboard = inject(Clipboard);
  private readonly notices = inject(Notices);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly actions = inject(DownloadActions);
  protected readonly edits = inject(TrackerEdits);
  readonly row = input.required<DownloadDto>();

  /** The server's answer to a change stands until the stream tells more. */
  protected readonly trackers = linkedSignal<DownloadTrackerDto[] | null>(() =>
    this.feed.trackers(),
  );
  protected readonly tiers = computed(() => tiersOf(this.trackers() ?? []));
  private readonly urls = computed<UrlTiers>(() => urlsOf(this.tiers()));
  protected readonly summary = computed(() =>
    summarizeTrackers(this.trackers() ?? [], this.tiers().length),
  );
  /** A tier that several share says in which order they are asked. */
  protected readonly sharesTiers = computed(() =>
    this.tiers().some(({ trackers }) => trackers.length > 1),
  );

  protected readonly writing = signal<Writing | null>(null);
  protected readonly fault = signal<string | null>(null);
  protected readonly isDragging = signal(false);
  protected readonly canAsk = computed(
    () => this.sync.isLive() && isAllowed('reannounce', this.row()),
  );
  protected readonly canChange = computed(() => this.sync.isLive() && !this.edits.isBusy());

  private readonly take = (trackers: DownloadTrackerDto[]) => this.trackers.set(trackers);

  protected canStep(url: string, step: 'up' | 'down'): boolean {
    return withStep(this.urls(), url, step) !== null;
  }

  protected isEdited(url: string): boolean {
    const writing = this.writing();
    return writing?.kind === 'edit' && writing.url === url;
  }

  protected write(writing: Writing | null): void {
    this.fault.set(null);
    this.writing.set(writing);
  }

  protected async add({ urls, tier }: TrackerEntryResult): Promise<void> {
    this.finish(await this.edits.add(this.row().id, urls, tier, this.take));
  }

  protected async rename(url: string, { urls: [newUrl] }: TrackerEntryResult): Promise<void> {
    if (newUrl === undefined) return;
    this.finish(
      newUrl === url ? null : await this.edits.rename(this.row().id, url, newUrl, this.take),
    );
  }

  protected move(url: string, move: TrackerMove): void {
    void this.place(url, this.tiersAfter(url, move));
  }

  protected drop({ item, container, currentIndex }: CdkDragDrop<number, number, string>): void {
    const url = item.data;
    const to = { tier: container.data, place: currentIndex };
    void this.place(url, withMoved(this.urls(), url, to));
  }

  /** Alt and an arrow moves the tracker that has the focus, which keeps it. */
  protected async moveByKey(event: Event, url: string, step: 'up' | 'down'): Promise<void> {
    event.preventDefault();
    if (!this.canChange()) return;
    await this.place(url, withStep(this.urls(), url, step));
    setTimeout(() => {
      const items = this.element.nativeElement.querySelectorAll<HTMLElement>('[data-url]');
      const item = Array.from(items).find((each) => each.dataset['url'] === url);
      item?.querySelector<HTMLElement>('.menu')?.focus();
    });
  }

  protected remove(url: string): void {
    void this.edits.remove(this.row().id, url, this.urls(), this.take);
  }

  protected ask(url: string): void {
    void this.edits.announce(this.row().id, url, this.take);
  }

  protected askAll(): void {
    void this.actions.run('reannounce', [this.row().id]);
  }

  protected copy(url: string): void {
    if (this.clipboard.copy(url)) this.notices.info($localize`Copied ${url}:address:.`);
    else this.notices.error($localize`The browser did not let Shoal copy.`);
  }

  private finish(fault: string | null): void {
    this.fault.set(fault);
    if (fault === null) this.writing.set(null);
  }

  private tiersAfter(url: string, move: TrackerMove): UrlTiers | null {
    const tiers = this.urls();
    if (move === 'up' || move === 'down') return withStep(tiers, url, move);
    if (move === 'first') return withFirstTier(tiers, url);
    const tier = move === 'last' ? tiers.length : move;
    return withMoved(tiers, url, { tier, place: Infinity });
  }

  private async place(url: string, tiers: UrlTiers | null): Promise<void> {
    if (tiers === null || isSameOrder(tiers, this.urls())) return;
    await this.edits.move(this.row().id, url, tiers, this.take);
  }
}
