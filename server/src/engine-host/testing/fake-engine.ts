/**
 * An Engine in memory, for tests of the server and for work on the web app: it parses metainfo with the
 * given parser and simulates progress. Events come in the order and with the origins of the real one.
 * Time passes only by `advance()`, or once a second after `start()` where `isLive`.
 */
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  MOVING_FIELDS,
  RequestError,
  type AddDownload,
  type BannedPeer,
  type DhtStatus,
  type DiscoveryReport,
  type DownloadChanges,
  type DownloadFault,
  type DownloadPlace,
  type DownloadStatus,
  type Engine,
  type EngineCounters,
  type EngineEvents,
  type EngineInfo,
  type EngineSettings,
  type EngineStats,
  type EventOrigin,
  type FileStatus,
  type MagnetSource,
  type MetadataProgress,
  type MetadataStatus,
  type Metainfo,
  type PeerEndpoint,
  type PieceAvailability,
  type PieceDeadline,
  type PeerStatus,
  type ProgressChange,
  type QueuePlace,
  type StatusChanges,
  type TrackerHostStatus,
  type TrackerStatus,
  type TrackerTiersOf,
  type Traffic,
} from '../../engine/index.ts';
import { simulatedCounters } from './simulated-counters.ts';
import { simulatedDht, simulatedSources } from './simulated-dht.ts';
import { simulatedStats } from './simulated-stats.ts';
import { tallyTrackers } from './simulated-swarm.ts';
import { SimulatedDownload } from './simulated-download.ts';
import { metadataMissing, type SimulatedMagnet } from './simulated-magnet.ts';
import { SimulatedMagnets } from './simulated-magnets.ts';

type Listed = SimulatedDownload | SimulatedMagnet;

export interface FakeEngineOptions {
  parse(metainfo: Uint8Array): Metainfo;
  /** Bytes that each download gains in a second. */
  bytesPerSecond?: number;
  /** Whether a second of real time is a second of the simulation. */
  isLive?: boolean;
}

export class FakeEngine implements Engine {
  readonly boot = randomUUID();
  readonly #options: Required<FakeEngineOptions>;
  readonly #downloads = new Map<string, SimulatedDownload>();
  readonly #listeners = new Map<keyof EngineEvents, Set<(event: never) => void>>();
  readonly #places = new Map<string, number>();
  #reported = new Map<string, DownloadStatus>();
  #sequence = 0;
  #isWatched = false;
  #isRunning = false;
  #interval: NodeJS.Timeout | undefined;

  readonly magnets = new SimulatedMagnets();
  /** The addresses that it was told to keep out. */
  bans: string[] = [];
  /** What downloads keep out by themselves. */
  banned: BannedPeer[] = [];
  /** What it was told to dial. */
  readonly addedPeers: PeerEndpoint[] = [];
  /** What its downloads have moved; a test may add to it. */
  readonly traffic: Traffic = { downloadedBytes: 0, uploadedBytes: 0 };
  /** Other counters than those of an engine that nothing has happened to. */
  counted: Partial<EngineCounters> = {};

  /** What it says of where the peers of each download come from. */
  sources: DiscoveryReport = simulatedSources();
  /** What it says of its DHT. */
  dht: DhtStatus = simulatedDht();

  /** What it was configured with, all calls together. */
  readonly settings: Partial<EngineSettings> = {};

  constructor(options: FakeEngineOptions) {
    this.#options = { bytesPerSecond: 2 * 1024 * 1024, isLive: false, ...options };
  }

  get isWatched(): boolean {
    return this.#isWatched;
  }

