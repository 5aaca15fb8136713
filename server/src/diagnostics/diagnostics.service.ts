/** Looks at the surroundings of the running server. `thorough` also writes to disks and looks through the database. */
import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.ts';
import { DatabaseFiles } from '../database/database-files.ts';
import { ENGINE, type Engine } from '../engine-host/engine.port.ts';
import { openFileLimit, type DhtStatus, type EngineCounters } from '../engine/index.ts';
import { openFiles } from '../metrics/open-files.ts';
import { VolumeLooksService } from '../volume/volume-looks.service.ts';
import type {
  ClockCheckDto,
  DatabaseCheckDto,
  DhtCheckDto,
  DiagnosticsDto,
  DiskCheckDto,
  OpenFilesCheckDto,
  PeerPortCheckDto,
} from '@shared/dto/diagnostics.js';
import { databaseFault } from './database-look.ts';
import { dhtReport } from './dht-report.ts';
import { connects } from './port-checks.ts';
import * as verdicts from './verdicts.ts';
import { writeFault } from '../volume/write-test.ts';

const CONNECT_MS = 2_000;
const LOOPBACK = '127.0.0.1';
const MS_PER_SECOND = 1_000;

@Injectable()
export class DiagnosticsService {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(ENGINE) private readonly engine: Engine,
    private readonly looks: VolumeLooksService,
    private readonly files: DatabaseFiles,
  ) {}

  async look({ thorough }: { thorough: boolean }): Promise<DiagnosticsDto> {
    const [counters, dht] = await Promise.all([this.engine.counters(), this.engine.dhtStatus()]);
    const [peerPort, disks, database, openFilesCheck] = await Promise.all([
      this.#peerPort(counters),
      this.#disks(thorough),
      this.#database(thorough),
      checkOpenFiles(),
    ]);
    return {
      checkedAt: new Date().toISOString(),
      peerPort,
      dht: this.#dht(dht),
      disks,
      clock: checkClock(counters),
      database,
      openFiles: openFilesCheck,
    };
  }

  async #peerPort({ lastOutsideConnectionAt }: EngineCounters): Promise<PeerPortCheckDto> {
    const { peerPort: port } = await this.engine.stats();
    const host = this.config.engine.peerHost ?? LOOPBACK;
    const connectsLocally = port === null ? null : await connects(host, port, CONNECT_MS);
    return {
      ...verdicts.portVerdict({ port, connectsLocally, lastOutsideConnectionAt }),
      port,
      connectsLocally,
      reachable: lastOutsideConnectionAt === null ? 'unknown' : 'yes',
      lastOutsideConnectionAt:
        lastOutsideConnectionAt === null ? null : new Date(lastOutsideConnectionAt).toISOString(),
    };
  }

  #dht(status: DhtStatus): DhtCheckDto {
    const report = dhtReport(status);
    const facts = { report, asksRouters: this.config.engine.dhtBootstrap.length > 0 };
    return { ...verdicts.dhtVerdict(facts), available: report !== null, report };
  }

  async #disks(thorough: boolean): Promise<DiskCheckDto[]> {
    const folders = await this.looks.all();
    const { minFreeBytes } = this.config.engine;
    return Promise.all(
      folders.map(async ({ directory, state, freeBytes, totalBytes }) => {
        const isTried = thorough && state === 'there';
        const fault = isTried ? await writeFault(directory) : undefined;
        const facts = { state, freeBytes, minFreeBytes, fault };
        const { status, message } = verdicts.diskVerdict(facts);
        return {
          status,
          message,
          directory,
          freeBytes,
          totalBytes,
          isWritable: isTried ? fault === null : null,
        };
      }),
    );
  }

  async #database(thorough: boolean): Promise<DatabaseCheckDto> {
    const { bytes, logBytes } = await this.files.sizes();
    const fault = thorough ? await databaseFault(this.files.path) : undefined;
    return {
      ...verdicts.databaseVerdict(bytes, fault),
      bytes,
      logBytes,
      isSound: fault === undefined ? null : fault === null,
    };
  }
}

function checkClock({ clockOffsetMs }: EngineCounters): ClockCheckDto {
  const offsetSeconds = clockOffsetMs === null ? null : Math.round(clockOffsetMs / MS_PER_SECOND);
  return { ...verdicts.clockVerdict(offsetSeconds), offsetSeconds };
}

async function checkOpenFiles(): Promise<OpenFilesCheckDto> {
  const open = await openFiles();
  const limit = openFileLimit();
  return { ...verdicts.openFilesVerdict(open, limit), open, limit };
}
