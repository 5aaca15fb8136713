/**
 * Starts downloads: where they belong, or where a folder for incomplete ones is set, there first.
 */
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import {
  DOWNLOAD_REPOSITORY,
  type AddedBy,
  type DownloadRepository,
  type NewDownloadRecord,
  type PlaceRecord,
} from '../database/download-repository.port.ts';
import {
  TORRENT_REPOSITORY,
  type TorrentRepository,
  type TorrentSummary,
} from '../database/torrent-repository.port.ts';
import {
  LABEL_REPOSITORY,
  type CategoryRecord,
  type LabelRepository,
} from '../database/label-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { RequestError } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { DownloadDto, FileSelection, StartDownloadRequest } from '@shared/dto/download.js';
import { CataloguePlacesService } from './catalogue-places.service.ts';
import { toDownloadDto } from './download.mapper.ts';

@Injectable()
export class DownloadStartService {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(LABEL_REPOSITORY) private readonly labels: LabelRepository,
    private readonly volumes: VolumeService,
    private readonly host: EngineHostService,
    private readonly places: CataloguePlacesService,
    private readonly settings: SettingsService,
  ) {
    settings.applyWith(async ({ incompleteDirectory }) => {
      if (typeof incompleteDirectory === 'string') await volumes.claim(incompleteDirectory);
    });
  }

  start(request: StartDownloadRequest, addedBy: AddedBy): Promise<DownloadDto> {
    return this.places.exclusively(() => this.#start(request, addedBy));
  }

  async #start(request: StartDownloadRequest, addedBy: AddedBy): Promise<DownloadDto> {
    const torrent = await this.torrents.find(request.torrentId);
    if (!torrent) {
      throw new ProblemException(404, 'torrent-not-found', 'Upload the torrent first.');
    }
    if (await this.downloads.find(torrent.id)) throw alreadyThere();
    refuseUnknownFiles(torrent, request.files ?? []);
    const category = await this.#categoryOf(request);
    const place = await this.volumes.claim(request.directory ?? this.#folderOf(category));
    await this.places.refuseShared(torrent, { ...place, name: torrent.name, renames: null });
    const staging = await this.#stagingOf(torrent, place);
    const record = await this.downloads.insert(
      { ...toRecord(torrent, { ...place, staging }, { category, request }), addedBy },
      this.config.newDownloadsFirst ? 'top' : 'bottom',
    );
    if (!record) throw alreadyThere();
    try {
      return toDownloadDto(record, await this.host.add(record));
    } catch (error) {
      await this.downloads.delete(record.id);
      throw error;
    }
  }

  /** What the category that it begins in was made with; null where it is in none, or nobody made it. */
  async #categoryOf({ category }: StartDownloadRequest): Promise<CategoryRecord | null> {
    return category === undefined ? null : this.labels.findCategory(category);
  }

  #folderOf(category: CategoryRecord | null): string | undefined {
    return category?.place ? this.volumes.directoryIfKnown(category.place) : undefined;
  }

  /** Where its files lie until it is complete; a folder of its own where another writes files of these names. */
  async #stagingOf(torrent: TorrentSummary, place: PlaceRecord): Promise<PlaceRecord | null> {
    const { incompleteDirectory } = this.settings.values;
    if (incompleteDirectory === null) return null;
    const { volumeId, relativeDirectory } = await this.volumes.claim(incompleteDirectory);
    const named = { volumeId, relativeDirectory, name: torrent.name, renames: null };
    const shared = await this.places.findShared(torrent, named);
    const parts = [relativeDirectory, shared ? torrent.id : ''].filter((part) => part !== '');
    const staging = { volumeId, relativeDirectory: parts.join('/') };
    const isSame =
      volumeId === place.volumeId && staging.relativeDirectory === place.relativeDirectory;
    return isSame ? null : staging;
  }
}

/** Throws where a selection names a file that the torrent does not have. */
export function refuseUnknownFiles(
  torrent: TorrentSummary,
  selections: readonly FileSelection[],
): void {
  const unknown = selections.find(({ index }) => torrent.files[index]?.padding !== false);
  if (!unknown) return;
  throw new RequestError('invalid-argument', `The torrent has no file ${unknown.index}.`);
}

function alreadyThere(): RequestError {
  return new RequestError('download-exists', 'This torrent is already in the list.');
}

function toRecord(
  torrent: TorrentSummary,
  place: PlaceRecord & Pick<NewDownloadRecord, 'staging'>,
  { category, request }: { category: CategoryRecord | null; request: StartDownloadRequest },
): Omit<NewDownloadRecord, 'addedBy'> {
  return {
    ...place,
    id: torrent.id,
    name: torrent.name,
    renames: null,
    movingFrom: [],
    wantedState: request.paused === true ? 'paused' : 'started',
    sequential: request.sequential ?? category?.sequential ?? false,
    forceStart: request.forceStart ?? false,
    firstLastPieces: request.firstLastPieces ?? category?.firstLastPieces ?? false,
    superSeeding: request.superSeeding ?? false,
    priorities: (request.files ?? []).filter((file) => file.priority !== 'normal'),
    tags: [...new Set([...(request.tags ?? []), ...(category?.tags ?? [])])],
    category: request.category ?? null,
    awaitsMetadata: false,
    trackers: null,
    downloadLimit: category?.downloadLimit ?? null,
    uploadLimit: category?.uploadLimit ?? null,
    addedAt: Date.now(),
  };
}
