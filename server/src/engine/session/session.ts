/**
 * The set of downloads, with what they share: sockets, disk threads, budgets, the clock's tick, and the
 * stream of events. Lives in one thread; everything that it keeps is changed in that thread only.
 */
import { RequestError } from '../core/engine-error.ts';
import { Emitter } from '../core/emitter.ts';
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
import { toHex } from '../core/hex.ts';
import { CheckPace } from '../limits/check-pace.ts';
import { Turns } from '../limits/turns.ts';
import { hashLoader } from '../metainfo/parse-metainfo.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { addressScope } from '../net/address-rules.ts';
import { MAX_QUEUED_REQUESTS } from '../peer/upload-queue.ts';
import type { TorrentContext } from '../torrent/torrent-context.ts';
import { Torrent } from '../torrent/torrent.ts';
import { DownloadQueue } from './download-queue.ts';
import type {
  Engine,
  EngineConfig,
  EngineEvents,
  EngineInfo,
  EventOrigin,
  LoadMetainfo,
} from './engine-api.ts';
import { makePeerId } from './peer-id.ts';
import { IncomingPeers } from './incoming-peers.ts';
import { checkDownloadLimits, checkSettings } from './check-settings.ts';
import { openFileBudget, type OpenFileBudget } from './open-file-budget.ts';
import { ProgressReport } from './progress-report.ts';
import { requestedMetainfo } from './requested-metainfo.ts';
import { SessionLimits } from './session-limits.ts';
import { closeParts, openParts, VERSION, type SessionParts } from './session-parts.ts';
import { sumUp } from './session-stats.ts';

/** Downloads that are hashed at the same time: more would only make disks seek. */
const CHECKS_AT_ONCE = 2;
/** What transfers at this rate is not to be held up by the hashing of files: slower, a disk thread has time for both. */
const CHECKS_YIELD_TO_BYTES_PER_SECOND = 256 * 1_024;
const TICK_MS = 1_000;

/** The events that are counted. */
type EngineFactName = Exclude<keyof EngineEvents, 'progress' | 'stats'>;
type WithoutOrigin<Event> = Event extends EventOrigin ? Omit<Event, keyof EventOrigin> : never;

interface Running extends SessionParts {
  context: TorrentContext;
  ticking: Timer;
}

export class Session implements Engine {
  readonly #config: EngineConfig;
  readonly #logger: Logger;
  readonly #limits: SessionLimits;
  readonly #loadMetainfo: LoadMetainfo | null;
  readonly #emitter = new Emitter<EngineEvents>();
  readonly #torrents = new Map<string, Torrent>();
  readonly #adding = new Set<string>();
  readonly #queue: DownloadQueue;
  /** Those that have something to do each second: idle ones cost nothing, however many they are. */
  readonly #awake = new Set<Torrent>();
  readonly #report = new ProgressReport();
  readonly #checkTurns = new Turns(CHECKS_AT_ONCE);
  readonly #checkPace = new CheckPace(systemClock);
  readonly #peerId = makePeerId(systemRandom);
  readonly #boot = toHex(systemRandom.bytes(8));
  #sequence = 0;
  #running: Running | null = null;
  #connections = 0;
  readonly #peerCloses: EngineStats['peerCloses'] = {};
  readonly #incoming: IncomingPeers;
  readonly #openFiles: OpenFileBudget;
  #nextPeerNumber = 1;
  #isWatched = false;
  #isStopping = false;

  constructor(options: { config: EngineConfig; logger: Logger; loadMetainfo?: LoadMetainfo }) {
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
    this.#loadMetainfo = options.loadMetainfo ?? null;
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
    this.#logger.info('engine started', { peerPort });
    this.#warnOfOpenFiles();
    return { boot: this.#boot, peerPort };
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (!running || this.#isStopping) return;
    this.#isStopping = true;
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
      await torrent.prepare(request.resume);
      this.#started();
      this.#torrents.set(id, torrent);
      this.#incoming.admitTo(torrent.infoHash);
      this.#queue.changed(torrent.turn);
      this.#queue.request(torrent.turn);
      this.#tell('added', { status: torrent.status() });
      torrent.begin();
      return torrent.status();
    } catch (error) {
      this.#queue.remove(torrent.turn);
      throw error;
    } finally {
      this.#adding.delete(id);
    }
  }

  async pause(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.pause());
  }

