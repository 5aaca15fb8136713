/** The trackers of a download: what they say, and which they are. */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { DownloadService } from '../download/download.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { RequestError, usableTrackers } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import type { Scope } from '@shared/dto/auth.js';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import type {
  AddTrackersRequest,
  EditTrackerRequest,
  TrackerHostsDto,
} from '@shared/dto/tracker.js';
import { trackersFor } from './tracker-secrets.ts';
import { withEditedTracker, withoutTracker, withTrackers } from './tracker-tiers.ts';
import { toTrackerDto, toTrackerHostDto } from './tracker.mapper.ts';

/** Changes that read the list first, one after the other: two at a time would each lose the other's. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }
}

@Injectable()
export class TrackerService {
  readonly #turns = new Turns();

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloadRecords: DownloadRepository,
    private readonly downloads: DownloadService,
  ) {}

  async list(id: string): Promise<DownloadTrackerDto[]> {
    await this.downloads.demandLoaded(id);
    return (await this.engine.trackers(id)).map(toTrackerDto);
  }

  /** The same as somebody of this scope may see it. */
  async listFor(scope: Scope | null, id: string): Promise<DownloadTrackerDto[]> {
    return trackersFor(scope, await this.list(id));
  }

  /** The trackers of all downloads, counted by their hosts. */
  async hosts(): Promise<TrackerHostsDto> {
    return { items: (await this.engine.trackerHosts()).map(toTrackerHostDto) };
  }

  /** Replaces all of them, and keeps that for the next start. */
  replace(id: string, tiers: string[][]): Promise<DownloadTrackerDto[]> {
    return this.#change(id, () => tiers);
  }

  add(id: string, { urls, tier }: AddTrackersRequest): Promise<DownloadTrackerDto[]> {
    return this.#change(id, (tiers) => withTrackers(tiers, urls, tier));
  }

  edit(id: string, { url, newUrl, tier }: EditTrackerRequest): Promise<DownloadTrackerDto[]> {
    return this.#change(id, (tiers) => {
      demandTracker(tiers, url);
      return withEditedTracker(tiers, url, { newUrl, tier });
    });
  }

  remove(id: string, url: string): Promise<DownloadTrackerDto[]> {
    return this.#change(id, (tiers) => {
      demandTracker(tiers, url);
      return withoutTracker(tiers, url);
    });
  }

  /** Asks one of them now. */
  async announce(id: string, url: string): Promise<DownloadTrackerDto[]> {
    await this.downloads.demandLoaded(id);
    await this.engine.announceTo(id, url);
    return this.list(id);
  }

  async #change(
    id: string,
    change: (tiers: string[][]) => string[][],
  ): Promise<DownloadTrackerDto[]> {
    await this.downloads.demandLoaded(id);
    await this.#turns.take(async () => {
      const [found] = await this.engine.findTrackers('', [id]);
      const { tiers: trackers, dropped } = usableTrackers(change(found?.tiers ?? []));
      if (dropped > 0) {
        const detail = `${dropped} of the addresses cannot be used: a tracker is http, https or udp.`;
        throw new ProblemException(422, 'tracker-invalid', detail);
      }
      await this.engine.update(id, { trackers });
      await this.downloadRecords.update(id, { trackers });
      this.downloads.tellUpdated(id);
    });
    return this.list(id);
  }
}

function demandTracker(tiers: readonly (readonly string[])[], url: string): void {
  if (tiers.flat().includes(url)) return;
  throw new RequestError('tracker-not-found', 'The download has no tracker of this address.');
}
