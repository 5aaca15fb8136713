/**
 * The engine in a worker thread, from its owner's side: every call is a message, every answer and event
 * comes back as one. A slow owner cannot stall peers, and peers at full speed cannot stall the owner.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EngineError, RequestError, type RequestErrorCode } from '../core/engine-error.ts';
import { Emitter } from '../core/emitter.ts';
import type { Logger } from '../core/logger.ts';
import type { MagnetSource, MetadataStatus } from '../core/magnet-messages.ts';
import type {
  AddDownload,
  BannedPeer,
  DhtStatus,
  DiscoveryReport,
  DownloadChanges,
  DownloadPlace,
  DownloadStatus,
  EngineCounters,
  EngineSettings,
  EngineStats,
  FileStatus,
  PeerEndpoint,
  PieceAvailability,
  PieceDeadline,
  PeerStatus,
  QueuePlace,
  StatusChanges,
  TrackerHostStatus,
  TrackerStatus,
  TrackerTiersOf,
} from '../core/messages.ts';
import type {
  Engine,
  EngineConfig,
  EngineEvents,
  EngineInfo,
  LoadMetainfo,
} from '../session/engine-api.ts';
import { checkSettings } from '../session/check-settings.ts';
import { defaultEngineConfig } from '../session/engine-defaults.ts';
import type {
  CallMessage,
  EngineCall,
  FailureMessage,
  HostMessage,
  MetainfoMessage,
} from './host-protocol.ts';

/** A failure that came from the engine's thread and is no fault of the request. */
export class EngineThreadError extends EngineError {}

/** Makes an engine that runs in a thread of its own; `config` overrides the defaults field by field. */
export function createEngine({ config, ...options }: EngineOptions): Engine {
  return new EngineHost({ config: { ...defaultEngineConfig(), ...config }, ...options });
}

export interface EngineOptions {
  config: Partial<EngineConfig>;
  logger: Logger;
  /** Gives a metainfo again where it is kept, so that the engine need not. */
  loadMetainfo?: LoadMetainfo;
}

interface Waiting {
  succeed(result: unknown): void;
  fail(error: Error): void;
}

class EngineHost implements Engine {
  #config: EngineConfig;
  readonly #logger: Logger;
  readonly #loadMetainfo: LoadMetainfo | null;
  readonly #emitter = new Emitter<EngineEvents>();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextCall = 1;

  constructor({ config, logger, loadMetainfo }: EngineOptions & { config: EngineConfig }) {
    this.#config = config;
    this.#logger = logger;
    this.#loadMetainfo = loadMetainfo ?? null;
  }

  async start(): Promise<EngineInfo> {
    this.#worker ??= this.#startWorker();
    try {
      return await this.#call<EngineInfo>('start');
    } catch (error) {
      await this.#end();
      throw error;
    }
  }