  async resume(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.resume());
  }

  async cancel(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.cancel());
  }

  async recheck(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.recheck());
  }

  async reannounce(id: string): Promise<DownloadStatus> {
    return this.#act(id, (torrent) => torrent.reannounce());
  }

  async checkMove(id: string, place: DownloadPlace): Promise<void> {
    await this.#find(id).checkMove(place);
  }

  async move(id: string, place: DownloadPlace): Promise<DownloadStatus> {
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
  }

  async addPeers(id: string, peers: PeerEndpoint[]): Promise<void> {
    this.#find(id).addPeers(peers);
  }

  async setDeadlines(id: string, deadlines: PieceDeadline[]): Promise<void> {
    this.#find(id).setDeadlines(deadlines);
  }

  async remove(id: string, { deleteData }: { deleteData: boolean }): Promise<void> {
    const torrent = this.#find(id);
    this.#torrents.delete(id);
    this.#incoming.refuseTo(torrent.infoHash);
    this.#queue.remove(torrent.turn);
    this.#awake.delete(torrent);
    this.#report.forget(id);
    this.#adding.add(id);
    try {
      await torrent.remove(deleteData);
    } finally {
      this.#adding.delete(id);
      this.#tell('removed', { id, deletedData: deleteData });
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
    return this.#emitter.on(name, listener);
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
      externalAddresses: this.#boundAddress(),
      uploadSlots: { inUse: 0 },
      nextPeerNumber: () => this.#nextPeerNumber++,
      mayConnect: () => this.#places + dialler.pending < this.#maxConnections,
      connectionOpened: () => {
        this.#connections++;
      },
      countClose: (reason) => {
        this.#peerCloses[reason] = (this.#peerCloses[reason] ?? 0) + 1;
      },
      connectionClosed: () => {
        this.#connections--;
      },
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
      loadPieceHashes: hashLoader(this.#loadMetainfo),
      takeCheckTurn: async () => this.#checkTurns.take(),
      checkPace: this.#checkPace,
      requestSlot: (turn) => this.#queue.request(turn),
      stateChanged: (torrent, previous) => {
        this.#tell('state', { id: torrent.id, previous, status: torrent.status() });
        this.#queue.changed(torrent.turn);
      },
      completed: (torrent, completedAt) => this.#tell('completed', { id: torrent.id, completedAt }),
      relocated: (torrent) => this.#tell('relocated', { id: torrent.id, status: torrent.status() }),
      checkpoint: (torrent, resume) => this.#tell('checkpoint', { id: torrent.id, resume }),
    };
  }

  /** Connections that are open, those among them that have not said yet what they want. */
  get #places(): number {
    return this.#connections + this.#incoming.size;
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
    this.#tell('notice', {
      level: 'warning',
      code: 'few-open-files',
      message:
        `The system allows Shoal ${maxOpenFiles} open files. It connects to ${this.#maxConnections} peers ` +
        `at most, not ${maxConnections}. Raise the limit (ulimit -n, LimitNOFILE), then start Shoal again.`,
    });
  }

  /** The address that everything is bound to, where it is one that others can see. */
  #boundAddress(): Map<AddressFamily, string> {
    const { peerHost } = this.#config;
    const isSeen = peerHost !== null && addressScope(peerHost) === 'public';
    return new Map(isSeen ? [[addressFamily(peerHost), peerHost]] : []);
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
    if (changes.length > 0) this.#emitter.emit('progress', changes);
    this.#emitter.emit('stats', this.#statsOf(statuses));
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
      peerCloses: { ...this.#peerCloses },
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

  #tell<Name extends EngineFactName>(name: Name, event: WithoutOrigin<EngineEvents[Name]>): void {
    this.#sequence++;
    const origin: EventOrigin = { boot: this.#boot, sequence: this.#sequence };
    this.#emitter.emit(name, { ...event, ...origin } as unknown as EngineEvents[Name]);
  }
}
