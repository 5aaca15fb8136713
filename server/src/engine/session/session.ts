/**
 * The set of downloads, with what they share: sockets, disk threads, budgets, the clock's tick, and the
 * stream of events. Lives in one thread; everything that it keeps is changed in that thread only.
 */
import { RequestError } from '../core/engine-error.ts';
import { systemClock, type Timer } from '../core/clock.ts';
import type { MagnetSource, MetadataStatus } from '../core/magnet-messages.ts';
import type {
  AddDownload,
  DhtStatus,
  DownloadChanges,
  DownloadPlace,
  DownloadStatus,
  EngineCounters,
  EngineSettings,
  EngineStats,
  QueuePlace,
} from '../core/messages.ts';
import { toHex } from '../core/hex.ts';
import { systemRandom } from '../core/random.ts';
import { CheckPace } from '../limits/check-pace.ts';
import { Turns } from '../limits/turns.ts';
import type { MagnetContext } from '../magnet/magnet-context.ts';
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
import { ListedDownloads } from './listed-downloads.ts';
import { ProgressReport } from './progress-report.ts';
import { requestedMetainfo } from './requested-metainfo.ts';
import { createMagnetContext, createTorrentContext } from './session-context.ts';
import { SessionCounters } from './session-counters.ts';
import { SessionEvents } from './session-events.ts';
import { SessionMagnets } from './session-magnets.ts';
import { SessionLimits } from './session-limits.ts';
import { closeParts, openParts, type SessionOptions, type SessionParts } from './session-parts.ts';
import { sumUp } from './session-stats.ts';

/** Downloads that are hashed at the same time: more would only make disks seek. */
const CHECKS_AT_ONCE = 2;
/** What transfers at this rate is not to be held up by the hashing of files: slower, a disk thread has time for both. */
const CHECKS_YIELD_TO_BYTES_PER_SECOND = 256 * 1_024;
const TICK_MS = 1_000;

interface Running extends SessionParts {
  context: TorrentContext;
  magnetContext: MagnetContext;
  ticking: Timer;
}

export class Session extends ListedDownloads implements Engine {
  readonly #config: EngineConfig;
  readonly #limits: SessionLimits;
  readonly #options: SessionOptions;
  readonly #events = new SessionEvents();
  readonly #adding = new Set<string>();
  readonly #queue: DownloadQueue;
  /** Those that have something to do each second: idle ones cost nothing, however many they are. */
  readonly #awake = new Set<Torrent>();
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
  protected readonly magnets = new SessionMagnets({
    events: this.#events,
    versions: this.versions,
    incoming: () => this.#incoming,
    context: () => this.started().magnetContext,
  });
  /** Addresses that the user keeps out. */
  #bans = new AddressRanges();
  #isWatched = false;
  #isStopping = false;

