/**
 * Downloads of magnet links whose metadata has come: they get their names, their choice of files and their places, and
 * the engine goes on with them. Invariant: none is handed on that writes a file of another download; until all that is
 * recorded, a start finds it waiting and does this again.
 */
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRepository,
  type WholeDownloadRecord,
} from '../database/download-repository.port.ts';
import {
  TORRENT_REPOSITORY,
  type TorrentRepository,
  type TorrentSummary,
} from '../database/torrent-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { RequestError, type DownloadStatus, type Logger } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { TorrentService } from '../torrent/torrent.service.ts';
import { CataloguePlacesService } from './catalogue-places.service.ts';
import { toDownloadDto } from './download.mapper.ts';
import { selectionOfLink } from './file-selections.ts';
import { StagingService } from './staging.service.ts';

@Injectable()
export class DownloadMetadataService implements OnApplicationBootstrap {
  constructor(
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly host: EngineHostService,
    private readonly places: CataloguePlacesService,
    private readonly staging: StagingService,
    private readonly facts: FactStreamService,
    arrivals: TorrentService,
  ) {
    arrivals.onArrived(({ id }) => this.#completeLater(id));
  }

  /** Those whose metadata was kept in an earlier run that ended before more was done. */
  async onApplicationBootstrap(): Promise<void> {
    for (const { id, awaitsMetadata } of await this.downloads.list()) {
      if (awaitsMetadata && (await this.#torrentOf(id))) this.#completeLater(id);
    }
  }

  /** Makes it a whole download where its torrent is there; its status then, or null where it is not. */
  async complete(id: string): Promise<DownloadStatus | null> {
    if (this.host.isWaiting(id)) await this.host.whenRestored(id);
    return this.places.exclusively(async () => {
      const record = await this.downloads.find(id);
      const torrent = record?.awaitsMetadata ? await this.#torrentOf(id) : null;
      if (!record || !torrent) return null;
      return torrent.id === id ? this.#complete(record, torrent) : this.#replace(record, torrent);
    });
  }

  #completeLater(id: string): void {
    this.complete(id).catch((error: unknown) => {
      if (error instanceof RequestError && error.code === 'engine-stopped') return;
      this.logger.error('a download did not go on with its metadata', { id, error: String(error) });
    });
  }

  async #complete(record: DownloadRecord, torrent: TorrentSummary): Promise<DownloadStatus | null> {
    const { id } = record;
    try {
      await this.downloads.setWhole(id, await this.#wholeOf(record, torrent));
      const status = await this.host.add((await this.downloads.find(id))!);
      this.#tellUpdated(id, status);
      return status;
    } catch (error) {
      await this.#setAside(id, error);
      return null;
    }
  }

  /** A hybrid torrent that was found by its v2 hash: downloads go by its v1 hash. */
  async #replace(record: DownloadRecord, torrent: TorrentSummary): Promise<DownloadStatus | null> {
    const { id, queuePosition: _place, damaged: _damaged, ...asked } = record;
    if (await this.downloads.find(torrent.id)) {
      await this.#remove(id);
      const message = `"${torrent.name}" is in the list already: the magnet link stood for it.`;
      this.facts.publish(() => ({
        name: 'session:notice',
        payload: { level: 'info', code: 'download-exists', message },
      }));
      return null;
    }
    try {
      const whole = await this.#wholeOf(record, torrent);
      const replacement = { ...asked, ...whole, id: torrent.id, awaitsMetadata: false };
      await this.downloads.insert(replacement, 'bottom');
      await this.downloads.setQueueKeys([{ id: torrent.id, queueKey: record.queueKey }]);
    } catch (error) {
      await this.#setAside(id, error);
      return null;
    }
    await this.#remove(id);
    return this.host.add((await this.downloads.find(torrent.id))!);
  }

  /** Throws where another download writes one of its files. */
  async #wholeOf(record: DownloadRecord, torrent: TorrentSummary): Promise<WholeDownloadRecord> {
    const { volumeId, relativeDirectory } = record;
    const place = { volumeId, relativeDirectory, name: torrent.name, renames: null };
    await this.places.refuseShared(torrent, place);
    const magnet = await this.torrents.findMagnet(record.id);
    return {
      ...place,
      movingFrom: [],
      staging: await this.staging.placeFor(torrent, place),
      priorities: magnet ? selectionOfLink(magnet.link, torrent.files) : [],
    };
  }

  async #torrentOf(id: string): Promise<TorrentSummary | null> {
    const magnet = await this.torrents.findMagnet(id);
    return this.torrents.find(magnet?.wholeId ?? id);
  }

  async #setAside(id: string, error: unknown): Promise<void> {
    if (!(error instanceof RequestError) || error.code === 'engine-stopped') throw error;
    const code = error.code === 'path-conflict' ? error.code : 'internal';
    await this.host.setAside(id, { code, message: error.message });
  }

  async #remove(id: string): Promise<void> {
    await this.host.remove(id, { deleteData: false });
    await this.downloads.delete(id);
  }

  #tellUpdated(id: string, status: DownloadStatus): void {
    this.facts.publish(async () => {
      const record = await this.downloads.find(id);
      if (!record) return null;
      const download = toDownloadDto(record, status);
      return { name: 'download:updated', payload: { download } };
    });
  }
}
