/**
 * The set of downloads, with what they share: sockets, disk threads, budgets, the clock's tick, and the
 * stream of events. Lives in one thread; everything that it keeps is changed in that thread only.
 */
import { RequestError } from '../core/engine-error.ts';
import { systemClock, type Timer } from '../core/clock.ts';
import type { MagnetSource, MetadataStatus } from '../core/magnet-messages.ts';
import type {
  AddDownload,
  BannedPeer,
  DhtStatus,
  DownloadChanges,
  DownloadPlace,
  DownloadStatus,
  EngineCounters,
  EngineSettings,
  EngineStats,
  FileStatus,
  PeerEndpoint,
  PieceDeadline,
  PeerStatus,
  QueuePlace,
  StatusChanges,
  TrackerHostStatus,
  TrackerStatus,
  TrackerTiersOf,
} from '../core/messages.ts';
import { systemRandom } from '../core/random.ts';
import { CheckPace } from '../limits/check-pace.ts';
import { Turns } from '../limits/turns.ts';
import { AddressRanges } from '../net/address-ranges.ts';
import { diskLooks } from '../storage/volume-look.ts';
import type { TorrentContext } from '../torrent/torrent-context.ts';
import { Torrent } from '../torrent/torrent.ts';
import { DiskWatch, placesOf } from './disk-watch.ts';
import { ConnectionRoom } from './connection-room.ts';
import { DownloadQueue } from './download-queue.ts';
import type { Engine, EngineConfig, EngineEvents, EngineInfo } from './engine-api.ts';
import { PeerCounts } from './peer-counts.ts';
import { makePeerId } from './peer-id.ts';
import { IncomingPeers } from './incoming-peers.ts';
import { checkDownloadLimits, checkSettings } from './check-settings.ts';
import { ProgressReport } from './progress-report.ts';
import { requestedMetainfo } from './requested-metainfo.ts';
import { createTorrentContext } from './session-context.ts';
import { SessionCounters } from './session-counters.ts';
import { SessionEvents } from './session-events.ts';
import { SessionLimits } from './session-limits.ts';
import { closeParts, openParts, type SessionOptions, type SessionParts } from './session-parts.ts';
import { sumUp } from './session-stats.ts';
import { StatusVersions } from './status-versions.ts';
import { bannedPeersOf, trackerHostsOf, trackersWith } from './torrent-surveys.ts';

/** Downloads that are hashed at the same time: more would only make disks seek. */
const CHECKS_AT_ONCE = 2;
/** What transfers at this rate is not to be held up by the hashing of files: slower, a disk thread has time for both. */
const CHECKS_YIELD_TO_BYTES_PER_SECOND = 256 * 1_024;
const TICK_MS = 1_000;

interface Running extends SessionParts {
  context: TorrentContext;
  ticking: Timer;
}

