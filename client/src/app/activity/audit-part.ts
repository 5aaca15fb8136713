/** Who changed what, when, from where, and how it ended. */
import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import type { AuditEntryDto } from '@shared/dto/audit.js';
import { AuditApi } from '../api/audit-api';
import { DownloadStore } from '../live/download-store';
import { pagedFeed } from '../live/paged-feed';
import { LiveSync } from '../live/live-sync';
import { formatDateTime } from '../ui/format';
import { Icon } from '../ui/icon';
import { LoadState } from '../ui/load-state';
import { formatMessage } from '../ui/message';
import { ACTIONS, actionWords } from './audit-words';
import { typedText } from './typed-text';

const PAGE_SIZE = 100;
const EVERY_MS = 10_000;
/** Ids are long; their first digits tell them apart. */
const SHOWN_DIGITS = 8;
const DOWNLOAD_ID = /^[0-9a-f]{40}$/;

const VIA_WORDS = {
  session: $localize`by browser`,
  token: $localize`by API token`,
} as const;

@Component({
  selector: 'shoal-audit-part',
  imports: [Icon, LoadState],
  templateUrl: './audit-part.html',
  styleUrls: ['../ui/card.css', './part.css', './audit-part.css'],
})
export class AuditPart {
  private readonly api = inject(AuditApi);
  private readonly store = inject(DownloadStore);
  private readonly sync = inject(LiveSync);

  protected readonly actions = ACTIONS;
  protected readonly account = typedText();
  protected readonly action = signal('');
  /** As the field of a date has it: `2026-11-24`. */
  protected readonly day = signal('');
  protected readonly feed = pagedFeed({
    what: () => ({
      account: this.account.settled(),
      action: this.action(),
      ...dayRange(this.day()),
    }),
    load: ({ account, action, ...range }, cursor) =>
      this.api.list({
        limit: PAGE_SIZE,
        ...range,
        ...(account !== '' && { account }),
        ...(action !== '' && { action }),
        ...(cursor !== null && { cursor }),
      }),
  });
  protected readonly isFiltered = computed(
    () => this.account.settled() !== '' || this.action() !== '' || this.day() !== '',
  );
  protected readonly rows = computed(() =>
    (this.feed.entries() ?? []).map((entry) => this.looksOf(entry)),
  );

  constructor() {
    const timer = setInterval(() => {
      if (this.sync.connection() !== 'lost' && !document.hidden) void this.feed.refresh();
    }, EVERY_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected clear(): void {
    this.account.clear();
    this.action.set('');
    this.day.set('');
  }

  private looksOf({
    id,
    at,
    account,
    via,
    address,
    action,
    targets,
    targetCount,
    outcome,
    details,
  }: AuditEntryDto) {
    return {
      id,
      at,
      time: formatDateTime(at),
      who: account?.name ?? $localize`nobody known`,
      from: via === null ? address : $localize`${VIA_WORDS[via]}:way:, ${address}:address:`,
      what: actionWords(action),
      targets: targets.map((target) => this.nameOf(target)).join(', '),
      moreTargets: targetCount > targets.length ? moreWords(targetCount - targets.length) : null,
      isDone: outcome === 'ok',
      outcome,
      details: details === null ? null : JSON.stringify(details, null, 1),
    };
  }

  /** Of a torrent that is there, its name. */
  private nameOf(target: string): string {
    if (!DOWNLOAD_ID.test(target)) return target;
    return this.store.peek(target)?.name ?? target.slice(0, SHOWN_DIGITS);
  }
}

function moreWords(count: number): string {
  return formatMessage($localize`and {count} more`, { count });
}

/** From midnight to midnight by the reader's clock. */
function dayRange(day: string): { from?: string; to?: string } {
  if (day === '') return {};
  const from = new Date(`${day}T00:00:00`);
  const to = new Date(from);
  to.setDate(to.getDate() + 1);
  return { from: from.toISOString(), to: to.toISOString() };
}
