/** The numbers that a dashboard shows. Computed when somebody asks. */
import { Inject, Injectable } from '@nestjs/common';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { VolumeService } from '../volume/volume.service.ts';
import type {
  CurrentStatsDto,
  DownloadCountsDto,
  StatsDto,
  TrafficDto,
  TrafficHistoryDto,
  TrafficHistoryQuery,
} from '@shared/dto/stats.js';
import { TrafficRecorderService } from './traffic-recorder.service.ts';

/** What `Date` can tell. */
const LAST_TIME_MS = 8_640_000_000_000_000;

@Injectable()
export class StatsService {
  readonly #startedAt = new Date();
  readonly #startedAtMonotonic = performance.now();

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly host: EngineHostService,
    private readonly volumes: VolumeService,
    private readonly recorder: TrafficRecorderService,
  ) {}

  async show(): Promise<StatsDto> {
    const { traffic } = await this.engine.counters();
    const { startsAt, ...total } = await this.recorder.total(traffic);
    return {
      now: await this.#now(),
      sinceStart: {
        startedAt: this.#startedAt.toISOString(),
        seconds: Math.floor((performance.now() - this.#startedAtMonotonic) / 1000),
        ...withRatio(traffic),
      },
      allTime: { since: new Date(startsAt).toISOString(), ...withRatio(total) },
    };
  }

  /** Downloads by state, those included that the engine does not have (yet). */
  async downloadsByState(): Promise<DownloadCountsDto> {
    const { downloads } = await this.engine.counters();
    return {
      ...downloads,
      queued: downloads.queued + this.host.waitingIds().size,
      error: downloads.error + this.host.faultCount,
    };
  }

  async history({ period, from, to }: TrafficHistoryQuery): Promise<TrafficHistoryDto> {
    const buckets = await this.recorder.history(
      period,
      from === undefined ? 0 : Date.parse(from),
      to === undefined ? LAST_TIME_MS : Date.parse(to),
    );
    return {
      period,
      entries: buckets.map(({ startsAt, downloadedBytes, uploadedBytes }) => ({
        startsAt: new Date(startsAt).toISOString(),
        downloadedBytes,
        uploadedBytes,
      })),
    };
  }

  async #now(): Promise<CurrentStatsDto> {
    const { downloadRate, uploadRate, activeDownloads, peers } = await this.engine.stats();
    const downloadsByState = await this.downloadsByState();
    const downloads = Object.values(downloadsByState).reduce((sum, count) => sum + count, 0);
    return {
      downloadRate,
      uploadRate,
      activeDownloads,
      downloads,
      downloadsByState,
      peers,
      freeBytes: await this.volumes.freeBytes(),
    };
  }
}

function withRatio({ downloadedBytes, uploadedBytes }: TrafficDto) {
  const ratio = downloadedBytes === 0 ? null : uploadedBytes / downloadedBytes;
  return { downloadedBytes, uploadedBytes, ratio };
}
