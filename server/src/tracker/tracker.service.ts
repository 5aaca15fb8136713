/** The trackers of a download: what they say, and which they are. */
import { Inject, Injectable } from '@nestjs/common';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { DownloadService } from '../download/download.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { usableTrackers } from '../engine/index.ts';
import { ProblemException } from '../http/problem.ts';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import { toTrackerDto } from './tracker.mapper.ts';

@Injectable()
export class TrackerService {
  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloadRecords: DownloadRepository,
    private readonly downloads: DownloadService,
  ) {}

  async list(id: string): Promise<DownloadTrackerDto[]> {
    await this.downloads.demandLoaded(id);
    return (await this.engine.trackers(id)).map(toTrackerDto);
  }

  /** Replaces all of them, and keeps that for the next start. */
  async replace(id: string, tiers: string[][]): Promise<DownloadTrackerDto[]> {
    await this.downloads.demandLoaded(id);
    const { tiers: trackers, dropped } = usableTrackers(tiers);
    if (dropped > 0) {
      const detail = `${dropped} of the addresses cannot be used: a tracker is http, https or udp.`;
      throw new ProblemException(422, 'tracker-invalid', detail);
    }
    await this.engine.update(id, { trackers });
    await this.downloadRecords.update(id, { trackers });
    return this.list(id);
  }
}
