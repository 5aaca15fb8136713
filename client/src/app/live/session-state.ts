/** What is known of the server beside its downloads: totals, version, port, folders, free space. */
import { Service, computed, inject, signal } from '@angular/core';
import type { ServerInfoDto, SessionStatsDto } from '@shared/dto/session.js';
import type { SettingsDto } from '@shared/dto/settings.js';
import { TorrentApi } from '../api/torrent-api';

@Service()
export class SessionState {
  private readonly api = inject(TorrentApi);
  private readonly statsSignal = signal<SessionStatsDto | null>(null);
  private readonly infoSignal = signal<ServerInfoDto | null>(null);

  private readonly settingsSignal = signal<SettingsDto | null>(null);
  private readonly labelChangesSignal = signal(0);

  readonly stats = this.statsSignal.asReadonly();
  readonly info = this.infoSignal.asReadonly();
  /** As last changed, by whomever; null until then. */
  readonly settings = this.settingsSignal.asReadonly();
  /** Moves where tags or categories were made, renamed or deleted. */
  readonly labelChanges = this.labelChangesSignal.asReadonly();
  readonly peerPort = computed(() => this.stats()?.peerPort ?? this.info()?.peerPort ?? null);

  clear(): void {
    this.statsSignal.set(null);
    this.infoSignal.set(null);
    this.settingsSignal.set(null);
  }

  takeStats(stats: SessionStatsDto): void {
    this.statsSignal.set(stats);
  }

  takeSettings(settings: SettingsDto): void {
    const before = this.settings()?.defaultDirectory;
    this.settingsSignal.set(settings);
    // It tells where new downloads go, and what room there is.
    if (settings.defaultDirectory !== before) void this.refreshInfo();
  }

  noteLabelChange(): void {
    this.labelChangesSignal.update((count) => count + 1);
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
