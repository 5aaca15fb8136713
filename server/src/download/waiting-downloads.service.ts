/**
 * What the list shows of downloads that the engine does not have yet, at a start. Read once for each, since a list of
 * thousands may be asked for again and again until then, and forgotten with the last of them.
 */
import { Inject, Injectable } from '@nestjs/common';
import type { DownloadRecord } from '../database/download-repository.port.ts';
import { ENGINE_STATE_STORE, type EngineStateStore } from '../database/engine-state-store.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import { trackerHostsOf } from '../engine/index.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { DownloadDto } from '@shared/dto/download.js';
import { toWaitingDownloadDto } from './download.mapper.ts';
import { recordedProgress, type RecordedProgress } from './recorded-progress.ts';

/** Of a download whose torrent is not there: it will have a fault. */
const NO_TORRENT = { pieceLength: 1, totalBytes: 0, files: [], trackers: [] };
/** Rows that are read together. */
const BATCH = 500;

@Injectable()
export class WaitingDownloadsService {
  readonly #known = new Map<string, { recorded: RecordedProgress; trackerHosts: string[] }>();

  constructor(
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(ENGINE_STATE_STORE) private readonly states: EngineStateStore,
    private readonly volumes: VolumeService,
  ) {}

  async describe(records: readonly DownloadRecord[]): Promise<Map<string, DownloadDto>> {
    if (records.length === 0) {
      this.#known.clear();
      return new Map();
    }
    const unread = records.filter(({ id }) => !this.#known.has(id));
    for (let at = 0; at < unread.length; at += BATCH)
      await this.#read(unread.slice(at, at + BATCH));
    return new Map(
      records.flatMap((record) => {
        const known = this.#known.get(record.id);
        if (!known) return [];
        const { recorded, trackerHosts } = known;
        const directory = this.volumes.directoryIfKnown(record);
        return [
          [record.id, toWaitingDownloadDto(record, { directory, trackerHosts }, recorded)] as const,
        ];
      }),
    );
  }

  async #read(records: readonly DownloadRecord[]): Promise<void> {
    const ids = records.map(({ id }) => id);
    const [torrents, states] = await Promise.all([
      this.torrents.findAll(ids),
      this.states.findAll(ids),
    ]);
    for (const { id, priorities, trackers } of records) {
      const torrent = torrents.get(id);
      const known = torrent ?? NO_TORRENT;
      const recorded = recordedProgress(known, priorities, states.get(id) ?? null);
      this.#known.set(id, {
        recorded: torrent ? recorded : { ...recorded, progress: 0 },
        trackerHosts: trackerHostsOf(trackers ?? known.trackers),
      });
    }
  }
}
