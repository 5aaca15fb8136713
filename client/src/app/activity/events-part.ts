/** What happened to torrents, the latest first, as it happens. */
import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { ACTIVITY_KINDS, type ActivityEntryDto, type ActivityKind } from '@shared/dto/activity.js';
import { ActivityApi } from '../api/activity-api';
import { DownloadStore } from '../live/download-store';
import { LIVE_SOCKET } from '../live/live-socket';
import { pagedFeed } from '../live/paged-feed';
import { formatDateTime, formatTime } from '../ui/format';
import { Icon } from '../ui/icon';
import { LoadState } from '../ui/load-state';
import { EVENT_LOOKS } from '../torrent-detail/events/event-words';
import { KIND_WORDS, detailOf } from './activity-words';
import { byDays } from './days';
import { typedText } from './typed-text';

const PAGE_SIZE = 100;
/** Many facts may come at once: they are read in one go. */
const COLLECT_MS = 300;
/** The facts that leave a trace. */
const TELLING = [
  'download:added',
  'download:completed',
  'download:removed',
  'download:error',
  'download:state',
] as const;

@Component({
  selector: 'shoal-events-part',
  imports: [Icon, LoadState, RouterLink],
  templateUrl: './events-part.html',
  styleUrls: ['../ui/card.css', './part.css', './events-part.css'],
})
export class EventsPart {
  private readonly api = inject(ActivityApi);
  private readonly store = inject(DownloadStore);

  protected readonly kind = signal<ActivityKind | ''>('');
  protected readonly search = typedText();
  protected readonly feed = pagedFeed({
    what: () => ({ kind: this.kind(), search: this.search.settled() }),
    load: ({ kind, search }, cursor) =>
      this.api.list({
        limit: PAGE_SIZE,
        ...(kind !== '' && { kind }),
        ...(search !== '' && { search }),
        ...(cursor !== null && { cursor }),
      }),
  });

  protected readonly kinds = ACTIVITY_KINDS.map((kind) => ({ kind, word: KIND_WORDS[kind] }));
  protected readonly isFiltered = computed(
    () => this.kind() !== '' || this.search.settled() !== '',
  );
  protected readonly days = computed(() => {
    // A torrent that is gone has no page to go to.
    this.store.structure();
    const entries = (this.feed.entries() ?? []).map((entry) => this.looksOf(entry));
    return byDays(entries, Date.now());
  });

  constructor() {
    this.followFacts();
  }

  protected chooseKind(text: string): void {
    this.kind.set(ACTIVITY_KINDS.find((kind) => kind === text) ?? '');
  }

  protected clear(): void {
    this.kind.set('');
    this.search.clear();
  }

  private looksOf(entry: ActivityEntryDto) {
    const { id, at, name, downloadId, account, kind } = entry;
    return {
      id,
      at,
      time: formatTime(at),
      exact: formatDateTime(at),
      name: name ?? downloadId,
      link: this.store.peek(downloadId) ? ['/torrents', downloadId] : null,
      account,
      detail: detailOf(entry),
      word: KIND_WORDS[kind],
      look: EVENT_LOOKS[kind],
    };
  }

  private followFacts(): void {
    const socket = inject(LIVE_SOCKET);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void this.feed.refresh();
      }, COLLECT_MS);
    };
    for (const name of TELLING) socket.on(name, note);
    inject(DestroyRef).onDestroy(() => {
      clearTimeout(timer);
      for (const name of TELLING) socket.off(name, note);
    });
  }
}
