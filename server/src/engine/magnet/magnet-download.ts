/**
 * A download that came as a magnet, from when it is listed until its owner adds it again with its metainfo. It has
 * no files and no place in the queue: to ask peers for a few hundred KiB is not what the queue shares out. Intent and
 * outcome are apart, as in a torrent: `intent` is what the user wants, a fault stands before it.
 */
import { RequestError } from '../core/engine-error.ts';
import type {
  AddDownload,
  DiscoveryReport,
  DownloadChanges,
  DownloadFault,
  DownloadStatus,
  EngineDownloadState,
  FileStatus,
  PeerEndpoint,
  PeerStatus,
  TrackerStatus,
} from '../core/messages.ts';
import type { TrackerTally } from '../tracker/index.ts';
import type { MetadataFetch } from './metadata-fetch.ts';

/** What the session does for it. */
export interface MagnetOwner {
  /** It may fetch now, or may no longer. */
  onIntent(download: MagnetDownload): void;
  onStateChanged(download: MagnetDownload, previous: EngineDownloadState): void;
}

export class MagnetDownload {
  readonly id: string;
  readonly #owner: MagnetOwner;
  readonly #fetch: MetadataFetch;
  readonly #request: Omit<AddDownload, 'metainfo' | 'magnet' | 'resume'>;
  #intent: AddDownload['state'];
  #fault: DownloadFault | null = null;
  /** The metadata came, and its owner is to add it with that. */
  #isFetched = false;

  constructor(request: AddDownload, fetch: MetadataFetch, owner: MagnetOwner) {
    const { metainfo: _none, magnet: _source, resume: _nothing, ...settings } = request;
    this.id = fetch.id;
    this.#request = settings;
    this.#fetch = fetch;
    this.#owner = owner;
    this.#intent = request.state;
  }

  get stage(): EngineDownloadState {
    if (this.#fault !== null) return 'error';
    return this.#intent === 'started' ? 'metadata' : this.#intent;
  }

  /** Whether it asks peers. */
  get isFetching(): boolean {
    return this.stage === 'metadata' && !this.#isFetched;
  }

  /** As the counters of the session see it. */
  get disk(): { fault: DownloadFault | null } {
    return { fault: this.#fault };
  }

  get bannedAddresses(): string[] {
    return this.#fetch.bannedAddresses;
  }

  get trackerTiers(): readonly (readonly string[])[] {
    return this.#fetch.source.trackers;
  }

  pause(): void {
    this.#allow('pause', ['metadata']);
    this.#intend('paused');
  }

  resume(): void {
    this.#allow('resume', ['paused', 'cancelled', 'error']);
    this.#isFetched = false;
    this.#intend('started');
  }

  cancel(): void {
    this.#allow('cancel', ['metadata', 'paused', 'error']);
    this.#intend('cancelled');
  }

  reannounce(): void {
    this.#demandFetching();
    this.#fetch.announceNow();
  }

  announceTo(url: string): void {
    this.#demandFetching();
    this.#fetch.announceTo(url);
  }

  addPeers(peers: readonly PeerEndpoint[]): void {
    this.#fetch.addPeers(peers);
  }

  liftBan(address: string): void {
    this.#fetch.liftBan(address);
  }

  /** What concerns files is for the torrent that it becomes, and is kept by its owner until then. */
  update({ filePriorities: _files, trackers, ...settings }: DownloadChanges): void {
    Object.assign(this.#request, settings);
    if (trackers) this.#fetch.setTrackers(trackers);
  }

  onFetched(): void {
    this.#isFetched = true;
    this.#owner.onIntent(this);
  }

  onFailed(fault: DownloadFault): void {
    this.#change(() => (this.#fault = fault));
  }

  /** What needs files is refused. */
  refuse(): never {
    const message = 'The metadata of this download is not there yet.';
    throw new RequestError('state-conflict', message);
  }

  files(): FileStatus[] {
    return [];
  }

  peers(): PeerStatus[] {
    return this.#fetch.peers();
  }

  trackers(): TrackerStatus[] {
    return this.#fetch.trackers();
  }

  discoveryReport(): DiscoveryReport {
    return this.#fetch.discoveryReport();
  }

  tallyTrackers(tally: TrackerTally): void {
    this.#fetch.tallyTrackers(tally);
  }

  status(): DownloadStatus {
    const { directory, sequential, staging } = this.#request;
    const metadata = this.#fetch.progress();
    const { seeds, peers } = this.#fetch.swarmSize();
    return {
      id: this.id,
      name: this.#request.renames?.name ?? this.#fetch.source.name ?? this.id,
      state: this.stage,
      error: this.#fault,
      ...NOTHING_MOVED,
      peers: metadata.connected,
      seeds: 0,
      peersInSwarm: seeds === null && peers === null ? null : (seeds ?? 0) + (peers ?? 0),
      seedsInSwarm: seeds,
      directory,
      sequential,
      firstLastPieces: this.#request.firstLastPieces ?? false,
      superSeeding: this.#request.superSeeding ?? false,
      forceStart: this.#request.forceStart ?? false,
      downloadLimit: this.#request.downloadLimit ?? null,
      uploadLimit: this.#request.uploadLimit ?? null,
      stagingDirectory: staging?.directory ?? null,
      metadata,
      trackerHosts: this.#fetch.trackerHosts,
    };
  }

  #intend(intent: AddDownload['state']): void {
    this.#change(() => {
      this.#fault = null;
      this.#intent = intent;
    });
  }

  #change(change: () => void): void {
    const previous = this.stage;
    change();
    this.#owner.onIntent(this);
    if (this.stage !== previous) this.#owner.onStateChanged(this, previous);
  }

  #demandFetching(): void {
    if (!this.isFetching) {
      throw new RequestError('state-conflict', `A download that is ${this.stage} asks no tracker.`);
    }
  }

  #allow(action: string, stages: readonly EngineDownloadState[]): void {
    const { stage } = this;
    if (!stages.includes(stage)) {
      throw new RequestError('state-conflict', `Cannot ${action} a download that is ${stage}.`);
    }
  }
}

const NOTHING_MOVED = {
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
  completedAt: null,
  move: null,
} as const;
