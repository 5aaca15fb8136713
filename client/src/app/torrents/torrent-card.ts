/**
 * One download as a card: state, name, bar, and the two figures that matter in its state. On a phone an entry of a list,
 * whose tap opens the details and whose long press begins to select; elsewhere a row of the grid.
 */
import { Component, DOCUMENT, DestroyRef, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { DownloadStore } from '../live/download-store';
import { barShare, describeBriefly } from '../metadata/metadata-words';
import { STATE_LOOKS } from '../ui/download-states';
import {
  NO_VALUE,
  formatBytes,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
} from '../ui/format';
import { Icon } from '../ui/icon';
import { ProgressBar } from '../ui/progress-bar';
import { StateLabel } from '../ui/state-label';
import { actionsLabel, selectLabel } from './row-words';

const LONG_PRESS_MS = 500;
/** A finger that goes further scrolls. */
const STILL_WITHIN_PX = 10;
/** Browsers make a click of a touch within this time of its end. */
const CLICK_WITHIN_MS = 350;

@Component({
  selector: 'shoal-torrent-card',
  imports: [Icon, ProgressBar, RouterLink, StateLabel],
  host: {
    class: 'figures',
    '[id]': "'row-' + id()",
    '[attr.role]': "isListItem() ? 'listitem' : 'row'",
    '[attr.aria-posinset]': 'isListItem() ? place() + 1 : null',
    '[attr.aria-setsize]': 'isListItem() ? total() : null',
    '[attr.aria-rowindex]': 'isListItem() ? null : place() + 1',
    '[attr.aria-selected]': 'isListItem() ? null : isSelected()',
    '[class.selected]': 'isSelected()',
    '[class.selecting]': 'isSelecting()',
    '[class.active]': 'isActive()',
    '[class.grid]': '!isListItem()',
    '(pointerdown)': 'startPress($event)',
    '(pointermove)': 'stayWithin($event)',
    '(pointerup)': 'endPress()',
    '(pointercancel)': 'endPress()',
    '(click)': 'tap($event)',
  },
  templateUrl: './torrent-card.html',
  styleUrl: './torrent-card.css',
})
export class TorrentCard {
  private readonly store = inject(DownloadStore);
  readonly id = input.required<string>();
  readonly place = input.required<number>();
  readonly total = input.required<number>();
  readonly isListItem = input.required<boolean>();
  /** The box is there. */
  readonly isSelecting = input.required<boolean>();
  readonly isSelected = input.required<boolean>();
  readonly isActive = input.required<boolean>();
  readonly toggled = output();
  readonly tapped = output<MouseEvent>();
  /** By a finger that stays. */
  readonly held = output();
  readonly menuOpened = output<HTMLElement>();

  private press: { x: number; y: number; timer: ReturnType<typeof setTimeout> } | null = null;
  private readonly document = inject(DOCUMENT);

  protected readonly cellRole = computed(() => (this.isListItem() ? null : 'gridcell'));
  protected readonly row = computed(() => this.store.row(this.id()));
  protected readonly tone = computed(() => STATE_LOOKS[this.row()?.state ?? 'paused'].tone);
  protected readonly amount = computed(() => {
    const row = this.row();
    if (!row) return '';
    if (row.metadata) return describeBriefly(row);
    const done = formatBytes(row.completedBytes);
    const size = formatBytes(row.wantedBytes);
    if (row.state === 'seeding') {
      const all = formatBytes(row.totalBytes);
      const ratio = formatRatio(row.ratio);
      return $localize`${all}:size: · ratio ${ratio}:ratio:`;
    }
    if (row.downloadRate > 0) return size;
    return $localize`${done}:done: of ${size}:size:`;
  });
  protected readonly speed = computed(() => {
    const row = this.row();
    if (!row) return '';
    if (row.state === 'seeding') return row.uploadRate > 0 ? `↑ ${formatRate(row.uploadRate)}` : '';
    if (row.downloadRate === 0) return '';
    return `↓ ${formatRate(row.downloadRate)} · ${formatEta(row.etaSeconds)}`;
  });
  protected readonly selectLabel = selectLabel;
  protected readonly actionsLabel = actionsLabel;
  protected readonly none = NO_VALUE;
  protected readonly share = barShare;
  protected readonly percent = formatPercent;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.endPress());
  }

  protected startPress(event: PointerEvent): void {
    if (event.pointerType === 'mouse' || !this.isListItem()) return;
    if ((event.target as Element).closest('button, label')) return;
    const timer = setTimeout(() => {
      this.swallowClick();
      this.held.emit();
    }, LONG_PRESS_MS);
    this.press = { x: event.clientX, y: event.clientY, timer };
  }

  protected stayWithin({ clientX, clientY }: PointerEvent): void {
    if (!this.press) return;
    const way = Math.hypot(clientX - this.press.x, clientY - this.press.y);
    if (way > STILL_WITHIN_PX) this.endPress();
  }

  protected endPress(): void {
    clearTimeout(this.press?.timer);
    this.press = null;
  }

  /** Wherever it is tapped; a tap on a link is the link's. */
  protected tap(event: MouseEvent): void {
    const isOnLink = (event.target as Element).closest('a[href]') !== null;
    if (!isOnLink) this.tapped.emit(event);
  }

  /** The click that a long press ends with is none, on whatever card is beneath the finger by then. */
  private swallowClick(): void {
    const swallow = (event: Event) => {
      event.stopPropagation();
      event.preventDefault();
    };
    const stop = () => this.document.removeEventListener('click', swallow, true);
    const end = () => setTimeout(stop, CLICK_WITHIN_MS);
    this.document.addEventListener('click', swallow, { capture: true, once: true });
    this.document.addEventListener('touchend', end, { once: true });
    this.document.addEventListener('touchcancel', end, { once: true });
  }
}