  async start(): Promise<EngineInfo> {
    await nextTurn();
    this.#isRunning = true;
    if (this.#options.isLive) this.#interval = setInterval(() => this.advance(), 1000);
    return { boot: this.boot, peerPort: 51_413 };
  }

  async stop(): Promise<void> {
    await nextTurn();
    clearInterval(this.#interval);
    for (const download of this.#downloads.values()) this.#checkpoint(download);
    this.#isRunning = false;
  }

  async add(request: AddDownload): Promise<DownloadStatus> {
    await this.#turn();
    if (request.metainfo === null) return this.#addMagnet(request);
    const metainfo = this.#options.parse(request.metainfo);
    if (request.id !== undefined && metainfo.id !== request.id) {
      throw new RequestError('invalid-argument', 'Its torrent file is damaged.');
    }
    if (this.#downloads.has(metainfo.id)) {
      throw new RequestError('download-exists', 'This torrent is already in the list.');
    }
    const download = new SimulatedDownload(metainfo, request);
    const magnet = this.magnets.get(metainfo.id);
    this.magnets.delete(metainfo.id);
    this.#downloads.set(metainfo.id, download);
    this.#places.set(metainfo.id, request.queuePosition ?? Number.MAX_SAFE_INTEGER);
    if (magnet?.isListed) this.#reportState(download, magnet.state);
    else this.#emit('added', { ...this.#origin(), status: download.status() });
    return download.status();
  }

  pause(id: string): Promise<DownloadStatus> {
    return this.#changeAny(id, (download) => download.pause());
  }

  resume(id: string): Promise<DownloadStatus> {
    return this.#changeAny(id, (download) => download.resume());
  }

  cancel(id: string): Promise<DownloadStatus> {
    return this.#changeAny(id, (download) => download.cancel());
  }

  recheck(id: string): Promise<DownloadStatus> {
    return this.#change(id, (download) => download.recheck());
  }

  reannounce(id: string): Promise<DownloadStatus> {
    return this.#changeAny(id, () => {});
  }

  announceTo(id: string, url: string): Promise<DownloadStatus> {
    return this.#changeAny(id, (download) => download.demandTracker(url));
  }

  async checkMove(id: string, _place: DownloadPlace): Promise<void> {
    await this.#turn();
    this.#find(id).checkMove();
  }

  move(id: string, place: DownloadPlace): Promise<DownloadStatus> {
    return this.#change(id, (download) => download.move(place));
  }

  cancelMove(id: string): Promise<DownloadStatus> {
    return this.#change(id, (download) => download.cancelMove());
  }

  update(id: string, changes: DownloadChanges): Promise<DownloadStatus> {
    return this.#changeAny(id, (download) => download.update(changes));
  }

  async configure(changes: Partial<EngineSettings>): Promise<void> {
    await nextTurn();
    Object.assign(this.settings, changes);
  }

  async remove(id: string, options: { deleteData: boolean }): Promise<void> {
    await this.#turn();
    this.#findAny(id);
    this.#downloads.delete(id);
    this.magnets.delete(id);
    this.#places.delete(id);
    this.#reported.delete(id);
    this.#emit('removed', { ...this.#origin(), id, deletedData: options.deleteData });
  }

  async reorder(places: QueuePlace[]): Promise<void> {
    await this.#turn();
    for (const { id, queuePosition } of places) this.#places.set(id, queuePosition);
  }

  async setDeadlines(id: string, _deadlines: PieceDeadline[]): Promise<void> {
    await this.#turn();
    this.#find(id);
  }

  async addPeers(id: string, peers: PeerEndpoint[]): Promise<void> {
    await this.#turn();
    this.#findAny(id);
    this.addedPeers.push(...peers);
  }

  async setBans(ranges: string[]): Promise<void> {
    await this.#turn();
    this.bans = ranges;
  }

  async bannedPeers(): Promise<BannedPeer[]> {
    await this.#turn();
    return [...this.banned];
  }

  async liftBan(id: string, address: string): Promise<void> {
    await this.#turn();
    this.#find(id);
    this.banned = this.banned.filter((one) => one.downloadId !== id || one.address !== address);
  }

  async fetchMetadata(id: string, source: MagnetSource): Promise<MetadataStatus> {
    await this.#turn();
    return this.magnets.ask(id, source).metadataStatus();
  }

  async dropMetadata(id: string): Promise<void> {
    await this.#turn();
    if (!this.magnets.findListed(id)) this.magnets.delete(id);
  }

  async metadataStatus(id: string): Promise<MetadataStatus | null> {
    await this.#turn();
    return this.magnets.get(id)?.metadataStatus() ?? null;
  }

  async list(): Promise<DownloadStatus[]> {
    await this.#turn();
    return this.#listed().map((download) => download.status());
  }

  /** All of them, each time: the simulated ones are few. */
  async changedSince(version: number): Promise<StatusChanges> {
    return { version: version + 1, isWhole: true, changed: await this.list(), gone: [] };
  }

  async status(id: string): Promise<DownloadStatus> {
    await this.#turn();
    return this.#findAny(id).status();
  }

  async files(id: string): Promise<FileStatus[]> {
    await this.#turn();
    return this.magnets.findListed(id) ? [] : this.#find(id).files();
  }

  async peers(id: string): Promise<PeerStatus[]> {
    await this.#turn();
    return this.magnets.findListed(id) ? [] : this.#find(id).peers();
  }

  async trackers(id: string): Promise<TrackerStatus[]> {
    await this.#turn();
    return this.#findAny(id).trackers(Date.now());
  }

  async trackerHosts(): Promise<TrackerHostStatus[]> {
    await this.#turn();
    const all = this.#listed();
    return tallyTrackers(all.map((download) => download.trackers(Date.now())));
  }

  async findTrackers(text: string, ids?: readonly string[]): Promise<TrackerTiersOf[]> {
    await this.#turn();
    return this.#listed()
      .map((download) => ({ id: download.status().id, tiers: download.trackerTiers }))
      .filter(({ id }) => ids?.includes(id) ?? true)
      .filter(({ tiers }) => text === '' || tiers.flat().some((url) => url.includes(text)));
  }

  async pieces(id: string): Promise<Uint8Array> {
    await this.#turn();
    return this.#find(id).have;
  }

  async availability(id: string): Promise<PieceAvailability> {
    await this.#turn();
    const copies = new Uint8Array(this.#find(id).have.length * 8).fill(1);
    return { piecesPerPart: 1, copies, distributedCopies: 1, unreachablePieces: 0 };
  }

  async stats(): Promise<EngineStats> {
    await this.#turn();
    return this.#sum();
  }

  async counters(): Promise<EngineCounters> {
    await this.#turn();
    return {
      ...simulatedCounters(await this.list()),
      traffic: { ...this.traffic },
      ...this.counted,
    };
  }

  async discovery(id: string): Promise<DiscoveryReport> {
    await this.#turn();
    this.#findAny(id);
    return this.sources;
  }

  async dhtStatus(): Promise<DhtStatus> {
    await this.#turn();
    return this.dht;
  }

  async watchProgress(wanted: boolean): Promise<void> {
    await this.#turn();
    if (wanted && !this.#isWatched) this.#reportProgress();
    this.#isWatched = wanted;
  }

  on<Name extends keyof EngineEvents>(
    name: Name,
    listener: (event: EngineEvents[Name]) => void,
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The downloads in the order of the queue; none of them ever waits. */
  get queue(): string[] {
    const placed = [...this.#places].toSorted(([, one], [, other]) => one - other);
    return placed.map(([id]) => id);
  }

  /** A fetch of metadata is that far. */
  tellMetadata(id: string, progress: Partial<MetadataProgress>): void {
    this.magnets.demand(id).tell(progress);
  }

  /** Peers gave the whole of it. */
  giveMetadata(id: string, metainfo: Uint8Array, torrentId = id): void {
    this.magnets.demand(id).finish();
    this.#emit('metadata', { ...this.#origin(), id, torrentId, metainfo });
  }

  /** What peers gave is no torrent. */
  failMetadata(id: string, fault: DownloadFault): void {
    const magnet = this.magnets.demand(id);
    const previous = magnet.state;
    magnet.fail(fault);
    if (magnet.isListed) this.#reportState(magnet, previous);
    else this.#emit('metadataFailed', { ...this.#origin(), id, fault });
  }

  /** One second passes for every download. */
  advance(): void {
    for (const [id, metainfo] of this.magnets.advance()) this.giveMetadata(id, metainfo);
    for (const download of this.#downloads.values()) {
      const previous = download.state;
      const before = download.status();
      const wasComplete = before.completedAt !== null;
      const hasNewPieces = download.advance(this.#options.bytesPerSecond, Date.now());
      const after = download.status();
      this.traffic.downloadedBytes += after.downloadedBytes - before.downloadedBytes;
      this.traffic.uploadedBytes += after.uploadedBytes - before.uploadedBytes;
      this.#reportState(download, previous);
      const { id, completedAt } = after;
      if (!wasComplete && completedAt !== null) {
        this.#emit('completed', { ...this.#origin(), id, completedAt });
      }
      if (hasNewPieces) this.#checkpoint(download);
      if (download.endMove()) {
        this.#emit('relocated', { ...this.#origin(), id, status: download.status() });
      }
    }
    if (!this.#isWatched) return;
    this.#reportProgress();
    this.#emit('stats', this.#sum());
  }

  /** The download meets a fault of its disk. */
  failDownload(id: string, fault: DownloadFault): void {
    const download = this.#find(id);
    const previous = download.state;
    download.fail(fault);
    this.#reportState(download, previous);
  }

  /** It tells what its DHT knows. */
  tellDhtState(state: Uint8Array): void {
    this.#emit('dhtState', { ...this.#origin(), state });
  }

  notice(level: 'info' | 'warning' | 'error', code: string, message: string): void {
    this.#emit('notice', { ...this.#origin(), level, code, message });
  }

  #addMagnet(request: AddDownload): DownloadStatus {
    const { id = '' } = request;
    const magnet = this.magnets.list(id, request);
    this.#places.set(id, request.queuePosition ?? Number.MAX_SAFE_INTEGER);
    this.#emit('added', { ...this.#origin(), status: magnet.status() });
    return magnet.status();
  }

  #change(id: string, apply: (download: SimulatedDownload) => void): Promise<DownloadStatus> {
    return this.#changeAny(id, (download) => {
      if (!(download instanceof SimulatedDownload)) throw metadataMissing();
      apply(download);
    });
  }

  async #changeAny(id: string, apply: (download: Listed) => void): Promise<DownloadStatus> {
    await this.#turn();
    const download = this.#findAny(id);
    const previous = download.state;
    apply(download);
    this.#reportState(download, previous);
    return download.status();
  }

  #listed(): Listed[] {
    return [...this.#downloads.values(), ...this.magnets.listed];
  }

  #findAny(id: string): Listed {
    return this.magnets.findListed(id) ?? this.#find(id);
  }

  async #turn(): Promise<void> {
    await nextTurn();
    if (!this.#isRunning) throw new RequestError('engine-stopped', 'The engine is not running.');
  }

  #find(id: string): SimulatedDownload {
    this.magnets.refuseListed(id);
    const download = this.#downloads.get(id);
    if (!download) throw new RequestError('download-not-found', `There is no download ${id}.`);
    return download;
  }

  #reportState(download: Listed, previous: DownloadStatus['state']): void {
    const status = download.status();
    if (status.state === previous) return;
    this.#emit('state', { ...this.#origin(), id: status.id, previous, status });
    if (download instanceof SimulatedDownload) this.#checkpoint(download);
  }

  #checkpoint(download: SimulatedDownload): void {
    const { id } = download.metainfo;
    this.#emit('checkpoint', { ...this.#origin(), id, resume: download.resumeState() });
  }

  #reportProgress(): void {
    const moved = this.magnets.moved();
    if (moved.length > 0) this.#emit('metadataProgress', moved);
    const changes: ProgressChange[] = [];
    for (const download of this.#listed()) {
      const status = download.status();
      const before = this.#reported.get(status.id);
      const moved = MOVING_FIELDS.filter((field) => status[field] !== before?.[field]);
      this.#reported.set(status.id, status);
      if (moved.length > 0) {
        const fields = Object.fromEntries(moved.map((field) => [field, status[field]]));
        changes.push({ id: status.id, ...fields });
      }
    }
    if (changes.length > 0) this.#emit('progress', changes);
  }

  #sum(): EngineStats {
    return simulatedStats(
      this.#listed().map((download) => download.status()),
      { dht: this.dht, alternativeLimits: this.settings.alternativeMode === 'on' },
    );
  }

  #origin(): EventOrigin {
    return { boot: this.boot, sequence: ++this.#sequence };
  }

  #emit<Name extends keyof EngineEvents>(name: Name, event: EngineEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      (listener as (event: EngineEvents[Name]) => void)(event);
    }
  }
}
