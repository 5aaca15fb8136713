/**
 * Starts downloads: where they belong, or where a folder for incomplete ones is set, there first. One of a magnet link
 * whose metadata is not there yet begins without files, and gets them later (download-metadata.service.ts).
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type AddedBy,
  type DownloadRepository,
  type NewDownloadRecord,
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
import { parseMagnet, RequestError } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { pendingMetadata } from '../torrent/torrent.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type { DownloadDto, FileSelection, StartDownloadRequest } from '@shared/dto/download.js';
import { CataloguePlacesService } from './catalogue-places.service.ts';
import { toDownloadDto } from './download.mapper.ts';
import { selectionOfLink } from './file-selections.ts';
import { StagingService } from './staging.service.ts';

/** What is to be downloaded, as far as it is known. */
interface Source {
  id: string;
  name: string;
  /** Null: the metadata of its link is not there yet. */
  torrent: TorrentSummary | null;
  link: string | null;
}

@Injectable()
export class DownloadStartService {
  constructor(
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(LABEL_REPOSITORY) private readonly labels: LabelRepository,
    private readonly volumes: VolumeService,
    private readonly host: EngineHostService,
    private readonly places: CataloguePlacesService,
    private readonly staging: StagingService,
    private readonly settings: SettingsService,
  ) {}

  start(request: StartDownloadRequest, addedBy: AddedBy): Promise<DownloadDto> {
    return this.places.exclusively(() => this.#start(request, addedBy));
  }

  async #start(request: StartDownloadRequest, addedBy: AddedBy): Promise<DownloadDto> {
    const source = await this.#sourceOf(request.torrentId);
    const { torrent } = source;
    if (await this.downloads.find(source.id)) throw alreadyThere();
    const priorities = prioritiesOf(source, request.files);
    const category = await this.#categoryOf(request);
    const place = await this.volumes.claim(request.directory ?? this.#folderOf(category));
    if (torrent) {
      await this.places.refuseShared(torrent, { ...place, name: source.name, renames: null });
    }
    const staging = torrent && (await this.staging.placeFor(torrent, place));
    const record = await this.downloads.insert(
      { ...toRecord(source, category, request), ...place, staging, priorities, addedBy },
      this.settings.values.newDownloadsFirst ? 'top' : 'bottom',
    );
    if (!record) throw alreadyThere();
    try {
      return toDownloadDto(record, await this.host.add(record));
    } catch (error) {
      await this.downloads.delete(record.id);
      throw error;
    }
  }

  /** Of a link that turned out to stand for a torrent of another id, that torrent. */
  async #sourceOf(id: string): Promise<Source> {
    const magnet = await this.torrents.findMagnet(id);
    const link = magnet?.link ?? null;
    const torrent = await this.torrents.find(magnet?.wholeId ?? id);
    if (torrent) return { id: torrent.id, name: torrent.name, torrent, link };
    if (link === null) {
      throw new ProblemException(404, 'torrent-not-found', 'Upload the torrent first.');
    }
    return { id, name: parseMagnet(link).name ?? id, torrent: null, link };
  }

  /** What the category that it begins in was made with; null where it is in none, or nobody made it. */
  async #categoryOf({ category }: StartDownloadRequest): Promise<CategoryRecord | null> {
    return category === undefined ? null : this.labels.findCategory(category);
  }

  #folderOf(category: CategoryRecord | null): string | undefined {
    return category?.place ? this.volumes.directoryIfKnown(category.place) : undefined;
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

/** As the caller chooses; who does not choose has what the link chooses. */
function prioritiesOf(
  { torrent, link }: Source,
  files?: readonly FileSelection[],
): FileSelection[] {
  if (!torrent) {
    if (files) throw pendingMetadata();
    return [];
  }
  if (!files) return link === null ? [] : selectionOfLink(link, torrent.files);
  refuseUnknownFiles(torrent, files);
  return files.filter((file) => file.priority !== 'normal');
}

function alreadyThere(): RequestError {
  return new RequestError('download-exists', 'This torrent is already in the list.');
}

function toRecord(
  { id, name, torrent }: Source,
  category: CategoryRecord | null,
  request: StartDownloadRequest,
): Omit<
  NewDownloadRecord,
  'addedBy' | 'priorities' | 'volumeId' | 'relativeDirectory' | 'staging'
> {
  return {
    id,
    name,
    renames: null,
    movingFrom: [],
    wantedState: request.paused === true ? 'paused' : 'started',
    sequential: request.sequential ?? category?.sequential ?? false,
    forceStart: request.forceStart ?? false,
    firstLastPieces: request.firstLastPieces ?? category?.firstLastPieces ?? false,
    superSeeding: request.superSeeding ?? false,
    tags: [...new Set([...(request.tags ?? []), ...(category?.tags ?? [])])],
    category: request.category ?? null,
    awaitsMetadata: torrent === null,
    trackers: null,
    downloadLimit: category?.downloadLimit ?? null,
    uploadLimit: category?.uploadLimit ?? null,
    addedAt: Date.now(),
  };
}
