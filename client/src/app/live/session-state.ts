/** What is known of the server beside its downloads: totals, version, port, folders, free space. */
import { Service, computed, inject, signal } from '@angular/core';
import type { ServerInfoDto, SessionStatsDto } from '@shared/dto/session.js';
import { TorrentApi } from '../api/torrent-api';

@Service()
export class SessionState {
  private readonly api = inject(TorrentApi);
  private readonly statsSignal = signal<SessionStatsDto | null>(null);
  private readonly infoSignal = signal<ServerInfoDto | null>(null);

  readonly stats = this.statsSignal.asReadonly();
  readonly info = this.infoSignal.asReadonly();
  readonly peerPort = computed(() => this.stats()?.peerPort ?? this.info()?.peerPort ?? null);

  takeStats(stats: SessionStatsDto): void {
    this.statsSignal.set(stats);
  }

  /** Asks again, as free space moves. A failure leaves what was known: the connection's own banner tells. */
  async refreshInfo(): Promise<void> {
    try {
      this.infoSignal.set(await this.api.info());
    } catch {
      // Shown as unknown; the connection banner says why.
    }
  }
}
