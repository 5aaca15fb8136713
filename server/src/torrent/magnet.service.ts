/**
 * Magnet links: has the engine ask peers for their metadata, and keeps the torrent when it is there. Invariant: a link
 * is kept before it is answered for; its torrent is kept by the same way as one that is uploaded.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import {
  magnetSourceOf,
  MetainfoError,
  parseMagnet,
  type DownloadFault,
  type EngineEvents,
  type Logger,
  type Magnet,
  type MetadataStatus,
} from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { ProblemException } from '../http/problem.ts';
import type { TorrentDto, TorrentMetadataDto } from '@shared/dto/torrent.js';
import { joinedLink } from './magnet-links.ts';
import { toPendingTorrentDto, toTorrentMetadataDto } from './torrent.mapper.ts';
import { TorrentService } from './torrent.service.ts';

/** Links that nobody has started, whose metadata is not there: each has connections and memory of its own. */
const MOST_WAITING = 500;
const RETRY_MS = 5_000;

/** A link of a torrent that is there already. */
export interface RepeatedMagnet {
  torrentId: string;
  magnet: Magnet;
}

@Injectable()
export class MagnetService implements BeforeApplicationShutdown {
  readonly #repeatListeners = new Set<(repeated: RepeatedMagnet) => Promise<void>>();
  /** Of links whose metadata came and could not be kept. */
  readonly #faults = new Map<string, DownloadFault>();
  #isStopping = false;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(TORRENT_REPOSITORY) private readonly links: TorrentRepository,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly torrents: TorrentService,
    private readonly facts: FactStreamService,
  ) {
    engine.on('metadata', (event) => void this.#take(event));
    engine.on('metadataFailed', ({ id, fault }) => this.#tellFailed(id, fault));
    torrents.onArrived(({ id, torrentId }) => {
      this.#faults.delete(id);
      void this.#settle(id);
      facts.publish(() => ({
        name: 'torrent:metadata',
        payload: { id, torrentId, state: 'done', error: null },
      }));
    });
    torrents.onForgotten((id) => {
      this.#faults.delete(id);
      void this.#drop(id);
    });
  }

  beforeApplicationShutdown(): void {
    this.#isStopping = true;
  }

  /** Takes a link, and asks for its metadata; of a torrent that is there, that torrent. */
  async add(link: string): Promise<TorrentDto> {
    const magnet = parseMagnet(link);
    const whole = await this.torrents.findIfWhole(magnet.id);
    if (whole) {
      await this.links.saveMagnet(whole.id, link.trim(), Date.now());
      for (const listener of this.#repeatListeners) {
        await listener({ torrentId: whole.id, magnet });
      }
      return whole;
    }
    await this.torrents.forgetUnused();
    const known = await this.links.findMagnet(magnet.id);
    if (!known) await this.#demandRoom();
    const kept = known
      ? joinedLink({ link: known.link, magnet: parseMagnet(known.link) }, { link, magnet })
      : link.trim();
    await this.links.saveMagnet(magnet.id, kept, Date.now());
    this.#faults.delete(magnet.id);
    await this.engine.fetchMetadata(magnet.id, magnetSourceOf(magnet));
    return this.find(magnet.id);
  }

  /** The torrent of this id, or its link and how far its metadata is: that is asked for from then on. */
  async find(id: string): Promise<TorrentDto> {
    const whole = await this.torrents.findIfWhole(id);
    if (whole) return whole;
    const known = await this.links.findMagnet(id);
    // Throws what says that there is none.
    if (!known) return this.torrents.find(id);
    const magnet = parseMagnet(known.link);
    const fault = this.#faults.get(id) ?? null;
    const status = fault === null ? await this.#statusOf(magnet) : null;
    return toPendingTorrentDto(known.link, magnet, { status, fault });
  }

  /** A fetch as the contract shows it. */
  describeFetch(status: MetadataStatus): TorrentMetadataDto {
    return toTorrentMetadataDto(status);
  }

  /** Hears of links whose torrent is there already. */
  onRepeated(listener: (repeated: RepeatedMagnet) => Promise<void>): void {
    this.#repeatListeners.add(listener);
  }

  /** Of a link whose download is started the engine asks for that download's sake. */
  async #statusOf(magnet: Magnet): Promise<MetadataStatus | null> {
    const status = await this.engine.metadataStatus(magnet.id);
    if (status || (await this.downloads.find(magnet.id))) return status;
    return this.engine.fetchMetadata(magnet.id, magnetSourceOf(magnet));
  }

  async #demandRoom(): Promise<void> {
    if ((await this.links.countWaitingMagnets()) < MOST_WAITING) return;
    const detail = `${MOST_WAITING} magnet links wait to be started: start or delete some of them.`;
    throw new ProblemException(409, 'too-many-magnets', detail);
  }

  async #take({ id, torrentId, metainfo }: EngineEvents['metadata']): Promise<void> {
    while (!this.#isStopping) {
      try {
        // One that was deleted meanwhile is wanted no more.
        if (await this.links.findMagnet(id)) await this.torrents.keep(metainfo, torrentId);
        return;
      } catch (error) {
        if (error instanceof MetainfoError) return this.#refuse(id, error);
        // Such as a full disk: nobody would send it a second time.
        this.logger.error('metadata could not be kept', { id, error: String(error) });
      }
      await sleep(RETRY_MS, null, { ref: false });
    }
  }

  async #refuse(id: string, { message }: MetainfoError): Promise<void> {
    const fault = { code: 'bad-metadata', message } as const;
    this.#faults.set(id, fault);
    await this.#drop(id);
    this.#tellFailed(id, fault);
  }

  #tellFailed(id: string, error: DownloadFault): void {
    this.facts.publish(() => ({
      name: 'torrent:metadata',
      payload: { id, torrentId: id, state: 'failed', error },
    }));
  }

  /** What the engine has done it keeps for the download: it knows peers. What came as a file it asks for no longer. */
  async #settle(id: string): Promise<void> {
    const status = await this.engine.metadataStatus(id).catch(() => null);
    if (status && status.state !== 'done') await this.#drop(id);
  }

  /** The engine keeps on where a download waits for it. */
  async #drop(id: string): Promise<void> {
    await this.engine.dropMetadata(id).catch((error: unknown) => {
      this.logger.debug('metadata not dropped', { id, error: String(error) });
    });
  }
}
