/**
 * Starts downloads. Invariant: no two downloads of the catalogue write the same file; so that this can be
 * checked, one start follows the other.
 */
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
  type NewDownloadRecord,
} from '../database/download-repository.port.ts';
import {
  TORRENT_REPOSITORY,
  type TorrentRepository,
  type TorrentSummary,
} from '../database/torrent-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { RequestError } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import { VolumeService, type Place } from '../volume/volume.service.ts';
import type { DownloadDto, FileSelection, StartDownloadRequest } from '@shared/dto/download.js';
import { toDownloadDto } from './download.mapper.ts';
import { findSharedPath, type PlacedFiles } from './shared-files.ts';

@Injectable()
export class DownloadStartService {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    private readonly volumes: VolumeService,
    private readonly host: EngineHostService,
  ) {}

  start(request: StartDownloadRequest): Promise<DownloadDto> {
    const mine = this.#last.then(() => this.#start(request));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #start(request: StartDownloadRequest): Promise<DownloadDto> {
    const torrent = await this.torrents.find(request.torrentId);
    if (!torrent) {
      throw new ProblemException(404, 'torrent-not-found', 'Upload the torrent first.');
    }
    if (await this.downloads.find(torrent.id)) throw alreadyThere();
    refuseUnknownFiles(torrent, request.files ?? []);
    const place = await this.volumes.claim(request.directory);
    await this.#refuseSharedFiles(torrent, place);
    const record = await this.downloads.insert(
      toRecord(torrent, place, request),
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

  async #refuseSharedFiles(torrent: TorrentSummary, place: Place): Promise<void> {
    const mine = placedFiles(torrent, place);
    for (const other of await this.downloads.findOverlapping({ ...place, name: torrent.name })) {
      const otherTorrent = await this.torrents.find(other.id);
      const shared = otherTorrent && findSharedPath(mine, placedFiles(otherTorrent, other));
      if (shared) {
        throw new RequestError(
          'path-conflict',
          `"${other.name}" already writes ${shared}. Choose another folder.`,
        );
      }
    }
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

function placedFiles(torrent: TorrentSummary, place: Place): PlacedFiles {
  const paths = torrent.files.filter((file) => !file.padding).map((file) => file.path);
  return { relativeDirectory: place.relativeDirectory, paths };
}

function toRecord(
  torrent: TorrentSummary,
  place: Place,
  request: StartDownloadRequest,
): NewDownloadRecord {
  return {
    ...place,
    id: torrent.id,
    name: torrent.name,
    wantedState: request.paused === true ? 'paused' : 'started',
    sequential: request.sequential ?? false,
    forceStart: request.forceStart ?? false,
    firstLastPieces: request.firstLastPieces ?? false,
    superSeeding: request.superSeeding ?? false,
    priorities: (request.files ?? []).filter((file) => file.priority !== 'normal'),
    tags: [...new Set(request.tags)],
    category: request.category ?? null,
    trackers: null,
    downloadLimit: null,
    uploadLimit: null,
    addedAt: Date.now(),
  };
}
