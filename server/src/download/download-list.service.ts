/**
 * The list of downloads. Rows are kept from one list to the next and made anew only where something changed, and only
 * those of the page become text: a list of ten thousand costs the main thread milliseconds. Invariant: a row looks as
 * the catalogue and the engine say; the rows are forgotten with their downloads.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import { foldText } from '../database/torrent-search-row.ts';
import { TORRENT_SEARCH, type TorrentSearch } from '../database/torrent-search.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type {
  DownloadDto,
  DownloadFilter,
  DownloadIdsDto,
  DownloadListQuery,
  StreamPosition,
} from '@shared/dto/download.js';
import { NOTHING_KNOWN, toDownloadDto, toFaultedDownloadDto } from './download.mapper.ts';
import { EngineStatuses } from './engine-statuses.ts';
import { answerOf, type ListAnswer } from './list-answer.ts';
import { matching, searchWords, type FoundElsewhere } from './list-filter.ts';
import { ListOrder } from './list-order.ts';
import { ListRow } from './list-row.ts';
import { WaitingDownloadsService } from './waiting-downloads.service.ts';

export const DEFAULT_PAGE_SIZE = 1_000;

@Injectable()
export class DownloadListService {
  readonly #statuses: EngineStatuses;
  readonly #order = new ListOrder();
  #rows = new Map<string, ListRow>();

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(TORRENT_SEARCH) private readonly search: TorrentSearch,
    private readonly host: EngineHostService,
    private readonly facts: FactStreamService,
    private readonly waiting: WaitingDownloadsService,
    private readonly volumes: VolumeService,
  ) {
    this.#statuses = new EngineStatuses(engine);
  }

  async list(query: DownloadListQuery): Promise<ListAnswer> {
    const { sort = 'addedAt', order = 'asc', offset = 0, limit = DEFAULT_PAGE_SIZE } = query;
    const { rows, position } = await this.#current();
    const found = matching(rows, query, await this.#findElsewhere(query));
    const sorted = this.#order.sort(found, sort, order);
    const page = { rows: sorted.slice(offset, offset + limit), total: found.length, position };
    return answerOf(page);
  }

  /** All that match, in the order of the queue. */
  async find(filter: DownloadFilter): Promise<DownloadIdsDto> {
    const { rows, position } = await this.#current();
    const found = matching(rows, filter, await this.#findElsewhere(filter));
    return { ids: found.map(({ dto }) => dto.id), position };
  }

  /** What the rows do not have. */
  async #findElsewhere(filter: DownloadFilter): Promise<FoundElsewhere> {
    const words = searchWords(filter.search);
    return {
      byTracker: filter.tracker === undefined ? null : await this.#announcingTo(filter.tracker),
      byFileName: new Map(
        await Promise.all(words.map(async (word) => [word, await this.#withFile(word)] as const)),
      ),
      privateOnes: filter.private === undefined ? null : await this.search.findPrivate(),
    };
  }

  /** Those that have it in the path of a file, as the torrent names it or as the user does. */
  async #withFile(word: string): Promise<Set<string>> {
    const found = await this.search.findByFileName(word);
    for (const { id, renames } of await this.downloads.list()) {
      if (renames?.files.some(({ path }) => foldText(path).includes(word))) found.add(id);
    }
    return found;
  }

  async #announcingTo(host: string): Promise<Set<string>> {
    const wanted = host.toLowerCase();
    const found = await this.engine.findTrackers(wanted);
    const isThere = (url: string): boolean => {
      // `URL` splits the addresses of schemes that it knows only.
      const parsed = URL.parse(url.replace(/^[a-z]+:/i, 'http:'));
      return parsed?.host === wanted || parsed?.hostname === wanted;
    };
    return new Set(found.flatMap(({ id, tiers }) => (tiers.flat().some(isThere) ? [id] : [])));
  }

  /** In the order of the queue, as true as the position says. */
  async #current(): Promise<{ rows: ListRow[]; position: StreamPosition }> {
    const { position } = this.facts;
    // Before the engine is asked: those that it gets meanwhile are in the one or in the other.
    const waiting = this.host.waitingIds();
    const [records] = await Promise.all([this.downloads.list(), this.#statuses.refresh()]);
    const isUnknown = ({ id }: DownloadRecord): boolean =>
      waiting.has(id) && !this.#statuses.all.has(id);
    const elsewhere = [
      await this.waiting.describe(waiting.size === 0 ? [] : records.filter(isUnknown)),
      await this.#describeFaulted(records),
    ];
    const rows = records.flatMap((record) => {
      const [dto] = elsewhere.flatMap((known) => known.get(record.id) ?? []);
      return this.#rowOf(record, dto) ?? [];
    });
    this.#rows = new Map(rows.map((row) => [row.dto.id, row]));
    return { rows, position };
  }

  /** Null while it is on its way into the engine or out of it. */
  #rowOf(record: DownloadRecord, dto: DownloadDto | undefined): ListRow | null {
    const before = this.#rows.get(record.id);
    const status = this.#statuses.all.get(record.id);
    const known = dto ?? status;
    if (!known) return null;
    const sources = { record, known };
    if (before?.isOf(sources)) return before;
    if (dto && before?.json === JSON.stringify(dto)) return before;
    return new ListRow(dto ?? toDownloadDto(record, status!), sources, before);
  }

  /** Those that the engine could not take. */
  async #describeFaulted(records: readonly DownloadRecord[]): Promise<Map<string, DownloadDto>> {
    const faulted =
      this.host.faultCount > 0 ? records.filter(({ id }) => this.host.faultOf(id)) : [];
    if (faulted.length === 0) return new Map();
    const torrents = await this.torrents.findAll(faulted.map(({ id }) => id));
    return new Map(
      faulted.map((record) => {
        const directory = this.volumes.directoryIfKnown(record);
        const known = { ...(torrents.get(record.id) ?? NOTHING_KNOWN), directory };
        return [record.id, toFaultedDownloadDto(record, this.host.faultOf(record.id), known)];
      }),
    );
  }
}
