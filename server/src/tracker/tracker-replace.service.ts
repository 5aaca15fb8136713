/**
 * One text for another in the trackers of many downloads: a tracker that moved, a passkey that changed. Each
 * download is changed by itself, in batches between which others have their turn.
 */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { DownloadService } from '../download/download.service.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { RequestError, usableTrackers } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import type { ProblemCode } from '@shared/dto/problem-codes.js';
import type {
  ReplaceTrackersRequest,
  TrackerReplacementDto,
  TrackerReplacementsDto,
} from '@shared/dto/tracker.js';
import { withReplacedText } from './tracker-tiers.ts';

/** Downloads of one transaction. */
const BATCH = 200;

interface Replacement {
  result: TrackerReplacementDto;
  /** The list that it gets; null where it keeps its own. */
  trackers: string[][] | null;
}

@Injectable()
export class TrackerReplaceService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly records: DownloadRepository,
    private readonly host: EngineHostService,
    private readonly downloads: DownloadService,
  ) {}

  async replace(request: ReplaceTrackersRequest): Promise<TrackerReplacementsDto> {
    if (this.host.waitingIds().size > 0) {
      const detail = 'Not all downloads are there yet after the start: try again in a moment.';
      throw new ProblemException(503, 'not-ready', detail);
    }
    const ids = request.ids && [...new Set(request.ids)];
    const found = await this.engine.findTrackers(request.find, ids);
    const replacements = found.map(({ id, tiers }) => replacementOf(id, tiers, request));
    if (!request.dryRun) await this.#apply(replacements);
    const refused = ids ? await this.#refused(ids) : [];
    return { results: [...replacements.map(({ result }) => result), ...refused] };
  }

  async #apply(replacements: readonly Replacement[]): Promise<void> {
    for (let at = 0; at < replacements.length; at += BATCH) {
      const changed: { id: string; trackers: string[][] }[] = [];
      for (const { result, trackers } of replacements.slice(at, at + BATCH)) {
        if (!trackers) continue;
        const isChanged = await this.#update(result, trackers);
        if (isChanged) changed.push({ id: result.id, trackers });
      }
      await this.records.updateAll(new Map(changed.map(({ id, trackers }) => [id, { trackers }])));
      for (const { id } of changed) this.downloads.tellUpdated(id);
    }
  }

  async #update(result: TrackerReplacementDto, trackers: string[][]): Promise<boolean> {
    try {
      await this.engine.update(result.id, { trackers });
      return true;
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      Object.assign(result, { ok: false, code: error.code, detail: error.message });
      return false;
    }
  }

  /** Of those that were named: the ones that are not there, or that the engine could not take. */
  async #refused(ids: readonly string[]): Promise<TrackerReplacementDto[]> {
    const known = ids.length === 0 ? new Map() : await this.records.findAll(ids);
    return ids.flatMap((id) => {
      if (!known.has(id)) {
        return [refusal(id, 'download-not-found', 'There is no download of this id.')];
      }
      const fault = this.host.faultOf(id);
      return fault ? [refusal(id, 'state-conflict', fault.message)] : [];
    });
  }
}

function replacementOf(
  id: string,
  tiers: readonly string[][],
  { find, replace }: ReplaceTrackersRequest,
): Replacement {
  const { tiers: replaced, changes } = withReplacedText(tiers, find, replace);
  if (changes.length === 0) return { result: { id, ok: true, changes }, trackers: null };
  const { tiers: trackers, dropped } = usableTrackers(replaced);
  if (dropped === 0) return { result: { id, ok: true, changes }, trackers };
  const detail = `${dropped} of its addresses could not be used: a tracker is http, https or udp.`;
  return { result: refusal(id, 'tracker-invalid', detail), trackers: null };
}

function refusal(id: string, code: ProblemCode, detail: string): TrackerReplacementDto {
  return { id, ok: false, changes: [], code, detail };
}
