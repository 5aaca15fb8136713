/**
 * The downloads as the API shows and changes them: the catalogue says what the user wants, the engine how
 * far it is. Invariant: what the engine accepted is recorded before the call answers.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRepository,
  type WantedState,
} from '../database/download-repository.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { RequestError, type DownloadStatus } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { givenFields } from '../http/given-fields.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type {
  DownloadDto,
  DownloadFileDto,
  DownloadPeerDto,
  DownloadAvailabilityDto,
  DownloadPiecesDto,
  DownloadSourcesDto,
  UpdateDownloadRequest,
} from '@shared/dto/download.js';
import { DownloadMetadataService } from './download-metadata.service.ts';
import { DownloadMoveService } from './download-move.service.ts';
import { refuseUnknownFiles } from './download-start.service.ts';
import {
  toDownloadDto,
  NOTHING_KNOWN,
  toFaultedDownloadDto,
  toFileDto,
  toPeerDto,
  toSourcesDto,
} from './download.mapper.ts';
import { mergeSelections } from './file-selections.ts';
import { PeerCountriesService } from './peer-countries.service.ts';
import { QueueService } from './queue.service.ts';

/** Of a magnet without its metadata, which has no pieces. */
const NOTHING_AVAILABLE: DownloadAvailabilityDto = {
  piecesPerPart: 1,
  copies: '',
  distributedCopies: 0,
  unreachablePieces: 0,
};