  async stop(): Promise<void> {
    if (!this.#worker) return;
    await this.#call('stop');
    await this.#end();
  }

  async add(request: AddDownload): Promise<DownloadStatus> {
    return this.#call('add', request);
  }

  async pause(id: string): Promise<DownloadStatus> {
    return this.#call('pause', id);
  }

  async resume(id: string): Promise<DownloadStatus> {
    return this.#call('resume', id);
  }

  async cancel(id: string): Promise<DownloadStatus> {
    return this.#call('cancel', id);
  }

  async remove(id: string, options: { deleteData: boolean }): Promise<void> {
    return this.#call('remove', id, options);
  }

  async recheck(id: string): Promise<DownloadStatus> {
    return this.#call('recheck', id);
  }

  async reannounce(id: string): Promise<DownloadStatus> {
    return this.#call('reannounce', id);
  }

  async announceTo(id: string, url: string): Promise<DownloadStatus> {
    return this.#call('announceTo', id, url);
  }

  async checkMove(id: string, place: DownloadPlace): Promise<void> {
    return this.#call('checkMove', id, place);
  }

  async move(id: string, place: DownloadPlace): Promise<DownloadStatus> {
    return this.#call('move', id, place);
  }

  async cancelMove(id: string): Promise<DownloadStatus> {
    return this.#call('cancelMove', id);
  }

  async update(id: string, changes: DownloadChanges): Promise<DownloadStatus> {
    return this.#call('update', id, changes);
  }

  async reorder(places: QueuePlace[]): Promise<void> {
    return this.#call('reorder', places);
  }

  async configure(changes: Partial<EngineSettings>): Promise<void> {
    checkSettings(changes);
    if (this.#worker) await this.#call('configure', changes);
    this.#config = { ...this.#config, ...changes };
  }

  async addPeers(id: string, peers: PeerEndpoint[]): Promise<void> {
    return this.#call('addPeers', id, peers);
  }

  async setBans(ranges: string[]): Promise<void> {
    return this.#call('setBans', ranges);
  }

  async bannedPeers(): Promise<BannedPeer[]> {
    return this.#call('bannedPeers');
  }

  async liftBan(id: string, address: string): Promise<void> {
    return this.#call('liftBan', id, address);
  }

  async setDeadlines(id: string, deadlines: PieceDeadline[]): Promise<void> {
    return this.#call('setDeadlines', id, deadlines);
  }

  async fetchMetadata(id: string, magnet: MagnetSource): Promise<MetadataStatus> {
    return this.#call('fetchMetadata', id, magnet);
  }

  async dropMetadata(id: string): Promise<void> {
    return this.#call('dropMetadata', id);
  }

  async metadataStatus(id: string): Promise<MetadataStatus | null> {
    return this.#call('metadataStatus', id);
  }

  async list(): Promise<DownloadStatus[]> {
    return this.#call('list');
  }

  async changedSince(version: number): Promise<StatusChanges> {
    return this.#call('changedSince', version);
  }

  async status(id: string): Promise<DownloadStatus> {
    return this.#call('status', id);
  }

  async files(id: string): Promise<FileStatus[]> {
    return this.#call('files', id);
  }

  async peers(id: string): Promise<PeerStatus[]> {
    return this.#call('peers', id);
  }

  async trackers(id: string): Promise<TrackerStatus[]> {
    return this.#call('trackers', id);
  }

  async discovery(id: string): Promise<DiscoveryReport> {
    return this.#call('discovery', id);
  }

  async trackerHosts(): Promise<TrackerHostStatus[]> {
    return this.#call('trackerHosts');
  }

  async findTrackers(text: string, ids?: readonly string[]): Promise<TrackerTiersOf[]> {
    return this.#call('findTrackers', text, ids);
  }

  async pieces(id: string): Promise<Uint8Array> {
    return this.#call('pieces', id);
  }

  async availability(id: string): Promise<PieceAvailability> {
    return this.#call('availability', id);
  }

  async stats(): Promise<EngineStats> {
    return this.#call('stats');
  }

  async counters(): Promise<EngineCounters> {
    return this.#call('counters');
  }

  async dhtStatus(): Promise<DhtStatus> {
    return this.#call('dhtStatus');
  }

  async watchProgress(wanted: boolean): Promise<void> {
    return this.#call('watchProgress', wanted);
  }

  on<Name extends keyof EngineEvents>(
    name: Name,
    listener: (event: EngineEvents[Name]) => void,
  ): () => void {
    return this.#emitter.on(name, listener);
  }

  #startWorker(): Worker {
    // Beside this file, as source under Node's type stripping or as built JavaScript.
    const extension = extname(fileURLToPath(import.meta.url));
    const worker = new Worker(new URL(`./engine-worker${extension}`, import.meta.url), {
      workerData: { config: this.#config, canLoadMetainfo: this.#loadMetainfo !== null },
    });
    worker.on('message', (message: HostMessage) => this.#onMessage(message));
    worker.on('error', (error) => this.#onCrash(error));
    return worker;
  }

  async #call<Result>(call: EngineCall, ...parameters: unknown[]): Promise<Result> {
    const worker = this.#worker;
    if (!worker) throw new RequestError('engine-stopped', 'The engine is not running.');
    const message: CallMessage = { id: this.#nextCall++, call, parameters };
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.set(message.id, {
        succeed: (result) => resolve(result as Result),
        fail: reject,
      });
      worker.postMessage(message);
    });
  }

  #onMessage(message: HostMessage): void {
    switch (message.kind) {
      case 'wants-metainfo':
        void this.#giveMetainfo(message.id);
        return;
      case 'event':
        this.#emitter.emit(message.name, message.event as never);
        return;
      case 'log':
        this.#logger[message.level](message.message, message.details);
        return;
      case 'answer':
        this.#take(message.id)?.succeed(message.result);
        return;
      case 'failure':
        this.#take(message.id)?.fail(errorOf(message.failure));
    }
  }

  async #giveMetainfo(id: string): Promise<void> {
    const bytes = await this.#loadMetainfo?.(id).catch((error: unknown) => {
      this.#logger.error('metainfo could not be loaded', { id, error: String(error) });
      return null;
    });
    const message: MetainfoMessage = { metainfoOf: id, bytes: bytes ?? null };
    this.#worker?.postMessage(message);
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /**
   * A broken invariant of our own. Every call that waits fails; then the process ends, since downloads that
   * nobody works on must not look alive, and a supervisor can start it anew.
   */
  #onCrash(error: Error): void {
    this.#logger.error('the engine thread failed', { error: error.stack ?? error.message });
    for (const id of this.#waiting.keys()) this.#take(id)?.fail(error);
    throw error;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
    const stopped = new RequestError('engine-stopped', 'The engine is not running.');
    for (const id of this.#waiting.keys()) this.#take(id)?.fail(stopped);
  }
}

function errorOf({ name, code, message, stack }: FailureMessage): Error {
  const error =
    name === 'RequestError'
      ? new RequestError(code as RequestErrorCode, message)
      : new EngineThreadError(code, message);
  error.stack = stack;
  return error;
}
