/** What Prometheus reads. One snapshot a scrape; scrapes at the same time share it. */
import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { findInstallation } from '../config/installation.ts';
import { RECENT_LOG } from '../config/runtime.module.ts';
import { DatabaseFiles } from '../database/database-files.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { EventLoopMeter } from '../engine/index.ts';
import { EventStreamService } from '../gateway/event-stream.service.ts';
import type { RecentLog } from '../logging/recent-log.ts';
import { VolumeLooksService } from '../volume/volume-looks.service.ts';
import { HttpMetrics } from './http-metrics.ts';
import type { MetricEntry, Snapshot } from './metric-entry.ts';
import { METRICS } from './metric-table.ts';
import { openFiles } from './open-files.ts';

const MS_PER_SECOND = 1_000;
const MICROSECONDS_PER_SECOND = 1_000_000;

@Injectable()
export class MetricsService {
  readonly #registry = new Registry();
  readonly http = new HttpMetrics(this.#registry);
  readonly #eventLoop = new EventLoopMeter();
  readonly #startedAtSeconds = Math.floor(Date.now() / MS_PER_SECOND);
  readonly #version = findInstallation().version;
  readonly #tell: ((snapshot: Snapshot) => void)[];
  #scraping: Promise<string> | null = null;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(RECENT_LOG) private readonly recentLog: RecentLog,
    private readonly host: EngineHostService,
    private readonly looks: VolumeLooksService,
    private readonly files: DatabaseFiles,
    private readonly streams: EventStreamService,
  ) {
    this.#tell = METRICS.map((entry) => teller(entry, this.#registry));
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  scrape(): Promise<string> {
    this.#scraping ??= this.#scrape().finally(() => (this.#scraping = null));
    return this.#scraping;
  }

  async #scrape(): Promise<string> {
    const snapshot = await this.#look();
    for (const tell of this.#tell) tell(snapshot);
    return this.#registry.metrics();
  }

  async #look(): Promise<Snapshot> {
    const { user, system } = process.cpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    return {
      version: this.#version,
      startedAtSeconds: this.#startedAtSeconds,
      counters: await this.engine.counters(),
      stats: await this.engine.stats(),
      dht: await this.engine.dhtStatus(),
      restoring: this.host.waitingIds().size,
      lost: this.host.faultCount,
      eventLoop: this.#eventLoop.read(),
      checkpoints: this.host.waitingCheckpoints,
      streamClients: this.streams.readerCount,
      folders: await this.looks.all(),
      database: await this.files.sizes(),
      logEntries: this.recentLog.counts,
      process: {
        cpuSeconds: (user + system) / MICROSECONDS_PER_SECOND,
        residentBytes: rss,
        heapBytes: heapUsed,
        openFiles: (await openFiles()) ?? 0,
      },
    };
  }
}

/** Makes the metric, and gives what sets it to what a snapshot says. */
function teller(
  { name, kind, help, labelNames, read }: MetricEntry,
  registry: Registry,
): (snapshot: Snapshot) => void {
  const options = { name, help, labelNames, registers: [registry] };
  const metric = kind === 'counter' ? new Counter(options) : new Gauge(options);
  return (snapshot) => {
    metric.reset();
    for (const { labels = {}, value } of read(snapshot)) metric.inc(labels, value);
  };
}
