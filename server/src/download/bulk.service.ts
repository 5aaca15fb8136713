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
} from '../database/download-repository.port.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { RequestError, type DownloadChanges, type Logger } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
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

@Injectable()
export class BulkService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly records: DownloadRepository,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    private readonly host: EngineHostService,
    private readonly facts: FactStreamService,
    private readonly lists: DownloadListService,
    private readonly downloads: DownloadService,
    private readonly removals: DownloadRemovalService,
    private readonly moves: DownloadMoveService,
  ) {}

  async apply(request: BulkActionRequest): Promise<BulkResultsDto> {
    refuseIncomplete(request);
    const ids = request.ids ? [...new Set(request.ids)] : await this.lists.idsOf(request.filter!);
    const results: BulkResultDto[] = [];
    for (let at = 0; at < ids.length; at += GROUP) {
      const group = ids.slice(at, at + GROUP);
      const errors =
        request.action === 'remove'
          ? await this.removals.removeAll(group, { deleteData: request.deleteData ?? false })
          : await this.#change(group, request);
      results.push(...group.map((id) => this.#resultOf(id, errors.get(id))));
      await nextTurn();
    }
    return { results };
  }

  /** The errors of those that it failed for. */
  async #change(ids: readonly string[], request: BulkActionRequest): Promise<Map<string, unknown>> {
    const errors = new Map<string, unknown>();
    const changes = new Map<string, DownloadRecordChanges>();
    const changeOne = async (id: string): Promise<void> => {
      try {
        const done = await this.#act(await this.#find(id), request);
        if (done) changes.set(id, done);
      } catch (error) {
        errors.set(id, error);
      }
    };
    await Promise.all(ids.map(changeOne));
    if (changes.size > 0) await this.records.updateAll(changes);
    for (const [id, { wantedState }] of changes) if (!wantedState) this.#tellUpdated(id);
    return errors;
  }

  async #find(id: string): Promise<DownloadRecord> {
    if (this.host.isWaiting(id)) await this.host.whenRestored(id);
    const record = await this.records.find(id);
    if (record) return record;
    throw new RequestError('download-not-found', 'There is no download of this id.');
  }

  async #act(record: DownloadRecord, request: BulkActionRequest): Promise<Done> {
    const { id } = record;
    switch (request.action) {
      case 'pause':
        await this.#loaded(id).pause(id);
        return { wantedState: 'paused' };
      case 'cancel':
        await this.#loaded(id).cancel(id);
        return { wantedState: 'cancelled' };
      case 'resume':
        return this.#resume(id);
      case 'recheck':
        await this.#loaded(id).recheck(id);
        return null;
      case 'reannounce':
        await this.#loaded(id).reannounce(id);
        return null;
      case 'move':
        await this.moves.move(id, request.directory!);
        return null;
      case 'forceStart':
        return this.#update(id, { forceStart: request.forceStart ?? true });
      case 'setLimits':
        return this.#update(id, limitsOf(request));
      case 'setTags':
      case 'addTags':
      case 'removeTags':
      case 'setCategory':
        return labelsAfter(record, request);
      case 'remove':
        throw new Error('Removals are done as groups.');
    }
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

  #loaded(id: string): Engine {
    this.host.demandLoaded(id);
    return this.engine;
  }

  #tellUpdated(id: string): void {
    this.facts.publish(async () => {
      // It may be gone by now.
      const download = await this.downloads.find(id).catch(() => null);
      return download && { name: 'download:updated', payload: { download } };
    });
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
