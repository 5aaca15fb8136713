/**
 * One action for many downloads, each by itself. Invariant: what the engine accepted of an item is recorded before the
 * call answers; and between one small group and the next all others have their turn.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRecordChanges,
  type DownloadRepository,
  type WantedState,
} from '../database/download-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { RequestError, type DownloadChanges, type Logger } from '../engine/index.ts';
import { toProblem } from '../http/problem.ts';
import type {
  BulkAction,
  BulkActionRequest,
  BulkResultDto,
  BulkResultsDto,
} from '@shared/dto/download.js';
import { refuseIncomplete } from './bulk-request.ts';
import { DownloadListService } from './download-list.service.ts';
import { DownloadMoveService } from './download-move.service.ts';
import { DownloadRemovalService } from './download-removal.service.ts';
import { DownloadService } from './download.service.ts';

/** Recorded in one transaction. */
const GROUP = 50;

/** What is to be recorded of an item; null where nothing is, or where it is recorded already. */
type Done = DownloadRecordChanges | null;

type Act = (record: DownloadRecord, request: BulkActionRequest) => Promise<Done> | Done;

@Injectable()
export class BulkService {
  readonly #acts: Record<Exclude<BulkAction, 'remove'>, Act> = {
    pause: ({ id }) => this.#command(id, 'paused', (engine) => engine.pause(id)),
    cancel: ({ id }) => this.#command(id, 'cancelled', (engine) => engine.cancel(id)),
    resume: ({ id }) => this.#resume(id),
    recheck: ({ id }) => this.#command(id, null, (engine) => engine.recheck(id)),
    reannounce: ({ id }) => this.#command(id, null, (engine) => engine.reannounce(id)),
    move: async ({ id }, { directory }) => {
      await this.moves.move(id, directory!);
      return null;
    },
    cancelMove: async ({ id }) => {
      await this.moves.cancel(id);
      return null;
    },
    forceStart: ({ id }, { forceStart = true }) => this.#update(id, { forceStart }),
    setLimits: ({ id }, request) => this.#update(id, limitsOf(request)),
    setOptions: ({ id }, request) => this.#update(id, optionsOf(request)),
    setTags: labelsAfter,
    addTags: labelsAfter,
    removeTags: labelsAfter,
    setCategory: labelsAfter,
  };

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly records: DownloadRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly host: EngineHostService,
    private readonly lists: DownloadListService,
    private readonly downloads: DownloadService,
    private readonly removals: DownloadRemovalService,
    private readonly moves: DownloadMoveService,
  ) {}

  async apply(request: BulkActionRequest): Promise<BulkResultsDto> {
    refuseIncomplete(request);
    const { action } = request;
    const ids = request.ids
      ? [...new Set(request.ids)]
      : (await this.lists.find(request.filter!)).ids;
    const results: BulkResultDto[] = [];
    for (let at = 0; at < ids.length; at += GROUP) {
      const group = ids.slice(at, at + GROUP);
      const errors =
        action === 'remove'
          ? await this.removals.removeAll(group, { deleteData: request.deleteData ?? false })
          : await this.#change(group, (record) => this.#acts[action](record, request));
      results.push(...group.map((id) => this.#resultOf(id, errors.get(id))));
      await nextTurn();
    }
    return { results };
  }

  /** The errors of those that it failed for. */
  async #change(
    ids: readonly string[],
    act: (record: DownloadRecord) => Promise<Done> | Done,
  ): Promise<Map<string, unknown>> {
    const errors = new Map<string, unknown>();
    const changes = new Map<string, DownloadRecordChanges>();
    const changeOne = async (id: string): Promise<void> => {
      try {
        const done = await act(await this.#find(id));
        if (done) changes.set(id, done);
      } catch (error) {
        errors.set(id, error);
      }
    };
    await Promise.all(ids.map(changeOne));
    if (changes.size > 0) await this.records.updateAll(changes);
    for (const [id, { wantedState }] of changes) if (!wantedState) this.downloads.tellUpdated(id);
    return errors;
  }

  async #find(id: string): Promise<DownloadRecord> {
    if (this.host.isWaiting(id)) await this.host.whenRestored(id);
    const record = await this.records.find(id);
    if (record) return record;
    throw new RequestError('download-not-found', 'There is no download of this id.');
  }

  async #resume(id: string): Promise<Done> {
    if (this.host.faultOf(id)) await this.downloads.resume(id);
    else await this.engine.resume(id);
    return { wantedState: 'started' };
  }

  async #update(id: string, changes: DownloadChanges & DownloadRecordChanges): Promise<Done> {
    if (!this.host.faultOf(id)) await this.engine.update(id, changes);
    return changes;
  }

  async #command(
    id: string,
    wantedState: WantedState | null,
    act: (engine: Engine) => Promise<unknown>,
  ): Promise<Done> {
    this.host.demandLoaded(id);
    await act(this.engine);
    return wantedState && { wantedState };
  }

  #resultOf(id: string, error: unknown): BulkResultDto {
    if (error === undefined) return { id, ok: true };
    const problem = toProblem(error);
    if (problem) return { id, ok: false, code: problem.code, detail: problem.detail };
    this.logger.error('an action failed', { id, error: (error as Error).message });
    return {
      id,
      ok: false,
      code: 'internal',
      detail: 'It failed. The log of the server has more.',
    };
  }
}

function limitsOf({
  downloadLimit,
  uploadLimit,
}: BulkActionRequest): Pick<DownloadRecordChanges, 'downloadLimit' | 'uploadLimit'> {
  return {
    ...(downloadLimit !== undefined && { downloadLimit }),
    ...(uploadLimit !== undefined && { uploadLimit }),
  };
}

function optionsOf({
  sequential,
  firstLastPieces,
  superSeeding,
}: BulkActionRequest): Pick<
  DownloadRecordChanges,
  'sequential' | 'firstLastPieces' | 'superSeeding'
> {
  return {
    ...(sequential !== undefined && { sequential }),
    ...(firstLastPieces !== undefined && { firstLastPieces }),
    ...(superSeeding !== undefined && { superSeeding }),
  };
}

/** Null where it has them already. */
function labelsAfter(record: DownloadRecord, request: BulkActionRequest): Done {
  const { action, category = null, tags = [] } = request;
  if (action === 'setCategory') return category === record.category ? null : { category };
  const after = tagsAfter(action, record.tags, tags);
  const isSame =
    after.length === record.tags.length && after.every((tag, at) => tag === record.tags[at]);
  return isSame ? null : { tags: after };
}

function tagsAfter(action: BulkAction, own: readonly string[], tags: readonly string[]): string[] {
  if (action === 'removeTags') return own.filter((tag) => !tags.includes(tag));
  return [...new Set(action === 'setTags' ? tags : [...own, ...tags])];
}
