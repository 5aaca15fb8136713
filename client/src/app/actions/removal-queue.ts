/**
 * Removals that can still be undone: their rows are out of sight, and the server is told after ten seconds, or at once when
 * the page is hidden, closed or signed out of. Invariant: a row is out of sight only while its removal waits or is under
 * way; what the server refuses comes back. Time stands still while the user is at the notice or the connection is lost.
 */
import { DOCUMENT, DestroyRef, Service, effect, inject, signal, untracked } from '@angular/core';
import type { BulkActionRequest, BulkResultDto, BulkResultsDto } from '@shared/dto/download.js';
import { DownloadApi } from '../api/download-api';
import { describeFailure } from '../api/failure';
import { AuthSession } from '../auth/auth-session';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { Notices } from '../ui/notices';
import { type DeedTarget, Deeds } from './deeds';

export const UNDO_MS = 10_000;
const TICK_MS = 250;
/** Browsers send 64 KiB at most for a page that is gone (Fetch, section 5.5: keepalive). */
const KEEPALIVE_BYTES = 60_000;

export interface WaitingRemoval {
  readonly number: number;
  readonly targets: readonly DeedTarget[];
  readonly deleteData: boolean;
  /** Milliseconds until the server is told. */
  readonly remainingMs: number;
}

@Service()
export class RemovalQueue {
  private readonly api = inject(DownloadApi);
  private readonly store = inject(DownloadStore);
  private readonly sync = inject(LiveSync);
  private readonly notices = inject(Notices);
  private readonly deeds = inject(Deeds);
  private readonly auth = inject(AuthSession);
  private readonly document = inject(DOCUMENT);
  private readonly waitingSignal = signal<readonly WaitingRemoval[]>([]);
  private count = 0;
  private isHeld = false;
  private timer: ReturnType<typeof setInterval> | undefined;

  /** The last one at the end. */
  readonly waiting = this.waitingSignal.asReadonly();

  constructor() {
    this.listenToPage();
    inject(DestroyRef).onDestroy(this.auth.beforeSignOut(() => this.sendAll()));
    effect(() => {
      // The server ended the session: nothing can be told to it any more.
      if (!this.auth.isSignedIn()) untracked(() => this.giveUp());
    });
  }

  add(targets: readonly DeedTarget[], deleteData: boolean): void {
    if (targets.length === 0) return;
    this.store.hide(targets.map(({ id }) => id));
    const removal = { number: (this.count += 1), targets, deleteData, remainingMs: UNDO_MS };
    this.waitingSignal.update((waiting) => [...waiting, removal]);
    this.timer ??= setInterval(() => this.passTime(), TICK_MS);
  }

  /** Takes back one of them, or the last one. */
  undo(number = this.waiting().at(-1)?.number): void {
    const removal = this.waiting().find((one) => one.number === number);
    if (!removal) return;
    this.drop(removal);
    this.store.reveal(removal.targets.map(({ id }) => id));
  }

  /** Tells the server of one now. */
  async send(removal: WaitingRemoval): Promise<void> {
    this.drop(removal);
    await this.settle(removal, () =>
      this.api.act(idsOf(removal), { action: 'remove', deleteData: removal.deleteData }),
    );
  }

  /** Keeps time from passing while the user is at the notice. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
  }

  private async sendAll(): Promise<void> {
    await Promise.all(this.waiting().map((removal) => this.send(removal)));
  }

  private passTime(): void {
    if (this.isHeld || this.sync.connection() === 'lost') return;
    this.waitingSignal.update((waiting) =>
      waiting.map((one) => ({ ...one, remainingMs: one.remainingMs - TICK_MS })),
    );
    for (const removal of this.waiting()) if (removal.remainingMs <= 0) void this.send(removal);
  }

  private drop(removal: WaitingRemoval): void {
    this.waitingSignal.update((waiting) =>
      waiting.filter(({ number }) => number !== removal.number),
    );
    if (this.waiting().length > 0) return;
    this.isHeld = false;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** What the server refuses comes back into the list. */
  private async settle(
    { targets }: WaitingRemoval,
    call: () => Promise<BulkResultDto[]>,
  ): Promise<void> {
    const title = $localize`Remove`;
    try {
      const mishaps = this.deeds.tell(title, targets, await call());
      this.store.reveal(mishaps.map(({ id }) => id));
    } catch (error) {
      this.store.reveal(targets.map(({ id }) => id));
      this.notices.error(`${title}: ${describeFailure(error).detail}`);
    }
  }

  private listenToPage(): void {
    const window = this.document.defaultView;
    const onHidden = () => this.document.visibilityState === 'hidden' && this.sendFromHiddenPage();
    const onLeave = () => this.sendFromHiddenPage();
    const onClose = (event: Event) => {
      // More than a page that is gone may send: the browser asks whether to leave.
      if (this.waiting().some((removal) => bodyOf(removal).length > KEEPALIVE_BYTES)) {
        event.preventDefault();
      }
    };
    this.document.addEventListener('visibilitychange', onHidden);
    window?.addEventListener('pagehide', onLeave);
    window?.addEventListener('beforeunload', onClose);
    inject(DestroyRef).onDestroy(() => {
      clearInterval(this.timer);
      this.document.removeEventListener('visibilitychange', onHidden);
      window?.removeEventListener('pagehide', onLeave);
      window?.removeEventListener('beforeunload', onClose);
    });
  }

  /** By calls that outlive the page, as far as browsers allow. */
  private sendFromHiddenPage(): void {
    let left = KEEPALIVE_BYTES;
    for (const removal of this.waiting()) {
      this.drop(removal);
      const body = bodyOf(removal);
      const keepalive = body.length <= left;
      if (keepalive) left -= body.length;
      void this.settle(removal, () => this.fetchResults(body, keepalive));
    }
  }

  private async fetchResults(body: string, keepalive: boolean): Promise<BulkResultDto[]> {
    const headers = { 'Content-Type': 'application/json' };
    const init = { method: 'POST', headers, body, keepalive } as const;
    const answer = await fetch(this.api.actionsUrl, init);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return ((await answer.json()) as BulkResultsDto).results;
  }

  private giveUp(): void {
    for (const { number } of this.waiting()) this.undo(number);
  }
}

function idsOf({ targets }: WaitingRemoval): string[] {
  return targets.map(({ id }) => id);
}

function bodyOf(removal: WaitingRemoval): string {
  const { deleteData } = removal;
  return JSON.stringify({
    action: 'remove',
    ids: idsOf(removal),
    deleteData,
  } satisfies BulkActionRequest);
}
