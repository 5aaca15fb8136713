/**
 * Whole torrents: takes .torrent files, whether they are uploaded, fetched or put together of what peers gave, and tells
 * what is in them. Invariant: a torrent is kept as it came, and once; what waited for it hears of it when it is kept.
 */
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { APP_LOGGER, ENGINE_TOOLKIT, type EngineToolkit } from '../config/runtime.module.ts';
import {
  TORRENT_REPOSITORY,
  type TorrentRepository,
  type TorrentSummary,
} from '../database/torrent-repository.port.ts';
import { MetainfoError, type Logger } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { toTorrentDto } from './torrent.mapper.ts';

/** How long a torrent waits for its download to be started. */
const UNUSED_LIFETIME_MS = 24 * 60 * 60 * 1000;
const SWEEP_INTERVAL_MS = 60 * 60 * 1000;
/** Of a v2 hash, which is cut where an id is made of it. */
const ID_DIGITS = 40;

/** A magnet link whose torrent is there now. */
export interface ArrivedTorrent {
  /** Of the link. */
  id: string;
  /** Of the torrent: another one where a link with a v2 hash alone stood for a hybrid torrent. */
  torrentId: string;
}

@Injectable()
export class TorrentService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #arrivalListeners = new Set<(arrived: ArrivedTorrent) => void>();
  readonly #forgottenListeners = new Set<(id: string) => void>();
  #sweep: NodeJS.Timeout | undefined;

  constructor(
    @Inject(ENGINE_TOOLKIT) private readonly toolkit: EngineToolkit,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = (): void =>
      void this.forgetUnused().catch((error: unknown) =>
        this.logger.error('unused torrents not forgotten', { error: String(error) }),
      );
    this.#sweep = setInterval(sweep, SWEEP_INTERVAL_MS).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#sweep);
  }

  async upload(bytes: Uint8Array): Promise<TorrentDto> {
    return this.find(await this.keep(bytes));
  }

  /** Keeps a .torrent file; of another torrent than the expected one it is refused. Its id. */
  async keep(bytes: Uint8Array, expectedId?: string): Promise<string> {
    const { pieceHashes: _hashes, ...summary } = await this.toolkit.parseMetainfo(bytes);
    if (expectedId !== undefined && summary.id !== expectedId) {
      throw new MetainfoError('bad-info-hash', 'What came is not the torrent of the magnet link.');
    }
    const awaiting = await this.#linksAwaiting(summary);
    await this.forgetUnused();
    await this.torrents.save(summary, bytes, Date.now());
    for (const id of awaiting) {
      await this.torrents.setWholeId(id, summary.id);
      for (const listener of this.#arrivalListeners) listener({ id, torrentId: summary.id });
    }
    return summary.id;
  }

  /** Hears of magnet links whose torrent was kept. */
  onArrived(listener: (arrived: ArrivedTorrent) => void): void {
    this.#arrivalListeners.add(listener);
  }

  /** Hears of torrents and magnet links that were forgotten. */
  onForgotten(listener: (id: string) => void): void {
    this.#forgottenListeners.add(listener);
  }

  async find(id: string): Promise<TorrentDto> {
    const torrent = await this.findIfWhole(id);
    if (!torrent) throw noTorrent();
    return torrent;
  }

  /** The torrent of this id, or of the link of this id; null where there is none, or only its link. */
  async findIfWhole(id: string): Promise<TorrentDto | null> {
    const magnet = await this.torrents.findMagnet(id);
    const summary = await this.torrents.find(magnet?.wholeId ?? id);
    return summary && toTorrentDto(summary, magnet?.link ?? null);
  }

  /** The bytes of its file. */
  async file(id: string): Promise<{ name: string; bytes: Uint8Array }> {
    const { id: wholeId, name } = await this.#demandWhole(id);
    const bytes = await this.torrents.findMetainfo(wholeId);
    if (!bytes) throw noTorrent();
    return { name: `${name}.torrent`, bytes };
  }

  /** Forgets a torrent or a magnet link that no download uses. */
  async remove(id: string): Promise<void> {
    if (await this.torrents.deleteIfUnused(id)) {
      this.#tellForgotten(id);
      return;
    }
    const isThere = (await this.torrents.findMagnet(id)) ?? (await this.torrents.find(id));
    if (!isThere) throw noTorrent();
    const detail = 'A download uses this torrent: remove the download instead.';
    throw new ProblemException(409, 'torrent-in-use', detail);
  }

  /** Those that waited too long for somebody to start them. */
  async forgetUnused(): Promise<void> {
    const forgotten = await this.torrents.deleteUnused(Date.now() - UNUSED_LIFETIME_MS);
    for (const id of forgotten) this.#tellForgotten(id);
  }

  #tellForgotten(id: string): void {
    for (const listener of this.#forgottenListeners) listener(id);
  }

  async #demandWhole(id: string): Promise<TorrentDto> {
    const torrent = await this.findIfWhole(id);
    if (torrent) return torrent;
    if (await this.torrents.findMagnet(id)) throw pendingMetadata();
    throw noTorrent();
  }

  /** Ids of links that stand for this torrent and have not found it yet. */
  async #linksAwaiting({ id, infoHashV2 }: TorrentSummary): Promise<string[]> {
    const ids = new Set([id, ...(infoHashV2 === null ? [] : [infoHashV2.slice(0, ID_DIGITS)])]);
    const magnets = await this.torrents.findAllMagnets([...ids]);
    return [...magnets].flatMap(([linkId, { wholeId }]) => (wholeId === null ? [linkId] : []));
  }
}

/** Refuses what needs to know the files of a magnet link that has not got its metadata. */
export function pendingMetadata(): ProblemException {
  const detail = 'The metadata of this magnet link is not there yet: its files are not known.';
  return new ProblemException(409, 'metadata-pending', detail);
}

function noTorrent(): ProblemException {
  return new ProblemException(404, 'torrent-not-found', 'There is no torrent of this id.');
}
