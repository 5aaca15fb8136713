/**
 * Starts and stops the engine and gives it the downloads of the catalogue. Invariant: a download of the
 * catalogue is in the engine, or waits for it since the start, or has a fault here.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import { BAN_REPOSITORY, type BanRepository } from '../database/ban-repository.port.ts';
import {
  DOWNLOAD_REPOSITORY,
  type DownloadRecord,
  type DownloadRepository,
  type PlaceRecord,
} from '../database/download-repository.port.ts';
import { ENGINE_STATE_STORE, type EngineStateStore } from '../database/engine-state-store.port.ts';
import { TORRENT_REPOSITORY, type TorrentRepository } from '../database/torrent-repository.port.ts';
import {
  magnetSourceOf,
  parseMagnet,
  RequestError,
  type DownloadFault,
  type DownloadStatus,
  type FolderPlace,
  type Logger,
} from '../engine/index.ts';
import type { SettingName, SettingsValues } from '@shared/dto/settings.js';
import { SettingsService } from '../settings/settings.service.ts';
import { VolumeService } from '../volume/volume.service.ts';
import { CheckpointWriter } from './checkpoint-writer.ts';
import { DhtMemory } from './dht-memory.ts';
import { engineSettingsOf } from './engine-settings.ts';
import { ENGINE, type Engine } from './engine.port.ts';
import { filePrioritiesOf } from './file-priorities.ts';
import { StartRestore, type DownloadContent } from './start-restore.ts';

/** A start with few downloads has them all before anybody can ask; one with many answers meanwhile. */
const HEAD_START_MS = 500;
/** Trackers have 5 s; what takes longer is a disk that does not answer, and a supervisor kills after 10 s. */
const STOP_TIMEOUT_MS = 8_000;

