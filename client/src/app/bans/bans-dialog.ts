/**
 * Who is kept out: what the user banned, of all downloads, and what downloads banned by themselves. Read anew whenever
 * somebody changes the list. It may be ten thousand long, so only rows on screen exist.
 */
import { ScrollingModule } from '@angular/cdk/scrolling';
import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import type { BanDto } from '@shared/dto/peer.js';
import { describeFailure } from '../api/failure';
import { PeerApi } from '../api/peer-api';
import { DownloadStore } from '../live/download-store';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { formatCount, formatDate } from '../ui/format';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';

const ROW_HEIGHT_PX = 48;
const MOST_ROWS_SHOWN = 7;
/** Where fewer are shown, nobody needs to search. */
const SEARCH_FROM = 10;

@Component({
  selector: 'shoal-bans-dialog',
  imports: [Icon, MatDialogModule, ScrollingModule],
  templateUrl: './bans-dialog.html',
  styleUrl: './bans-dialog.css',
})
export class BansDialog {
  private readonly api = inject(PeerApi);
  private readonly store = inject(DownloadStore);
  private readonly notices = inject(Notices);
  protected readonly sync = inject(LiveSync);

  protected readonly rowHeight = ROW_HEIGHT_PX;
  protected readonly bans = signal<readonly BanDto[] | null>(null);
  /** Of reading the list or lifting a ban. */
  protected readonly failure = signal<string | null>(null);
  /** Of what was to be added: it stands at the field. */
  protected readonly refusal = signal<string | null>(null);
  protected readonly network = signal('');
  protected readonly reason = signal('');
  protected readonly search = signal('');
  private readonly isSending = signal(false);

  protected readonly canAdd = computed(
    () => this.sync.isLive() && this.network().trim() !== '' && !this.isSending(),
  );
  protected readonly isSearchable = computed(() => (this.bans()?.length ?? 0) >= SEARCH_FROM);
  protected readonly shown = computed(() => {
    const words = this.search().trim().toLowerCase();
    const bans = this.bans() ?? [];
    return words === '' ? bans : bans.filter((ban) => this.textOf(ban).includes(words));
  });
  protected readonly listHeight = computed(
    () => Math.min(this.shown().length, MOST_ROWS_SHOWN) * ROW_HEIGHT_PX,
  );
  protected readonly total = computed(() => formatCount(this.shown().length));

  constructor() {
    const socket = inject(LIVE_SOCKET);
    const reload = () => void this.read();
    socket.on('bans:changed', reload);
    inject(DestroyRef).onDestroy(() => socket.off('bans:changed', reload));
    reload();
  }

  protected readonly trackBan = (_place: number, ban: BanDto) => ban.id;

  protected async read(): Promise<void> {
    try {
      this.bans.set(await this.api.bans());
      this.failure.set(null);
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
    }
  }

  protected async add(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.canAdd()) return;
    const reason = this.reason().trim();
    this.isSending.set(true);
    this.refusal.set(null);
    try {
      await this.api.ban({ network: this.network().trim(), ...(reason !== '' && { reason }) });
      this.network.set('');
      this.reason.set('');
      await this.read();
    } catch (error) {
      this.refusal.set(describeFailure(error).detail);
    } finally {
      this.isSending.set(false);
    }
  }

  /** Nothing is lost: what was lifted can be banned again from the notice. */
  protected async lift(ban: BanDto): Promise<void> {
    try {
      await this.api.liftBan(ban.id);
      this.bans.update((bans) => bans?.filter(({ id }) => id !== ban.id) ?? null);
      const text = $localize`The ban of ${ban.network}:network: is lifted.`;
      if (ban.source === 'bad-data') this.notices.info(text);
      else this.notices.info(text, { label: $localize`Undo`, run: () => void this.restore(ban) });
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
    }
  }

  protected liftLabel(ban: BanDto): string {
    return $localize`Lift the ban of ${ban.network}:network:`;
  }

  /** Who keeps it out, since when and why. */
  protected describe(ban: BanDto): string {
    if (ban.source === 'bad-data') {
      const name = this.store.row(ban.downloadId ?? '')?.name ?? '';
      return $localize`Sent wrong data to ${name}:download:, and is kept out of that one`;
    }
    const since = $localize`Since ${formatDate(ban.createdAt)}:date:`;
    return ban.reason ? $localize`${since}:since:, ${ban.reason}:reason:` : since;
  }

  private async restore({ network, reason }: BanDto): Promise<void> {
    try {
      await this.api.ban({ network, ...(reason !== null && { reason }) });
    } catch (error) {
      this.notices.error(describeFailure(error).detail);
    }
  }

  private textOf(ban: BanDto): string {
    return `${ban.network} ${this.describe(ban)}`.toLowerCase();
  }
}
