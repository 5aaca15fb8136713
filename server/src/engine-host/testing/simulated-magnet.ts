/**
 * One magnet of the fake engine: a fetch of metadata, and the download that waits for it where one was added. It asks
 * nobody: what is found, and when the metadata comes, its owner says.
 */
import {
  RequestError,
  trackerHostsOf,
  type AddDownload,
  type DownloadChanges,
  type DownloadFault,
  type DownloadStatus,
  type EngineDownloadState,
  type MagnetSource,
  type MetadataProgress,
  type MetadataStatus,
  type TrackerStatus,
} from '../../engine/index.ts';
import { simulatedTrackers } from './simulated-swarm.ts';

const NOTHING_YET: MetadataProgress = {
  totalBytes: null,
  receivedBytes: 0,
  givers: 0,
  connected: 0,
  found: {},
};

export class SimulatedMagnet {
  readonly id: string;
  /** What it was asked for by, the latest last. */
  readonly sources: MagnetSource[] = [];
  #progress = NOTHING_YET;
  #fetch: MetadataStatus['state'] = 'searching';
  #fault: DownloadFault | null = null;
  #request: AddDownload | null = null;
  #state: EngineDownloadState = 'metadata';
  readonly #name: string;
  #trackers: string[][];

  constructor(id: string, source: MagnetSource) {
    this.id = id;
    this.#name = source.name ?? id;
    this.#trackers = source.trackers;
  }

  /** Whether a download waits for it. */
  get isListed(): boolean {
    return this.#request !== null;
  }

  get state(): EngineDownloadState {
    return this.#state;
  }

  get fetch(): MetadataStatus['state'] {
    return this.#fetch;
  }

  list(request: AddDownload): void {
    this.#request = request;
    this.#trackers = request.trackers ?? this.#trackers;
    this.#state = request.state === 'started' ? 'metadata' : request.state;
  }

  tell(progress: Partial<MetadataProgress>): void {
    this.#progress = { ...this.#progress, ...progress };
    if (this.#progress.givers > 0 && this.#fetch === 'searching') this.#fetch = 'fetching';
  }

  finish(): void {
    this.#fetch = 'done';
  }

  fail(fault: DownloadFault): void {
    this.#fetch = 'failed';
    this.#fault = fault;
    if (this.isListed) this.#state = 'error';
  }

  /** It begins anew where it failed. */
  ask(source: MagnetSource): void {
    this.sources.push(source);
    if (this.#fetch === 'failed') this.#fetch = 'searching';
    this.#fault = null;
  }

  pause(): void {
    this.#demand(['metadata'], 'paused');
    this.#state = 'paused';
  }

  resume(): void {
    this.#demand(['paused', 'cancelled', 'error'], 'resumed');
    this.#state = 'metadata';
    if (this.#fetch === 'failed') this.#fetch = 'searching';
    this.#fault = null;
  }

  cancel(): void {
    this.#demand(['metadata', 'paused', 'error'], 'cancelled');
    this.#state = 'cancelled';
  }

  update(changes: DownloadChanges): void {
    this.#trackers = changes.trackers ?? this.#trackers;
  }

  /** Throws where it is none of its trackers. */
  demandTracker(url: string): void {
    if (this.#trackers.flat().includes(url)) return;
    throw new RequestError('tracker-not-found', 'The download has no tracker of this address.');
  }

  get trackerTiers(): string[][] {
    return this.#trackers;
  }

  trackers(now: number): TrackerStatus[] {
    return simulatedTrackers(this.#trackers, this.#state === 'metadata', now);
  }

  metadataStatus(): MetadataStatus {
    return { id: this.id, state: this.#fetch, fault: this.#fault, ...this.#progress };
  }

  status(): DownloadStatus {
    const request = this.#request;
    return {
      id: this.id,
      name: this.#name,
      state: this.#state,
      error: this.#state === 'error' ? this.#fault : null,
      progress: 0,
      totalBytes: 0,
      wantedBytes: 0,
      completedBytes: 0,
      downloadedBytes: 0,
      uploadedBytes: 0,
      downloadRate: 0,
      uploadRate: 0,
      ratio: null,
      etaSeconds: null,
      peers: this.#progress.connected,
      seeds: 0,
      peersInSwarm: null,
      seedsInSwarm: null,
      directory: request?.directory ?? '',
      sequential: request?.sequential ?? false,
      firstLastPieces: request?.firstLastPieces ?? false,
      superSeeding: request?.superSeeding ?? false,
      forceStart: request?.forceStart ?? false,
      downloadLimit: request?.downloadLimit ?? null,
      uploadLimit: request?.uploadLimit ?? null,
      completedAt: null,
      move: null,
      stagingDirectory: null,
      metadata: this.#progress,
      trackerHosts: trackerHostsOf(this.#trackers),
    };
  }

  #demand(allowed: readonly EngineDownloadState[], action: string): void {
    if (allowed.includes(this.#state)) return;
    throw new RequestError(
      'state-conflict',
      `A download in state ${this.#state} cannot be ${action}.`,
    );
  }
}

/** What cannot be done while its files are not known. */
export function metadataMissing(): RequestError {
  return new RequestError('state-conflict', 'The metadata of this download is not there yet.');
}