  constructor(options: SessionOptions) {
    super();
    this.#options = options;
    this.#config = { ...options.config };
    this.#limits = new SessionLimits(systemClock, this.#config);
    this.#incoming = new IncomingPeers({
      clock: systemClock,
      random: systemRandom,
      peerId: this.#peerId,
      config: this.#config,
      torrentOf: (id) => this.torrents.get(id) ?? this.magnets.swarmOf(id),
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
    const isBanned = (address: string): boolean => this.#bans.has(address);
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
      torrents: this.torrents,
      awake: this.#awake,
      versions: this.versions,
      loadMetainfo: this.#options.loadMetainfo ?? null,
      isBanned,
      room: this.#room,
    });
    const ticking = systemClock.setRepeating(TICK_MS, () => this.#tick());
    const magnetContext = createMagnetContext(parts, context, {
      config: this.#config,
      isBanned,
      isThere: (swarm) => this.magnets.isThere(swarm),
      mayHold: (fetch) => this.magnets.memory.mayHold(fetch),
      connectionsEach: () => this.magnets.shareOf(this.#room.maxConnections),
    });
    this.#running = { ...parts, context, magnetContext, ticking };
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
      const stopping = [...this.torrents.values()].map((torrent) => torrent.shutDown());
      await Promise.all([...stopping, this.magnets.stop()]);
      this.#running = null;
      running.ticking.cancel();
      this.#limits.stop();
      this.#counters.stop();
    });
    this.torrents.clear();
    this.#awake.clear();
    this.versions.clear();
    this.#isStopping = false;
  }

  async add(request: AddDownload): Promise<DownloadStatus> {
    const { context } = this.started();
    checkDownloadLimits(request);
    if (request.metainfo === null) return this.#addMagnet(request);
    const metainfo = requestedMetainfo(request);
    const { id } = metainfo;
    if (this.torrents.has(id) || this.#adding.has(id)) {
      throw isListed(metainfo.name);
    }
    this.#adding.add(id);
    const torrent = new Torrent(metainfo, request, context);
    this.#queue.add(torrent.turn, request.queuePosition ?? null);
    try {
      const missing = await this.#disks.enter(torrent.disk, placesOf(request));
      if (missing) torrent.prepareLost(request.resume, missing);
      else await torrent.prepare(request.resume);
      this.started();
      const { previous, peers } = this.magnets.take(metainfo);
      this.torrents.set(id, torrent);
      this.versions.touch(id);
      this.#incoming.admitTo(torrent.infoHash);
      this.#queue.changed(torrent.turn);
      this.#queue.request(torrent.turn);
      if (previous) this.#events.tell('state', { id, previous, status: torrent.status() });
      else this.#events.tell('added', { status: torrent.status() });
      torrent.begin();
      for (const [source, endpoints] of peers) torrent.addPeers(endpoints, source);
      return torrent.status();
    } catch (error) {
      this.#queue.remove(torrent.turn);
      this.#disks.leave(torrent.disk);
      throw error;
    } finally {
      this.#adding.delete(id);
    }
  }

  async resume(id: string): Promise<DownloadStatus> {
    const torrent = this.torrents.get(id);
    if (torrent && (await this.#disks.goesOnByItself(torrent.disk))) return torrent.status();
    return this.act(id, (download) => download.resume());
  }

  async recheck(id: string): Promise<DownloadStatus> {
    await this.#disks.demand(this.find(id).disk);
    return this.act(id, () => this.find(id).recheck());
  }

  async move(id: string, place: DownloadPlace): Promise<DownloadStatus> {
    this.#disks.know(place);
    return this.act(id, () => this.find(id).move(place));
  }

  async cancelMove(id: string): Promise<DownloadStatus> {
    return this.act(id, () => this.find(id).cancelMove());
  }

  async update(id: string, changes: DownloadChanges): Promise<DownloadStatus> {
    checkDownloadLimits(changes);
    return this.act(id, (download) => {
      download.update(changes);
      const torrent = this.torrents.get(id);
      if (torrent) this.#queue.changed(torrent.turn);
    });
  }

  async reorder(places: QueuePlace[]): Promise<void> {
    this.started();
    this.#queue.reorder(
      places.flatMap(({ id, queuePosition }) => {
        const torrent = this.torrents.get(id);
        return torrent ? [[torrent.turn, queuePosition] as const] : [];
      }),
    );
  }

  async configure(changes: Partial<EngineSettings>): Promise<void> {
    checkSettings(changes);
    Object.assign(this.#config, changes);
    this.#applyLimits();
    this.#queue.configure(this.#config);
    this.#running?.discovery.configure();
    if (changes.maxConnections !== undefined) this.#warnOfOpenFiles();
    if (changes.minFreeBytes !== undefined) this.#disks.lookAtAll();
  }

  async setBans(ranges: string[]): Promise<void> {
    this.#bans = new AddressRanges(ranges);
    for (const torrent of this.torrents.values()) torrent.applyUserBans();
    this.magnets.applyUserBans();
  }

  async remove(id: string, { deleteData }: { deleteData: boolean }): Promise<void> {
    if (this.magnets.downloads.has(id)) {
      await this.magnets.remove(id);
      this.#report.forget(id);
      this.#events.tell('removed', { id, deletedData: deleteData });
      return;
    }
    const torrent = this.find(id);
    if (deleteData) await this.#disks.demand(torrent.disk);
    this.torrents.delete(id);
    this.versions.remove(id);
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

  async fetchMetadata(id: string, magnet: MagnetSource): Promise<MetadataStatus> {
    this.started();
    if (this.torrents.has(id)) throw isListed(magnet.name ?? id);
    return this.magnets.preview(id, magnet);
  }

  async dropMetadata(id: string): Promise<void> {
    await this.magnets.dropPreview(id);
  }

  async metadataStatus(id: string): Promise<MetadataStatus | null> {
    return this.magnets.status(id);
  }

  async stats(): Promise<EngineStats> {
    const magnets = [...this.magnets.downloads.values()];
    return this.#statsOf([...this.#awake, ...magnets].map((download) => download.status()));
  }

  async counters(): Promise<EngineCounters> {
    return this.#counters.read(this.listed.values(), this.#incoming, this.#running);
  }

  async dhtStatus(): Promise<DhtStatus> {
    return this.started().dht.status();
  }

  async watchProgress(wanted: boolean): Promise<void> {
    if (wanted && !this.#isWatched) {
      // Of what moved while nobody watched: of everything, the first time.
      const { changed } = await this.changedSince(this.#report.version);
      // Who reads them from now on is not to have less than what is told.
      for (const { id } of changed) this.versions.touch(id);
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
      this.versions.touch(torrent.id);
      if (!torrent.tick()) this.#awake.delete(torrent);
      if (this.#isWatched) statuses.push(torrent.status());
    }
    statuses.push(...this.magnets.tick());
    this.#checkPace.isSharing = transferRate >= CHECKS_YIELD_TO_BYTES_PER_SECOND;
    this.#queue.tick();
    if (!this.#isWatched) return;
    this.#tellProgress(statuses);
    this.magnets.tellProgress();
    this.#events.emit('stats', this.#statsOf(statuses));
  }

  #tellProgress(statuses: readonly DownloadStatus[]): void {
    const changes = this.#report.changes(statuses, this.versions.current);
    if (changes.length > 0) this.#events.emit('progress', changes);
  }

  /** As they are now: the schedule may have begun or ended. */
  #applyLimits(): void {
    if (!this.#limits.apply()) return;
    for (const torrent of this.torrents.values()) torrent.onLimitLowered();
  }

  /** `statuses` of those that are awake: the others have neither rates nor peers. */
  #statsOf(statuses: readonly DownloadStatus[]): EngineStats {
    return sumUp(statuses, this.#running, {
      downloads: this.torrents.size + this.magnets.downloads.size,
      peerCloses: this.#peerCounts.closes,
      alternativeLimits: this.#limits.isAlternative,
      reachedFromOutside: this.#incoming.lastOutsideAt !== null,
    });
  }

  #addMagnet(request: AddDownload): DownloadStatus {
    const { magnet } = request;
    if (!magnet) throw new RequestError('invalid-argument', 'There is no torrent file.');
    const id = toHex(magnet.infoHash);
    if (this.torrents.has(id) || this.#adding.has(id) || this.magnets.downloads.has(id)) {
      throw isListed(magnet.name ?? id);
    }
    return this.magnets.add(request, magnet);
  }

  protected started(): Running {
    if (!this.#running || this.#isStopping) {
      throw new RequestError('engine-stopped', 'The engine is not running.');
    }
    return this.#running;
  }
}

function isListed(name: string): RequestError {
  return new RequestError('download-exists', `${name} is in the list already.`);
}
