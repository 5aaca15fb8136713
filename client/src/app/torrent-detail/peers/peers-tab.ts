/**
 * The connected peers of a download: a grid of which only the rows on screen exist, cards where the pane is narrow. Rows do
 * not change places while the pointer or the keyboard is on them. Focus stays on the grid, and `aria-activedescendant`
 * names the row, so that a peer that leaves never takes the focus with it.
 */
import { Clipboard } from '@angular/cdk/clipboard';
import { type CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import {
  Component,
  type ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { MatMenuModule, type MatMenuTrigger } from '@angular/material/menu';
import type { DownloadDto, DownloadPeerDto, DownloadState } from '@shared/dto/download.js';
import { BansView } from '../../bans/bans-view';
import { LiveSync } from '../../live/live-sync';
import { formatMessage } from '../../ui/message';
import { Icon } from '../../ui/icon';
import { Notices } from '../../ui/notices';
import { type SourceCounts, formatSources } from '../../ui/peer-sources';
import { rememberedChoice, rememberedValue } from '../../ui/preference';
import { elementWidth } from '../../ui/element-width';
import { DetailFeed } from '../detail-feed';
import { PeerDialogs } from './peer-dialogs';
import { PeerLegend } from './peer-legend';
import { PeerRow } from './peer-row';
import {
  PEER_SORT_FIELDS,
  type PeerSort,
  type PeerSortField,
  heldOrder,
  nextSort,
  parsePeerSort,
  sortedIds,
} from './peer-sorts';
import { sourceOf } from './peer-words';

const ROW_HEIGHT_PX = 30;
const CARD_HEIGHT_PX = 66;
const HEADER_HEIGHT_PX = 30;
/** Below this the columns have no room. */
const CARDS_BELOW_PX = 620;

/** Why there are no peers, where the state alone explains it. */
const EMPTY_REASONS: Partial<Record<DownloadState, string>> = {
  cancelled: $localize`Cancelled downloads have no peers. Resume it to connect again.`,
  error: $localize`A download in error has no peers.`,
  queued: $localize`It waits for its turn and has no peers yet.`,
  checking: $localize`Peers come when the check is done.`,
};

interface Column {
  field: PeerSortField;
  css: string;
  word: string;
  isNumber?: boolean;
}

@Component({
  selector: 'shoal-peers-tab',
  imports: [Icon, MatMenuModule, PeerLegend, PeerRow, ScrollingModule],
  templateUrl: './peers-tab.html',
  styleUrls: ['./peer-columns.css', './peers-tab.css'],
})
export class PeersTab {
  private readonly notices = inject(Notices);
  private readonly clipboard = inject(Clipboard);
  private readonly dialogs = inject(PeerDialogs);
  protected readonly bans = inject(BansView);
  protected readonly sync = inject(LiveSync);
  private readonly scroller = viewChild<ElementRef<HTMLElement>>('scroller');
  private readonly viewport = viewChild<CdkVirtualScrollViewport>('viewport');
  private readonly menuTrigger = viewChild<MatMenuTrigger>('menuTrigger');

  readonly row = input.required<DownloadDto>();
  protected readonly peers = inject(DetailFeed).peers;

  private readonly remembered = rememberedValue<PeerSort>('peer-sort', parsePeerSort);
  private readonly legend = rememberedChoice('peer-legend', ['closed', 'open']);
  protected readonly sorting = this.remembered.value.asReadonly();
  protected readonly isLegendOpen = computed(() => this.legend.value() === 'open');
  private readonly isPointerHere = signal(false);
  private readonly isMenuOpen = signal(false);
  private readonly activeSignal = signal<string | null>(null);

  private readonly width = elementWidth();
  protected readonly isNarrow = computed(() => this.width() < CARDS_BELOW_PX);
  protected readonly rowHeight = computed(() => (this.isNarrow() ? CARD_HEIGHT_PX : ROW_HEIGHT_PX));

  protected readonly columns: readonly Column[] = [
    { field: 'country', css: 'country', word: $localize`Country` },
    { field: 'address', css: 'address', word: $localize`Address` },
    { field: 'client', css: 'client', word: $localize`Client` },
    { field: 'progress', css: 'has', word: $localize`Has` },
    { field: 'downloadRate', css: 'down', isNumber: true, word: $localize`Down` },
    { field: 'uploadRate', css: 'up', isNumber: true, word: $localize`Up` },
    { field: 'source', css: 'source', word: $localize`Found by` },
    { field: 'encryption', css: 'encryption', word: $localize`Encrypted` },
  ];

  protected readonly byId = computed(
    () => new Map((this.peers() ?? []).map((peer) => [peer.id, peer])),
  );
  protected readonly ids = linkedSignal<
    { peers: DownloadPeerDto[]; sort: PeerSort; isHeld: boolean },
    string[]
  >({
    source: () => ({
      peers: this.peers() ?? [],
      sort: this.sorting(),
      isHeld: this.isPointerHere() || this.isMenuOpen(),
    }),
    computation: ({ peers, sort, isHeld }, previous) =>
      isHeld && previous?.source.sort === sort
        ? heldOrder(previous.value, peers)
        : sortedIds(peers, sort),
  });
  protected readonly active = computed(() => {
    const id = this.activeSignal();
    return id !== null && this.byId().has(id) ? id : null;
  });
  protected readonly activePeer = computed(() => this.byId().get(this.active() ?? '') ?? null);
  protected readonly emptyReason = computed(
    () =>
      EMPTY_REASONS[this.row().state] ??
      $localize`No peer is connected now. The overview tells where they are looked for.`,
  );
  /** `37 peers, 12 with everything`. */
  protected readonly summary = computed(() => this.summarise(this.peers() ?? []));
  /** `20 DHT, 17 tracker`. */
  protected readonly sources = computed(() => formatSources(countSources(this.peers() ?? [])));
  protected readonly menuAt = signal({ x: 0, y: 0 });

  protected readonly trackId = (_place: number, id: string) => id;

  protected rowId(id: string): string {
    return `peer-${id}`;
  }

  protected ariaSort(field: PeerSortField): 'ascending' | 'descending' | null {
    const { field: sorted, direction } = this.sorting();
    if (sorted !== field) return null;
    return direction === 'asc' ? 'ascending' : 'descending';
  }

  protected sortBy(field: PeerSortField): void {
    this.remembered.keep(nextSort(this.sorting(), field));
  }

  /** By the list of a narrow pane, which names no direction. */
  protected sortAs(field: string): void {
    const known = PEER_SORT_FIELDS.find((each) => each === field);
    if (known && known !== this.sorting().field) this.sortBy(known);
  }

  protected hold(isPointerHere: boolean): void {
    this.isPointerHere.set(isPointerHere);
  }

  protected toggleLegend(): void {
    this.legend.choose(this.isLegendOpen() ? 'closed' : 'open');
  }

  protected addPeers(): void {
    void this.dialogs.add(this.row().id);
  }

  protected activate(id: string): void {
    this.activeSignal.set(id);
  }

  protected openMenuAt(button: HTMLElement, id: string): void {
    const { right, bottom } = button.getBoundingClientRect();
    this.openMenu(id, right, bottom);
  }

  protected openMenuAtPointer(event: MouseEvent, id: string): void {
    event.preventDefault();
    this.openMenu(id, event.clientX, event.clientY);
  }

  protected closeMenu(): void {
    this.isMenuOpen.set(false);
    this.scroller()?.nativeElement.focus();
  }

  protected copy(text: string): void {
    if (this.clipboard.copy(text)) this.notices.info($localize`Copied ${text}:address:.`);
    else this.notices.error($localize`The browser did not let Shoal copy.`);
  }

  protected ban(peer: DownloadPeerDto): void {
    if (this.sync.isLive()) void this.dialogs.ban(peer);
  }

  protected handleKey(event: KeyboardEvent): void {
    if (event.target !== this.scroller()?.nativeElement || event.altKey) return;
    const page = Math.max(1, Math.floor(this.bodyHeight() / this.rowHeight()) - 1);
    const steps: Partial<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.moveBy(step);
    else if (!this.act(event)) return;
    event.preventDefault();
  }

  private act({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    const peer = this.activePeer();
    if (!peer) return false;
    if ((ctrlKey || metaKey) && key === 'c') this.copy(peer.id);
    else if (key === 'Delete') this.ban(peer);
    else if (key === 'Enter' || key === ' ' || key === 'ContextMenu' || key === 'F10') {
      const button = document.getElementById(this.rowId(peer.id))?.querySelector('button');
      if (button) this.openMenuAt(button, peer.id);
    } else return false;
    return true;
  }

  private openMenu(id: string, x: number, y: number): void {
    this.activeSignal.set(id);
    this.isMenuOpen.set(true);
    this.menuAt.set({ x, y });
    // The anchor must stand at its new place before the menu measures it.
    requestAnimationFrame(() => this.menuTrigger()?.openMenu());
  }

  private moveBy(rows: number): void {
    const ids = this.ids();
    const active = this.active();
    const from = active === null ? -1 : ids.indexOf(active);
    const target = from < 0 && rows > 0 ? rows - 1 : Math.max(0, from) + rows;
    const place = Math.min(ids.length - 1, Math.max(0, target));
    this.activeSignal.set(ids[place] ?? null);
    this.reveal(place);
  }

  /** Scrolls no further than needed to show the row beneath the header. */
  private reveal(place: number): void {
    const scroller = this.scroller()?.nativeElement;
    if (!scroller) return;
    const height = this.rowHeight();
    const top = place * height;
    const body = this.bodyHeight();
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + height > scroller.scrollTop + body) scroller.scrollTop = top + height - body;
    this.viewport()?.checkViewportSize();
  }

  private bodyHeight(): number {
    const header = this.isNarrow() ? 0 : HEADER_HEIGHT_PX;
    return (this.scroller()?.nativeElement.clientHeight ?? 0) - header;
  }

  private summarise(peers: readonly DownloadPeerDto[]): string {
    if (peers.length === 0) return '';
    const whole = peers.filter((peer) => peer.progress >= 1).length;
    return formatMessage(
      $localize`{count, plural, =1 {1 peer} other {# peers}}{whole, plural, =0 {} other {, # with everything}}`,
      { count: peers.length, whole },
    );
  }
}

function countSources(peers: readonly DownloadPeerDto[]): SourceCounts {
  const counts: SourceCounts = {};
  for (const peer of peers) {
    const source = sourceOf(peer);
    counts[source] = (counts[source] ?? 0) + 1;
  }
  return counts;
}
