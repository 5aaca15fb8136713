/** Finds out how the server is. Bounded in time: a check that hangs is a finding, not a request that hangs. */
import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { DATABASE } from '../database/database.module.ts';
import type { ShoalDatabase } from '../database/open-database.ts';
import { EngineHostService } from '../engine-host/engine-host.service.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { VolumeLooksService } from '../volume/volume-looks.service.ts';
import type { HealthFindingDto } from '@shared/dto/health.js';
import { findingsOf } from './health-findings.ts';

const PATIENCE_MS = 3_000;

@Injectable()
export class HealthService {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(DATABASE) private readonly database: ShoalDatabase,
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly host: EngineHostService,
    private readonly looks: VolumeLooksService,
  ) {}

  async findings(): Promise<HealthFindingDto[]> {
    const { isServing } = this.host;
    const [engine, isDatabaseAnswering, folders, dataFreeBytes] = await Promise.all([
      isServing ? inTime(this.engine.counters()) : null,
      inTime(sql`select 1`.execute(this.database)).then((answer) => answer !== null),
      this.looks.all(),
      this.#dataFreeBytes(),
    ]);
    const restoring = this.host.waitingIds().size;
    return findingsOf({
      isServing,
      engine,
      isDatabaseAnswering,
      folders,
      dataFreeBytes,
      restoring,
    });
  }

  async #dataFreeBytes(): Promise<number | null> {
    const found = await inTime(statfs(this.config.dataDirectory));
    return found && found.bavail * found.bsize;
  }
}

/** Null where it fails or takes too long. */
async function inTime<Result>(work: Promise<Result>): Promise<Result | null> {
  const controller = new AbortController();
  const tooLate = sleep(PATIENCE_MS, null, { ref: false, signal: controller.signal });
  try {
    return await Promise.race([work, tooLate]);
  } catch {
    return null;
  } finally {
    tooLate.catch(() => {});
    controller.abort();
  }
}