@Injectable()
export class EngineHostService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #faults = new Map<string, DownloadFault>();
  readonly #checkpoints: CheckpointWriter;
  readonly #restore: StartRestore;
  readonly #faultListeners = new Set<(id: string) => void>();
  #isServing = false;
  #hasStopped = false;

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(APP_LOGGER) private readonly logger: Logger,
    @Inject(DOWNLOAD_REPOSITORY) downloads: DownloadRepository,
    @Inject(TORRENT_REPOSITORY) private readonly torrents: TorrentRepository,
    @Inject(ENGINE_STATE_STORE) private readonly states: EngineStateStore,
    @Inject(BAN_REPOSITORY) private readonly bans: BanRepository,
    private readonly dhtMemory: DhtMemory,
    private readonly volumes: VolumeService,
    private readonly settings: SettingsService,
  ) {
    this.#checkpoints = new CheckpointWriter(states, logger);
    engine.on('checkpoint', ({ id, resume }) => this.#checkpoints.record(id, resume));
    this.#restore = new StartRestore({
      downloads,
      torrents,
      states,
      hand: (record, content) => this.#hand(record, content),
      onFault: (id, error) => this.#noteFault(id, error),
    });
    settings.applyWith((changes) => engine.configure(engineSettingsOf(changes)));
    dhtMemory.follow(engine);
    engine.on('volume', ({ root, marker }) => {
      void volumes.noteMarker(root, marker).catch((error: unknown) => {
        logger.error('the marker of a volume could not be recorded', { error: String(error) });
      });
    });
    engine.on('notice', ({ level, code, message }) => {
      const write = { info: 'info', warning: 'warn', error: 'error' } as const;
      logger[write[level]](message, { code });
    });
  }

  /** Whether callers may have seen the list: what happens from then on is news. */
  get isServing(): boolean {
    return this.#isServing;
  }

  /** Whether every thread of the engine has ended. */
  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.#applySettings();
    await this.engine.start();
    await this.applyBans();
    await this.#restore.prepare();
    const restored = this.#restoreAll();
    await Promise.race([restored, sleep(HEAD_START_MS)]);
    this.#isServing = true;
  }

  /** Before the HTTP server closes, so that the last checkpoints can still be written. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#restore.stop();
    try {
      const stopped = this.engine.stop().then(() => (this.#hasStopped = true));
      await Promise.race([stopped, sleep(STOP_TIMEOUT_MS, null, { ref: false })]);
      if (!this.#hasStopped) {
        this.logger.error('the engine did not stop in time: a disk does not answer');
      }
    } finally {
      await this.#checkpoints.flush();
      await this.dhtMemory.flush();
    }
  }

  /** Tells the engine whom the user keeps out. */
  async applyBans(): Promise<void> {
    await this.engine.setBans((await this.bans.list()).map(({ network }) => network));
  }

  /** Of those at the start that the engine does not have yet. */
  isWaiting(id: string): boolean {
    return this.#restore.isWaiting(id);
  }

  waitingIds(): Set<string> {
    return this.#restore.waitingIds();
  }

  /** Resolves when the engine has it, or it has a fault. Rejects when the server stops before. */
  whenRestored(id: string): Promise<void> {
    return this.#restore.whenRestored(id);
  }

  /** Hears of a download that the engine could not take at the start. */
  onFault(listener: (id: string) => void): void {
    this.#faultListeners.add(listener);
  }

  /** Hands a download of the catalogue to the engine, with what is recorded of it. */
  async add(record: Omit<DownloadRecord, 'queuePosition'>): Promise<DownloadStatus> {
    const { id } = record;
    return this.#hand(record, {
      metainfo: await this.torrents.findMetainfo(id),
      link: (await this.torrents.findMagnet(id))?.link ?? null,
      resume: await this.states.find(id),
    });
  }

  /** Takes it out of the engine, with its data if asked, and forgets what was recorded. */
  async remove(id: string, options: { deleteData: boolean }): Promise<void> {
    if (!this.#faults.has(id)) await this.engine.remove(id, options);
    await this.#checkpoints.forget(id);
    this.#faults.delete(id);
  }

  /** Takes it out of the engine and keeps it in the list, with what is wrong: it goes on when it is resumed. */
  async setAside(id: string, fault: DownloadFault): Promise<void> {
    this.#faults.set(id, fault);
    await this.engine.remove(id, { deleteData: false }).catch((error: unknown) => {
      this.logger.debug('the engine did not have it', { id, error: String(error) });
    });
    for (const listener of this.#faultListeners) listener(id);
  }

  /** Records of progress that are to be written. */
  get waitingCheckpoints(): { waiting: number; oldestSeconds: number } {
    return this.#checkpoints.waiting;
  }

  /** Downloads that the engine could not take. */
  get faultCount(): number {
    return this.#faults.size;
  }

  /** Why the engine does not have this download of the catalogue; null where it has. */
  faultOf(id: string): DownloadFault | null {
    return this.#faults.get(id) ?? null;
  }

  /** Throws where the engine could not take it. */
  demandLoaded(id: string): void {
    const fault = this.#faults.get(id);
    if (!fault) return;
    throw new RequestError(
      'state-conflict',
      `${fault.message} Resume it to try again, or remove it from the list.`,
    );
  }

  /** A place of the catalogue as the engine takes it. */
  folderOf(place: PlaceRecord): FolderPlace {
    const { id, rootPath, marker } = this.volumes.volumeOf(place.volumeId);
    const directory = this.volumes.directoryOf(place);
    return { directory, volumeRoot: rootPath, volumeId: id, volumeMarker: marker };
  }

  async #hand(
    record: Omit<DownloadRecord, 'queuePosition'>,
    content: DownloadContent,
  ): Promise<DownloadStatus> {
    const { metainfo, resume, link } = content;
    const awaited = record.awaitsMetadata ? link : null;
    if (!metainfo && awaited === null) {
      throw new RequestError('invalid-argument', 'The torrent file of this download is missing.');
    }
    const status = await this.engine.add({
      id: record.id,
      metainfo: awaited === null ? metainfo : null,
      magnet: awaited === null ? null : magnetSourceOf(parseMagnet(awaited)),
      ...this.folderOf(record),
      renames: record.renames,
      movingFrom: record.movingFrom.map((former) => ({
        ...this.folderOf(former),
        renames: former.renames,
        isReturning: former.isReturning,
      })),
      staging: record.staging && this.folderOf(record.staging),
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

  /** One that is damaged has its default, and the others hold. */
  async #applySettings(): Promise<void> {
    const apply = async (values: Partial<SettingsValues>): Promise<void> =>
      this.engine.configure(engineSettingsOf(values));
    try {
      await apply(this.settings.values);
    } catch {
      for (const [name, value] of Object.entries(this.settings.values)) {
        await apply({ [name]: value }).catch(() => {
          this.logger.error('a setting is damaged: it has its default', { name });
          this.settings.useDefault(name as SettingName);
        });
      }
    }
  }

  async #restoreAll(): Promise<void> {
    try {
      const moved = await this.#restore.run();
      if (moved.length > 0) {
        await this.engine.reorder(
          moved.map(({ id, queueKey }) => ({ id, queuePosition: queueKey })),
        );
      }
    } catch (error) {
      this.logger.error('the downloads were not all restored', { error: String(error) });
    }
  }

  #noteFault(id: string, error: unknown): void {
    if (error instanceof RequestError && error.code === 'engine-stopped') return;
    const message = `This download could not be started: ${(error as Error).message}`;
    this.#faults.set(id, { code: 'internal', message });
    this.logger.error('download not restored', { id, error: String(error) });
    for (const listener of this.#faultListeners) listener(id);
  }
}
