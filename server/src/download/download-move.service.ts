/**
 * Downloads go to other folders and take other names, while they run. Invariant: the catalogue knows where the
 * files shall be and every place where they may be before the first of them is touched, and forgets a former
 * place only when the engine says that nothing stands there any more. So a start after a crash, at whatever
 * moment, gives the engine what it needs to go on.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadPlaceRecord,
  type DownloadRecord,
  type DownloadRepository,
  type NamedPlaceRecord,
} from '../database/download-repository.port.ts';
import {
  TORRENT_REPOSITORY,
  type TorrentRepository,
  type TorrentSummary,
} from '../database/torrent-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import {
  RequestError,
  withFilePath,
  withFolderPath,
  withName,
  type DownloadStatus,
  type FileRenames,
} from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { DownloadDto } from '@shared/dto/download.js';
import { CataloguePlacesService } from './catalogue-places.service.ts';
import { toDownloadDto } from './download.mapper.ts';

interface KnownDownload {
  record: DownloadRecord;
  torrent: TorrentSummary;
}

@Injectable()
export class DownloadMoveService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    private readonly host: EngineHostService,
    private readonly volumes: VolumeService,
    private readonly places: CataloguePlacesService,
    private readonly facts: FactStreamService,
  ) {
    engine.on('relocated', ({ id }) => void places.exclusively(() => this.#forgetFormer(id)));
  }

  /** Its files go to another folder; resolves when that has begun. */
  move(id: string, directory: string): Promise<DownloadDto> {
    return this.#exclusively(id, async ({ record, torrent }) => {
      const place = await this.volumes.claim(directory);
      return this.#relocate(record, torrent, { ...placeOf(record), ...place });
    });
  }

  /** Its root folder or its single file gets another name. */
  rename(id: string, name: string): Promise<DownloadDto> {
    return this.#rename(id, (torrent, renames) => withName(torrent, renames, name));
  }

  renameFile(id: string, index: number, path: string): Promise<DownloadDto> {
    return this.#rename(id, (torrent, renames) => withFilePath(torrent, renames, index, path));
  }

  renameFolder(id: string, folder: string, path: string): Promise<DownloadDto> {
    return this.#rename(id, (torrent, renames) =>
      withFolderPath(torrent, renames, { folder, path }),
    );
  }

  /** The move turns round: what is moved goes back. */
  cancel(id: string): Promise<DownloadDto> {
    return this.#exclusively(id, async ({ record }) => {
      const [origin, ...others] = record.movingFrom;
      if (!origin) throw notMoving();
      const { isReturning, ...place } = origin;
      if (isReturning) {
        throw new RequestError('state-conflict', 'Its files are on their way back already.');
      }
      const left = { ...placeOf(record), ...record.staging, isReturning: true };
      const back: DownloadPlaceRecord = {
        // In an incomplete folder only the names were on their way.
        ...(record.staging
          ? { ...placeOf(record), name: place.name, renames: place.renames }
          : place),
        staging: record.staging,
        movingFrom: [left, ...others],
      };
      return this.#record(record, back, () => this.engine.cancelMove(id));
    });
  }

  #rename(
    id: string,
    rename: (torrent: TorrentSummary, renames: FileRenames | null) => FileRenames | null,
  ): Promise<DownloadDto> {
    return this.#exclusively(id, async ({ record, torrent }) => {
      const renames = rename(torrent, record.renames);
      const name = renames?.name ?? torrent.name;
      return this.#relocate(record, torrent, { ...placeOf(record), name, renames });
    });
  }

  async #relocate(
    record: DownloadRecord,
    torrent: TorrentSummary,
    place: NamedPlaceRecord,
  ): Promise<DownloadDto> {
    const { id } = record;
    const before = placeOf(record);
    const status = await this.engine.status(id);
    const isRenamed = JSON.stringify(place.renames) !== JSON.stringify(before.renames);
    const isElsewhere =
      place.volumeId !== before.volumeId || place.relativeDirectory !== before.relativeDirectory;
    if (!isRenamed && !isElsewhere) return toDownloadDto(record, status);
    const isStaged = status.stagingDirectory !== null;
    const staging = isStaged ? record.staging : null;
    await this.places.refuseShared(torrent, place);
    if (staging && isRenamed) await this.places.refuseShared(torrent, { ...place, ...staging });
    const target = { ...this.host.folderOf(place), renames: place.renames };
    await this.engine.checkMove(id, target);
    const after = { ...place, staging, movingFrom: [...record.movingFrom] };
    // One that is complete is on its way out of the incomplete folder, where some of its files are.
    if (record.staging && !staging) {
      after.movingFrom.unshift({ ...before, ...record.staging, isReturning: false });
    }
    // In the incomplete folder the files stay where they are, and only take new names there.
    if (isRenamed || !staging)
      after.movingFrom.unshift({ ...before, ...staging, isReturning: false });
    return this.#record(record, after, () => this.engine.move(id, target));
  }

  /** Writes the places down, then acts; where that is refused they are as they were. */
  async #record(
    record: DownloadRecord,
    after: DownloadPlaceRecord,
    act: () => Promise<DownloadStatus>,
  ): Promise<DownloadDto> {
    await this.downloads.setPlace(record.id, after);
    try {
      const download = toDownloadDto({ ...record, ...after }, await act());
      this.facts.publish(() => ({ name: 'download:updated', payload: { download } }));
      return download;
    } catch (error) {
      await this.downloads.setPlace(record.id, record);
      throw error;
    }
  }

  /** Another move may have begun since the engine said so: what that one leaves is not forgotten. */
  async #forgetFormer(id: string): Promise<void> {
    const record = await this.downloads.find(id);
    const status = record && (await this.engine.status(id).catch(() => null));
    if (!record || !status || status.move !== null) return;
    const staging = status.stagingDirectory === null ? null : record.staging;
    const after = { ...placeOf(record), staging, movingFrom: [] };
    await this.downloads.setPlace(id, after);
    const download = toDownloadDto({ ...record, ...after }, status);
    this.facts.publish(() => ({ name: 'download:updated', payload: { download } }));
  }

  async #exclusively(
    id: string,
    work: (known: KnownDownload) => Promise<DownloadDto>,
  ): Promise<DownloadDto> {
    if (this.host.isWaiting(id)) await this.host.whenRestored(id);
    return this.places.exclusively(async () => work(await this.#find(id)));
  }

  async #find(id: string): Promise<KnownDownload> {
    const record = await this.downloads.find(id);
    if (record?.awaitsMetadata) {
      throw new RequestError('state-conflict', 'The metadata of this download is not there yet.');
    }
    const torrent = record && (await this.torrents.find(id));
    if (!record || !torrent) {
      throw new RequestError('download-not-found', 'There is no download of this id.');
    }
    this.host.demandLoaded(id);
    return { record, torrent };
  }
}

function placeOf(record: DownloadRecord): NamedPlaceRecord {
  const { volumeId, relativeDirectory, name, renames } = record;
  return { volumeId, relativeDirectory, name, renames };
}

function notMoving(): RequestError {
  return new RequestError('state-conflict', 'No move that was asked for is under way.');
}