@Injectable()
export class DownloadService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    private readonly host: EngineHostService,
    private readonly volumes: VolumeService,
    private readonly facts: FactStreamService,
    private readonly queue: QueueService,
    private readonly moves: DownloadMoveService,
    private readonly metadata: DownloadMetadataService,
    private readonly countries: PeerCountriesService,
  ) {}

  async find(id: string): Promise<DownloadDto> {
    const record = await this.#record(id);
    const status = this.host.faultOf(id) ? undefined : await this.engine.status(id);
    const download = await this.#describe(record, status);
    if (!download) throw notFound();
    return download;
  }

  /** The download of an engine's status; null where the catalogue does not have it. */
  async describe(status: DownloadStatus): Promise<DownloadDto | null> {
    const record = await this.downloads.find(status.id);
    return record && toDownloadDto(record, status);
  }

  pause(id: string): Promise<DownloadDto> {
    return this.#command(id, 'paused', () => this.engine.pause(id));
  }

  cancel(id: string): Promise<DownloadDto> {
    return this.#command(id, 'cancelled', () => this.engine.cancel(id));
  }

  /** Goes on; one that could not be restored at start is tried again. */
  async resume(id: string): Promise<DownloadDto> {
    const record = await this.#record(id);
    if (!this.host.faultOf(id)) {
      return this.#command(id, 'started', () => this.engine.resume(id));
    }
    const started = { ...record, wantedState: 'started' } as const;
    const status = await this.host.add(started);
    if (record.damaged) await this.downloads.rewrite(started);
    else await this.downloads.update(id, { wantedState: 'started' });
    if (!record.awaitsMetadata) return toDownloadDto(record, status);
    // Where its torrent is there it was set aside.
    await this.metadata.complete(id);
    return this.find(id);
  }

  recheck(id: string): Promise<DownloadDto> {
    return this.#command(id, null, () => this.engine.recheck(id));
  }

  reannounce(id: string): Promise<DownloadDto> {
    return this.#command(id, null, () => this.engine.reannounce(id));
  }

  async update(id: string, changes: UpdateDownloadRequest): Promise<DownloadDto> {
    const record = await this.#record(id);
    const { name, files, tags, category, queuePosition, ...others } = givenFields(changes);
    if (files) await this.#refuseUnknownFiles(record, files);
    if (name !== undefined) await this.moves.rename(id, name);
    const engineChanges = { ...others, ...(files && { filePriorities: files }) };
    if (Object.keys(engineChanges).length > 0 && !this.host.faultOf(id)) {
      await this.engine.update(id, engineChanges);
    }
    await this.downloads.update(id, {
      ...others,
      ...(files && { priorities: mergeSelections(record.priorities, files) }),
      ...(tags && { tags: [...new Set(tags)] }),
      ...(category !== undefined && { category }),
    });
    if (queuePosition !== undefined) await this.queue.move([id], queuePosition);
    const download = await this.find(id);
    this.facts.publish(() => ({ name: 'download:updated', payload: { download } }));
    return download;
  }

  async files(id: string): Promise<DownloadFileDto[]> {
    await this.demandLoaded(id);
    return (await this.engine.files(id)).map(toFileDto);
  }

  async renameFile(id: string, index: number, path: string): Promise<DownloadFileDto> {
    await this.moves.renameFile(id, index, path);
    const files = await this.engine.files(id);
    const file = files.find((candidate) => candidate.index === index);
    if (!file) throw notFound();
    return toFileDto(file);
  }

  async peers(id: string): Promise<DownloadPeerDto[]> {
    await this.demandLoaded(id);
    const peers = await this.engine.peers(id);
    if (peers.length === 0) return [];
    const countryOf = await this.countries.lookup();
    return peers.map((peer) => toPeerDto(peer, countryOf(peer.address)));
  }

  /** Where the addresses of its peers come from. */
  async sources(id: string): Promise<DownloadSourcesDto> {
    await this.demandLoaded(id);
    return toSourcesDto(await this.engine.discovery(id));
  }

  async pieces(id: string): Promise<DownloadPiecesDto> {
    await this.demandLoaded(id);
    if ((await this.downloads.find(id))?.awaitsMetadata) return { count: 0, have: '' };
    const have = await this.engine.pieces(id);
    const torrent = await this.torrents.find(id);
    return { count: torrent?.pieceCount ?? 0, have: Buffer.from(have).toString('base64') };
  }

  /** How many connected peers have each piece. */
  async availability(id: string): Promise<DownloadAvailabilityDto> {
    await this.demandLoaded(id);
    if ((await this.downloads.find(id))?.awaitsMetadata) return NOTHING_AVAILABLE;
    const { copies, ...others } = await this.engine.availability(id);
    return { ...others, copies: Buffer.from(copies).toString('base64') };
  }

  /** Tells the event stream how it looks now. */
  tellUpdated(id: string): void {
    this.facts.publish(async () => {
      // It may be gone by now.
      const download = await this.find(id).catch(() => null);
      return download && { name: 'download:updated', payload: { download } };
    });
  }

  /** Throws where there is no such download, or where the engine could not take it. */
  async demandLoaded(id: string): Promise<void> {
    await this.#record(id);
    this.host.demandLoaded(id);
  }

  async #command(
    id: string,
    wantedState: WantedState | null,
    act: () => Promise<DownloadStatus>,
  ): Promise<DownloadDto> {
    const record = await this.#record(id);
    this.host.demandLoaded(id);
    const status = await act();
    if (wantedState) await this.downloads.update(id, { wantedState });
    return toDownloadDto(record, status);
  }

  /** Of one that waits at a start, when the engine has it. */
  async #record(id: string): Promise<DownloadRecord> {
    const record = await this.downloads.find(id);
    if (!record) throw notFound();
    if (!this.host.isWaiting(id)) return record;
    await this.host.whenRestored(id);
    return this.#record(id);
  }

  /** Null while it is on its way into the engine or out of it. */
  async #describe(
    record: DownloadRecord,
    status: DownloadStatus | undefined,
  ): Promise<DownloadDto | null> {
    if (status) return toDownloadDto(record, status);
    const fault = this.host.faultOf(record.id);
    if (!fault) return null;
    const torrent = await this.torrents.find(record.id);
    const directory = this.volumes.directoryIfKnown(record);
    return toFaultedDownloadDto(record, fault, { ...(torrent ?? NOTHING_KNOWN), directory });
  }

  async #refuseUnknownFiles(
    { id, awaitsMetadata }: DownloadRecord,
    files: NonNullable<UpdateDownloadRequest['files']>,
  ): Promise<void> {
    if (awaitsMetadata) {
      throw new RequestError('state-conflict', 'The metadata of this download is not there yet.');
    }
    const torrent = await this.torrents.find(id);
    if (torrent) refuseUnknownFiles(torrent, files);
  }
}

function notFound(): RequestError {
  return new RequestError('download-not-found', 'There is no download of this id.');
}
