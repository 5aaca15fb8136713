/**
 * The set of downloads, with what they share: sockets, disk threads, budgets, the clock's tick, and the
 * stream of events. Lives in one thread; everything that it keeps is changed in that thread only.
 */
import { RequestError } from '../core/engine-error.ts';
import { systemClock, type Timer } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type {
  AddDownload,
  DownloadChanges,
  DownloadPlace,
  DownloadStatus,
  EngineSettings,
  EngineStats,
  FileStatus,
  PeerEndpoint,
  PieceDeadline,
  PeerStatus,
  QueuePlace,
  TrackerStatus,
} from '../core/messages.ts';
import { systemRandom } from '../core/random.ts';
import { CheckPace } from '../limits/check-pace.ts';
import { Turns } from '../limits/turns.ts';
import { hashLoader } from '../metainfo/parse-metainfo.ts';
import { MAX_QUEUED_REQUESTS } from '../peer/upload-queue.ts';
import { diskLooks } from '../storage/volume-look.ts';
import type { TorrentContext } from '../torrent/torrent-context.ts';
import { Torrent } from '../torrent/torrent.ts';
import { DiskWatch, placesOf } from './disk-watch.ts';
import { DownloadQueue } from './download-queue.ts';
import type { Engine, EngineConfig, EngineEvents, EngineInfo } from './engine-api.ts';
import { PeerCounts } from './peer-counts.ts';
import { makePeerId } from './peer-id.ts';
import { IncomingPeers } from './incoming-peers.ts';
import { checkDownloadLimits, checkSettings } from './check-settings.ts';
import { openFileBudget, type OpenFileBudget } from './open-file-budget.ts';
import { ProgressReport } from './progress-report.ts';
import { requestedMetainfo } from './requested-metainfo.ts';
import { SessionEvents } from './session-events.ts';
import { SessionLimits } from './session-limits.ts';
import {
  boundAddress,
  closeParts,
  openParts,
  VERSION,
  type SessionOptions,
  type SessionParts,
} from './session-parts.ts';
import { sumUp } from './session-stats.ts';

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
  readonly #logger: Logger;
  readonly #limits: SessionLimits;
  readonly #options: SessionOptions;
  readonly #events = new SessionEvents();
  readonly #torrents = new Map<string, Torrent>();
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
  readonly #incoming: IncomingPeers;
  readonly #openFiles: OpenFileBudget;
  readonly #disks: DiskWatch;
  #isWatched = false;
  #isStopping = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#config = { ...options.config };
    this.#limits = new SessionLimits(systemClock, this.#config);
    this.#logger = options.logger;
    this.#incoming = new IncomingPeers({
      clock: systemClock,
      random: systemRandom,
      peerId: this.#peerId,
      encryption: this.#config.encryption,
      torrentOf: (id) => this.#torrents.get(id),
    });
    this.#openFiles = openFileBudget(this.#config.maxOpenFiles, this.#config.diskWorkers);
    this.#queue = new DownloadQueue(systemClock, this.#config);
    this.#disks = new DiskWatch({
      clock: systemClock,
      logger: this.#logger,
      looks: options.diskLooks ?? diskLooks,
      config: this.#config,
      compare: (one, other) => this.#queue.compare(one.turn, other.turn),
      onMarker: (root, marker) => this.#events.tell('volume', { root, marker }),
    });
  }

  async start(): Promise<EngineInfo> {
    const parts = await openParts({
      config: this.#config,
      filesPerWorker: this.#openFiles.filesPerWorker,
      logger: this.#logger,
      peerId: this.#peerId,
      onConnection: (connection) => this.#incoming.greet(connection, this.#hasRoom),
      onDiskBatchDone: () => {
        for (const torrent of this.#awake) torrent.onMemoryFree();
      },
    });
    const { port: peerPort } = parts.listeners;
    const context = this.#createContext(parts);
    const ticking = systemClock.setRepeating(TICK_MS, () => this.#tick());
    this.#running = { ...parts, context, ticking };
    this.#disks.start();
    this.#logger.info('engine started', { peerPort });
    this.#warnOfOpenFiles();
    return { boot: this.#events.boot, peerPort };
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running || this.#isStopping) return;
    this.#isStopping = true;
    this.#disks.stop();
    running.listeners.close();
    running.dialler.stop();
    this.#incoming.closeAll();
    await Promise.all([...this.#torrents.values()].map((torrent) => torrent.shutDown()));
    this.#running = null;
    running.ticking.cancel();
    this.#limits.stop();
    await closeParts(running);
    this.#torrents.clear();
    this.#awake.clear();
    this.#isStopping = false;
    this.#logger.info('engine stopped');
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

  async setDeadlines(id: string, deadlines: PieceDeadline[]): Promise<void> {
    this.#find(id).setDeadlines(deadlines);
  }

  async remove(id: string, { deleteData }: { deleteData: boolean }): Promise<void> {
    const torrent = this.#find(id);
    if (deleteData) await this.#disks.demand(torrent.disk);
    this.#torrents.delete(id);
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

  async list(): Promise<DownloadStatus[]> {
    return [...this.#torrents.values()].map((torrent) => torrent.status());
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

  async pieces(id: string): Promise<Uint8Array> {
    return this.#find(id).pieces();
  }

  async stats(): Promise<EngineStats> {
    return this.#statsOf([...this.#awake].map((torrent) => torrent.status()));
  }

  async watchProgress(wanted: boolean): Promise<void> {
    this.#isWatched = wanted;
    this.#report.clear();
    // Whoever watches from now on hears of every download once, and then of what moves.
    if (wanted) for (const torrent of this.#torrents.values()) this.#awake.add(torrent);
  }

  on<Name extends keyof EngineEvents>(
    name: Name,
    listener: (event: EngineEvents[Name]) => void,
  ): () => void {
    return this.#events.on(name, listener);
  }

  #createContext({ listeners, disk, tracking, dialler }: SessionParts): TorrentContext {
    const { port: listenPort } = listeners;
    return {
      clock: systemClock,
      random: systemRandom,
      logger: this.#logger,
      limits: this.#config,
      downloadRate: this.#limits.download,
      uploadRate: this.#limits.upload,
      disk,
      tracking,
      peerId: this.#peerId,
      listenPort,
      introduction: {
        client: `Shoal ${VERSION}`,
        requestQueue: MAX_QUEUED_REQUESTS,
        port: listenPort,
      },
      externalAddresses: boundAddress(this.#config.peerHost),
      uploadSlots: { inUse: 0 },
      ...this.#peerCounts.told,
      mayConnect: () => this.#places + dialler.pending < this.#maxConnections,
      dial: (torrent, endpoint, workedEncrypted) =>
        dialler.add({
          endpoint,
          infoHash: torrent.infoHash,
          workedEncrypted,
          isWanted: () => this.#torrents.get(torrent.id) === torrent,
          onConnected: (greeting) => torrent.admit({ ...greeting, incoming: false }),
          onFailed: () => torrent.dialFailed(endpoint),
          onDropped: () => torrent.dialPostponed(endpoint),
        }),
      wake: (torrent) => {
        const known = this.#torrents.get(torrent.id);
        if (known === torrent) this.#awake.add(known);
      },
      loadPieceHashes: hashLoader(this.#options.loadMetainfo ?? null),
      claimRoom: (download) => this.#disks.claimRoom(download),
      demandRoom: async (held, directory) => this.#disks.demandRoom(held, directory),
      isVolumeMarked: (root) => this.#disks.isMarked(root),
      takeCheckTurn: async () => this.#checkTurns.take(),
      checkPace: this.#checkPace,
      requestSlot: (turn) => this.#queue.request(turn),
      stateChanged: (torrent, previous) => {
        this.#events.tell('state', { id: torrent.id, previous, status: torrent.status() });
        this.#queue.changed(torrent.turn);
        this.#disks.changed(torrent.disk);
      },
      completed: (torrent, completedAt) =>
        this.#events.tell('completed', { id: torrent.id, completedAt }),
      relocated: (torrent) =>
        this.#events.tell('relocated', { id: torrent.id, status: torrent.status() }),
      checkpoint: (torrent, resume) => this.#events.tell('checkpoint', { id: torrent.id, resume }),
    };
  }

  /** Connections that are open, those among them that have not said yet what they want. */
  get #places(): number {
    return this.#peerCounts.connections + this.#incoming.size;
  }

  /** What the settings ask for, as far as the system lets us. */
  get #maxConnections(): number {
    return Math.min(this.#config.maxConnections, this.#openFiles.peerConnections);
  }

  /** Whether another peer may come in. Those that we dial have their descriptors already. */
  get #hasRoom(): boolean {
    const opening = this.#running?.dialler.opening ?? 0;
    return (
      this.#places < this.#config.maxConnections &&
      this.#places + opening < this.#openFiles.peerConnections
    );
  }

  #warnOfOpenFiles(): void {
    const { maxConnections, maxOpenFiles } = this.#config;
    if (this.#maxConnections >= maxConnections) return;
    this.#events.tell('notice', {
      level: 'warning',
      code: 'few-open-files',
      message:
        `The system allows Shoal ${maxOpenFiles} open files. It connects to ${this.#maxConnections} peers ` +
        `at most, not ${maxConnections}. Raise the limit (ulimit -n, LimitNOFILE), then start Shoal again.`,
    });
  }

  #tick(): void {
    this.#running?.dialler.tick();
    this.#applyLimits();
    const statuses: DownloadStatus[] = [];
    let transferRate = 0;
    for (const torrent of this.#awake) {
      transferRate += torrent.transferRate;
      if (!torrent.tick()) this.#awake.delete(torrent);
      if (this.#isWatched) statuses.push(torrent.status());
    }
    this.#checkPace.isSharing = transferRate >= CHECKS_YIELD_TO_BYTES_PER_SECOND;
    this.#queue.tick();
    if (!this.#isWatched) return;
    const changes = this.#report.changes(statuses);
    if (changes.length > 0) this.#events.emit('progress', changes);
    this.#events.emit('stats', this.#statsOf(statuses));
  }

  /** As they are now: the schedule may have begun or ended. */
  #applyLimits(): void {
    if (!this.#limits.apply()) return;
    for (const torrent of this.#torrents.values()) torrent.onLimitLowered();
  }

  /** `statuses` of those that are awake: the others have neither rates nor peers. */
  #statsOf(statuses: readonly DownloadStatus[]): EngineStats {
    return sumUp(statuses, {
      downloads: this.#torrents.size,
      peerPort: this.#running?.listeners.port ?? null,
      peerCloses: this.#peerCounts.closes,
      alternativeLimits: this.#limits.isAlternative,
    });
  }

  #act(id: string, action: (torrent: Torrent) => void): DownloadStatus {
    const torrent = this.#find(id);
    action(torrent);
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