export class Session implements Engine {
  readonly #config: EngineConfig;
  readonly #limits: SessionLimits;
  readonly #options: SessionOptions;
  readonly #events = new SessionEvents();
  readonly #torrents = new Map<string, Torrent>();
  readonly #adding = new Set<string>();
  readonly #queue: DownloadQueue;
  /** Those that have something to do each second: idle ones cost nothing, however many they are. */
  readonly #awake = new Set<Torrent>();
  readonly #versions = new StatusVersions();
  readonly #report = new ProgressReport();
  readonly #checkTurns = new Turns(CHECKS_AT_ONCE);
  readonly #checkPace = new CheckPace(systemClock);
  readonly #peerId = makePeerId(systemRandom);
  #running: Running | null = null;
  readonly #peerCounts = new PeerCounts();
  readonly #counters = new SessionCounters(this.#peerCounts);
  readonly #incoming: IncomingPeers;
  readonly #room: ConnectionRoom;
  readonly #disks: DiskWatch;
  /** Addresses that the user keeps out. */
  #bans = new AddressRanges();
  #isWatched = false;
  #isStopping = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#config = { ...options.config };
    this.#limits = new SessionLimits(systemClock, this.#config);
    this.#incoming = new IncomingPeers({
      clock: systemClock,
      random: systemRandom,
      peerId: this.#peerId,
      encryption: this.#config.encryption,
      torrentOf: (id) => this.#torrents.get(id),
    });
    this.#room = new ConnectionRoom({
      config: this.#config,
      places: () => this.#peerCounts.connections + this.#incoming.size,
      opening: () => this.#running?.dialler.opening ?? 0,
    });
    this.#queue = new DownloadQueue(systemClock, this.#config);
    this.#disks = new DiskWatch({
      clock: systemClock,
      logger: this.#options.logger,
      looks: options.diskLooks ?? diskLooks,
      config: this.#config,
      compare: (one, other) => this.#queue.compare(one.turn, other.turn),
      onMarker: (root, marker) => this.#events.tell('volume', { root, marker }),
    });
  }

  async start(): Promise<EngineInfo> {
    const parts = await openParts({
      config: this.#config,
      filesPerWorker: this.#room.budget.filesPerWorker,
      logger: this.#options.logger,
      peerId: this.#peerId,
      onConnection: (connection) => this.#incoming.greet(connection, this.#room.hasRoom),
      isBanned: (address) => this.#bans.has(address),
      onDhtState: (state) => this.#events.tell('dhtState', { state }),
      onDiskBatchDone: () => {
        for (const torrent of this.#awake) torrent.onMemoryFree();
      },
    });
    const { port: peerPort } = parts.listeners;
    const context = createTorrentContext(parts, {
      config: this.#config,
      logger: this.#options.logger,
      limits: this.#limits,
      peerId: this.#peerId,
      peerCounts: this.#peerCounts,
      traffic: this.#counters.traffic,
      disks: this.#disks,
      queue: this.#queue,
      events: this.#events,
      checkTurns: this.#checkTurns,
      checkPace: this.#checkPace,
      torrents: this.#torrents,
      awake: this.#awake,
      versions: this.#versions,
      loadMetainfo: this.#options.loadMetainfo ?? null,
      isBanned: (address) => this.#bans.has(address),
      room: this.#room,
    });
    const ticking = systemClock.setRepeating(TICK_MS, () => this.#tick());
    this.#running = { ...parts, context, ticking };
    this.#disks.start();
    this.#warnOfOpenFiles();
    return { boot: this.#events.boot, peerPort };
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running || this.#isStopping) return;
    this.#isStopping = true;
    this.#disks.stop();
    this.#incoming.closeAll();
    await closeParts(running, async () => {
      await Promise.all([...this.#torrents.values()].map((torrent) => torrent.shutDown()));
      this.#running = null;
      running.ticking.cancel();
      this.#limits.stop();
      this.#counters.stop();
    });
    this.#torrents.clear();
    this.#awake.clear();
    this.#versions.clear();
    this.#isStopping = false;
  }

  async add(request: AddDownload): Promise<DownloadStatus> {
    const { context } = this.#started();
    checkDownloadLimits(request);
    const metainfo = requestedMetainfo(request);
    const { id } = metainfo;
    if (this.#torrents.has(id) || this.#adding.has(id)) {
      throw new RequestError('download-exists', `${metainfo.name} is in the list already.`);
    }
    this.#adding.add(id);
    const torrent = new Torrent(metainfo, request, context);
    this.#queue.add(torrent.turn, request.queuePosition ?? null);
    try {
      const missing = await this.#disks.enter(torrent.disk, placesOf(request));
      if (missing) torrent.prepareLost(request.resume, missing);
      else await torrent.prepare(request.resume);
      this.#started();
      this.#torrents.set(id, torrent);
      this.#versions.touch(id);
      this.#incoming.admitTo(torrent.infoHash);
      this.#queue.changed(torrent.turn);
      this.#queue.request(torrent.turn);
      this.#events.tell('added', { status: torrent.status() });
      torrent.begin();
      return torrent.status();
    } catch (error) {
      this.#queue.remove(torrent.turn);
      this.#disks.leave(torrent.disk);
      throw error;
    } finally {
      this.#adding.delete(id);
    }
  }

  async pause(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.pause());
  }

  async resume(id: string): Promise<DownloadStatus> {
    const torrent = this.#find(id);
    if (await this.#disks.goesOnByItself(torrent.disk)) return torrent.status();
    return this.#act(id, () => torrent.resume());
  }

  async cancel(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.cancel());
  }

  async recheck(id: string): Promise<DownloadStatus> {
    await this.#disks.demand(this.#find(id).disk);
    return this.#act(id, (torrent) => torrent.recheck());
  }

  async reannounce(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.reannounce());
  }

  async announceTo(id: string, url: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.announceTo(url));
  }

  async checkMove(id: string, place: DownloadPlace): Promise<void> {
    await this.#find(id).checkMove(place);
  }

  async move(id: string, place: DownloadPlace): Promise<DownloadStatus> {
    this.#disks.know(place);
    return this.#act(id, (torrent) => torrent.move(place));
  }

  async cancelMove(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.cancelMove());
  }

  async update(id: string, changes: DownloadChanges): Promise<DownloadStatus> {
    checkDownloadLimits(changes);
    return this.#act(id, (torrent) => {
      torrent.update(changes);
      this.#queue.changed(torrent.turn);
    });
  }

  async reorder(places: QueuePlace[]): Promise<void> {
    this.#started();
    this.#queue.reorder(
      places.flatMap(({ id, queuePosition }) => {
        const torrent = this.#torrents.get(id);
        return torrent ? [[torrent.turn, queuePosition] as const] : [];
      }),
    );
  }

  async configure(changes: Partial<EngineSettings>): Promise<void> {
    checkSettings(changes);
    Object.assign(this.#config, changes);
    this.#applyLimits();
    this.#queue.configure(this.#config);
    if (changes.maxConnections !== undefined) this.#warnOfOpenFiles();
    if (changes.minFreeBytes !== undefined) this.#disks.lookAtAll();
  }

  async addPeers(id: string, peers: PeerEndpoint[]): Promise<void> {
    this.#find(id).addPeers(peers);
  }

  async setBans(ranges: string[]): Promise<void> {
    this.#bans = new AddressRanges(ranges);
    for (const torrent of this.#torrents.values()) torrent.applyUserBans();
  }

  async bannedPeers(): Promise<BannedPeer[]> {
    return bannedPeersOf(this.#torrents);
  }

  async liftBan(id: string, address: string): Promise<void> {
    this.#find(id).liftBan(address);
  }

  async setDeadlines(id: string, deadlines: PieceDeadline[]): Promise<void> {
    this.#find(id).setDeadlines(deadlines);
  }

  async remove(id: string, { deleteData }: { deleteData: boolean }): Promise<void> {
    const torrent = this.#find(id);
    if (deleteData) await this.#disks.demand(torrent.disk);
    this.#torrents.delete(id);
    this.#versions.remove(id);
    this.#disks.leave(torrent.disk);
    this.#incoming.refuseTo(torrent.infoHash);
    this.#queue.remove(torrent.turn);
    this.#awake.delete(torrent);
    this.#report.forget(id);
    this.#adding.add(id);
    try {
      await torrent.remove(deleteData);
    } finally {
      this.#adding.delete(id);
      if (deleteData) this.#disks.lookAtAll();
      this.#events.tell('removed', { id, deletedData: deleteData });
    }
  }

  async fetchMetadata(_id: string, _magnet: MagnetSource): Promise<MetadataStatus> {
    throw new RequestError('invalid-argument', 'Magnets are not fetched by this engine.');
  }

  async dropMetadata(_id: string): Promise<void> {
    this.#started();
  }

  async metadataStatus(_id: string): Promise<MetadataStatus | null> {
    return null;
  }

  async list(): Promise<DownloadStatus[]> {
    return [...this.#torrents.values()].map((torrent) => torrent.status());
  }

  async changedSince(version: number): Promise<StatusChanges> {
    const { changed, ...others } = this.#versions.since(version);
    return { ...others, changed: changed.map((id) => this.#find(id).status()) };
  }

  async status(id: string): Promise<DownloadStatus> {
    return this.#find(id).status();
  }

  async files(id: string): Promise<FileStatus[]> {
    return this.#find(id).files();
  }

  async peers(id: string): Promise<PeerStatus[]> {
    return this.#find(id).peers();
  }

  async trackers(id: string): Promise<TrackerStatus[]> {
    return this.#find(id).trackers();
  }

  async trackerHosts(): Promise<TrackerHostStatus[]> {
    return trackerHostsOf(this.#torrents);
  }

  async findTrackers(text: string, ids?: readonly string[]): Promise<TrackerTiersOf[]> {
    return trackersWith(text, this.#torrents, ids ?? this.#torrents.keys());
  }

  async pieces(id: string): Promise<Uint8Array> {
    return this.#find(id).pieces();
  }

  async stats(): Promise<EngineStats> {
    return this.#statsOf([...this.#awake].map((torrent) => torrent.status()));
  }

  async counters(): Promise<EngineCounters> {
    return this.#counters.read(this.#torrents.values(), this.#incoming, this.#running);
  }

  async dhtStatus(): Promise<DhtStatus> {
    return this.#started().dht.status();
  }

  async watchProgress(wanted: boolean): Promise<void> {
    if (wanted && !this.#isWatched) {
      // Of what moved while nobody watched: of everything, the first time.
      const { changed } = await this.changedSince(this.#report.version);
      // Who reads them from now on is not to have less than what is told.
      for (const { id } of changed) this.#versions.touch(id);
      this.#tellProgress(changed);
    }
    this.#isWatched = wanted;
  }

  on<Name extends keyof EngineEvents>(
    name: Name,
    listener: (event: EngineEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  #warnOfOpenFiles(): void {
    const message = this.#room.warning;
    if (message === null) return;
    this.#events.tell('notice', { level: 'warning', code: 'few-open-files', message });
  }

  #tick(): void {
    this.#running?.dialler.tick();
    this.#applyLimits();
    const statuses: DownloadStatus[] = [];
    let transferRate = 0;
    for (const torrent of this.#awake) {
      transferRate += torrent.transferRate;
      this.#versions.touch(torrent.id);
      if (!torrent.tick()) this.#awake.delete(torrent);
      if (this.#isWatched) statuses.push(torrent.status());
    }
    this.#checkPace.isSharing = transferRate >= CHECKS_YIELD_TO_BYTES_PER_SECOND;
    this.#queue.tick();
    if (!this.#isWatched) return;
    this.#tellProgress(statuses);
    this.#events.emit('stats', this.#statsOf(statuses));
  }

  #tellProgress(statuses: readonly DownloadStatus[]): void {
    const changes = this.#report.changes(statuses, this.#versions.current);
    if (changes.length > 0) this.#events.emit('progress', changes);
  }

  /** As they are now: the schedule may have begun or ended. */
  #applyLimits(): void {
    if (!this.#limits.apply()) return;
    for (const torrent of this.#torrents.values()) torrent.onLimitLowered();
  }

  /** `statuses` of those that are awake: the others have neither rates nor peers. */
  #statsOf(statuses: readonly DownloadStatus[]): EngineStats {
    return sumUp(statuses, this.#running, {
      downloads: this.#torrents.size,
      peerCloses: this.#peerCounts.closes,
      alternativeLimits: this.#limits.isAlternative,
    });
  }

  #act(id: string, action: (torrent: Torrent) => void): DownloadStatus {
    const torrent = this.#find(id);
    action(torrent);
    this.#versions.touch(id);
    return torrent.status();
  }

  #find(id: string): Torrent {
    this.#started();
    const torrent = this.#torrents.get(id);
    if (!torrent) throw new RequestError('download-not-found', `There is no download ${id}.`);
    return torrent;
  }

  #started(): Running {
    if (!this.#running || this.#isStopping) {
      throw new RequestError('engine-stopped', 'The engine is not running.');
    }
    return this.#running;
  }
}
