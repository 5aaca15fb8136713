/**
 * What the stream does not tell of a download and its overview shows: where its peers come from and what its trackers say,
 * read again every few seconds, and what its torrent is, read once. One per open overview; what was read of another download is
 * forgotten.
 */
import { Injectable, type Signal, effect, inject, signal, untracked } from '@angular/core';
import type { DownloadSourcesDto, DownloadTrackerDto } from '@shared/dto/download.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { DownloadApi } from '../../api/download-api';
import { SettingsApi } from '../../api/settings-api';
import { TorrentApi } from '../../api/torrent-api';
import { LiveSync } from '../../live/live-sync';
import { SessionState } from '../../live/session-state';

const READ_INTERVAL_MS = 5000;

interface Readings {
  id: string;
  sources: DownloadSourcesDto | null;
  trackers: DownloadTrackerDto[] | null;
  torrent: TorrentDto | null;
}

@Injectable()
export class SwarmReadings {
  private readonly downloads = inject(DownloadApi);
  private readonly torrents = inject(TorrentApi);
  private readonly settings = inject(SettingsApi);
  private readonly session = inject(SessionState);
  private readonly sync = inject(LiveSync);
  private readonly readings = signal<Readings>(nothingOf(''));

  readonly current = this.readings.asReadonly();

  /** `id` and whether its metadata is there; in an injection context. */
  follow(id: Signal<string>, isWhole: Signal<boolean>): void {
    effect((onCleanup) => {
      const followed = id();
      if (untracked(this.readings).id !== followed) this.readings.set(nothingOf(followed));
      if (this.sync.connection() !== 'online') return;
      if (isWhole()) {
        void this.read(
          followed,
          () => this.torrents.read(followed),
          (torrent) => ({ torrent }),
        );
      }
      void this.readSettings();
      const readSwarm = () => {
        void this.read(
          followed,
          () => this.downloads.sources(followed),
          (sources) => ({ sources }),
        );
        void this.read(
          followed,
          () => this.downloads.trackers(followed),
          (trackers) => ({
            trackers,
          }),
        );
      };
      readSwarm();
      const timer = setInterval(readSwarm, READ_INTERVAL_MS);
      onCleanup(() => clearInterval(timer));
    });
  }

  private async read<Value>(
    id: string,
    ask: () => Promise<Value>,
    changeOf: (value: Value) => Partial<Readings>,
  ): Promise<void> {
    try {
      const change = changeOf(await ask());
      this.readings.update((known) => (known.id === id ? { ...known, ...change } : known));
    } catch {
      // What was known stays; the next reading may succeed, and the connection has a banner of its own.
    }
  }

  /** Their changes are told by the stream; what they are is asked for once. */
  private async readSettings(): Promise<void> {
    if (untracked(this.session.settings)) return;
    try {
      this.session.takeSettings(await this.settings.read());
    } catch {
      // Without them, no limit is named as a reason.
    }
  }
}

function nothingOf(id: string): Readings {
  return { id, sources: null, trackers: null, torrent: null };
}
