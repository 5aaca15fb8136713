/**
 * Starts and stops the engine and gives it the downloads of the catalogue. Invariant: a download of the
 * catalogue is either in the engine or has a fault here; no single one can keep the server from starting.
 */
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRepository,
} from '../database/download-repository.port.ts';
import { ENGINE_STATE_STORE, type EngineStateStore } from '../database/engine-state-store.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import {
  RequestError,
  type DownloadFault,
  type DownloadStatus,
  type Logger,
  type ResumeState,
} from '../engine/index.ts';
import { SettingsService } from '../settings/settings.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import { CheckpointWriter } from './checkpoint-writer.ts';
import { engineSettingsOf } from './engine-settings.ts';
import { ENGINE, type Engine } from './engine.port.ts';
import { filePrioritiesOf } from './file-priorities.ts';

/**
 * Downloads that are read together at start, and such batches at a time: enough to hide the wait for the disk,
 * few enough for the memory of as many big torrent files.
 */
const RESTORE_BATCH = 16;
const RESTORE_BATCHES_AT_ONCE = 2;

@Injectable()
export class EngineHostService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #faults = new Map<string, DownloadFault>();
  readonly #checkpoints: CheckpointWriter;
  #isReady = false;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    @Inject(DOWNLOAD_REPOSITORY) private readonly downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(ENGINE_STATE_STORE) private readonly states: EngineStateStore,
    private readonly volumes: VolumeService,
    private readonly settings: SettingsService,
  ) {
    this.#checkpoints = new CheckpointWriter(states, logger);
    engine.on('checkpoint', ({ id, resume }) => this.#checkpoints.record(id, resume));
    settings.applyWith((changes) => engine.configure(engineSettingsOf(changes)));
    engine.on('notice', ({ level, code, message }) => {
      const write = { info: 'info', warning: 'warn', error: 'error' } as const;
      logger[write[level]](message, { code });
    });
  }

  /** Whether the engine runs and has every download that it can have. */
  get isReady(): boolean {
    return this.#isReady;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.engine.configure(engineSettingsOf(this.settings.values));
    await this.engine.start();
    await this.#restoreAll();
    this.#isReady = true;
  }

  /** Before the HTTP server closes, so that the last checkpoints can still be written. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isReady = false;
    try {
      await this.engine.stop();
    } finally {
      await this.#checkpoints.flush();
    }
  }

  /** Hands a download of the catalogue to the engine, with what is recorded of it. */
  async add(record: Omit<DownloadRecord, 'queuePosition'>): Promise<DownloadStatus> {
    const { id } = record;
    return this.#hand(record, await this.torrents.findMetainfo(id), await this.states.find(id));
  }

  /** Takes it out of the engine, with its data if asked, and forgets what was recorded. */
  async remove(id: string, options: { deleteData: boolean }): Promise<void> {
    if (!this.#faults.has(id)) await this.engine.remove(id, options);
    await this.#checkpoints.forget(id);
    this.#faults.delete(id);
  }

  /** Why the engine does not have this download of the catalogue; null where it has. */
  faultOf(id: string): DownloadFault | null {
    return this.#faults.get(id) ?? null;
  }

  async #hand(
    record: Omit<DownloadRecord, 'queuePosition'>,
    metainfo: Uint8Array | null,
    resume: ResumeState | null,
  ): Promise<DownloadStatus> {
    if (!metainfo) {
      throw new RequestError('invalid-argument', 'The torrent file of this download is missing.');
    }
    const status = await this.engine.add({
      metainfo,
      directory: this.volumes.directoryOf(record),
      state: record.wantedState,
      sequential: record.sequential,
      firstLastPieces: record.firstLastPieces,
      superSeeding: record.superSeeding,
      filePriorities: filePrioritiesOf(record.priorities),
      trackers: record.trackers,
      downloadLimit: record.downloadLimit,
      uploadLimit: record.uploadLimit,
      resume,
      queuePosition: record.queueKey,
      forceStart: record.forceStart,
    });
    this.#faults.delete(record.id);
    return status;
  }

  async #restoreAll(): Promise<void> {
    const records = await this.downloads.list();
    let next = 0;
    const restoreNext = async (): Promise<void> => {
      while (next < records.length) {
        const batch = records.slice(next, next + RESTORE_BATCH);
        next += batch.length;
        await this.#restore(batch);
      }
    };
    await Promise.all(Array.from({ length: RESTORE_BATCHES_AT_ONCE }, restoreNext));
  }

  async #restore(records: readonly DownloadRecord[]): Promise<void> {
    const ids = records.map(({ id }) => id);
    const read = Promise.all([this.torrents.findAllMetainfos(ids), this.states.findAll(ids)]);
    const restoreOne = async (record: DownloadRecord): Promise<void> => {
      try {
        const [metainfos, states] = await read;
        const { id } = record;
        await this.#hand(record, metainfos.get(id) ?? null, states.get(id) ?? null);
      } catch (error) {
        const message = `This download could not be started: ${(error as Error).message}`;
        this.#faults.set(record.id, { code: 'internal', message });
        this.logger.error('download not restored', { id: record.id, error: String(error) });
      }
    };
    await Promise.all(records.map(restoreOne));
  }
}
