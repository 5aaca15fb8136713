/**
 * One torrent: joins its topics (swarm, requests, uploads, choking, storage, trackers) over one state, and
 * carries out what the user asks. Every change of state goes through `#change`, which tells the session.
 *
 * Intent and outcome are apart: `intent` is what the user wants, a fault or a check stands before it, and
 * the state that others see is read from both (torrent-status.ts).
 */
import { RequestError } from '../core/engine-error.ts';
import type {
  AddDownload,
  DiscoveryReport,
  DownloadChanges,
  DownloadFault,
  DownloadPlace,
  DownloadStatus,
  EngineDownloadState,
  FileStatus,
  PeerEndpoint,
  PeerSourceName,
  PieceDeadline,
  PeerStatus,
  TrackerStatus,
} from '../core/messages.ts';
import { fromHex } from '../core/hex.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { USER_PEER_RULES } from '../net/address-rules.ts';
import { peerStatusOf } from '../peer/peer-status.ts';
import type { JobListener } from '../storage/disk-pool.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import type { Announcer, TrackerTally } from '../tracker/index.ts';
import { leadAnswer } from './disk-answers.ts';
import { BlockMemory } from './block-memory.ts';
import { FileWork } from './file-work.ts';
import { createPeerListener } from './peer-listener.ts';
import { type PieceReadings, pieceReadings } from './piece-availability.ts';
import { leaveStagingIfLeft } from './place-changes.ts';
import { stateChanges } from './state-changes.ts';
import { createAnnouncer } from './torrent-announcer.ts';
import { TorrentChoking } from './torrent-choking.ts';
import type { NewPeer, SessionTorrent, TorrentContext } from './torrent-context.ts';
import { TorrentDiscovery } from './torrent-discovery.ts';
import { TorrentDisk } from './torrent-disk.ts';
import { TorrentLiars } from './torrent-liars.ts';
import { TorrentMetadata } from './torrent-metadata.ts';
import { TorrentRequests } from './torrent-requests.ts';
import { TorrentRun } from './torrent-run.ts';
import { TorrentState } from './torrent-state.ts';
import { filesOf, isMoving, stateOf, statusOf } from './torrent-status.ts';
import { TorrentStorage } from './torrent-storage.ts';
import { TorrentSwarm } from './torrent-swarm.ts';
import { TorrentTurn } from './torrent-turn.ts';
import { TorrentUploads } from './torrent-uploads.ts';

export class Torrent implements JobListener, SessionTorrent {
  /** For the queue of the session. */
  readonly turn: TorrentTurn;
  /** For the session's watches over the disks. */
  readonly disk: TorrentDisk;
  readonly #discovery: TorrentDiscovery;
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #swarm: TorrentSwarm;
  readonly #requests: TorrentRequests;
  readonly #uploads: TorrentUploads;
  readonly #choking: TorrentChoking;
  readonly #run: TorrentRun;
  readonly #storage: TorrentStorage;
  readonly #files: FileWork;
  readonly #announcer: Announcer;
  /** Runs a change and tells the session where it led. */
  readonly #change: (change: () => void) => void;
  readonly #liars: TorrentLiars;
  #trackers: readonly (readonly string[])[];
  #nextCheckpointAt = 0;

  constructor(metainfo: Metainfo, request: AddDownload, context: TorrentContext) {
    const infoHash = fromHex(metainfo.id);
    const state = new TorrentState(metainfo, request, infoHash, context);
    this.#state = state;
    this.#context = context;
    this.#change = stateChanges(state, {
      onChanging: () => context.wake(this),
      onChanged: (previous) => context.stateChanged(this, previous),
    });
    this.turn = new TorrentTurn(state, (hasSlot) => this.#run.changeSlot(hasSlot));
    this.#trackers = request.trackers ?? metainfo.trackers;
    const memory = new BlockMemory(state, context);
    this.#requests = new TorrentRequests(state, context, memory, {
      onPieceVerified: (piece, senders) => this.#run.onPieceVerified(piece, senders),
      onPieceBad: (piece, senders) => this.#liars.onPieceBad(piece, senders),
    });
    this.#uploads = new TorrentUploads(state, context);
    this.#choking = new TorrentChoking(state, context);
    this.#storage = new TorrentStorage(state, context, memory, {
      onCheckEnd: (settle) => this.#run.onCheckEnd(settle),
      onPieceFound: (piece) => this.#run.onPieceFound(piece),
      onPiecesFree: () => this.#requests.topUpIdle(),
      onCheckpoint: (resume) => {
        context.checkpoint(this, resume);
        void this.#files.promotion.onRecorded(resume.have);
      },
      onFault: (status) => this.#run.fail(status),
      onSyncFailed: (status) => this.#run.onSyncFailed(status),
      bannedAddresses: () => this.#swarm.bannedAddresses,
    });
    this.#files = new FileWork(state, context, {
      change: this.#change,
      run: () => this.#run,
      onStep: () => context.wake(this),
      onFilesChanged: () => this.#storage.onFilesChanged(),
      record: async () => {
        this.#storage.onFilesChanged();
        await this.#storage.checkpoint();
      },
      onRelocated: () => context.relocated(this),
    });
    this.#liars = new TorrentLiars(state, context, this.#requests, (peer) => this.#swarm.ban(peer));
    this.#discovery = new TorrentDiscovery(state, context, () => this.#swarm);
    const listener = createPeerListener({
      state,
      liars: this.#liars,
      discovery: this.#discovery,
      metadata: new TorrentMetadata(state, context),
      swarm: () => this.#swarm,
      requests: this.#requests,
      uploads: this.#uploads,
      choking: this.#choking,
    });
    this.#swarm = new TorrentSwarm(this, state, context, listener);
    this.#announcer = createAnnouncer(state, context, {
      tiers: () => this.#trackers,
      onPeers: (peers, rules) => this.#swarm.addEndpoints(peers, 'tracker', rules),
      onExternalAddress: (address) => this.#swarm.learnOwnAddress(address),
      onChange: () => context.wake(this),
    });
    this.#run = new TorrentRun(
      state,
      context,
      {
        turn: this.turn,
        swarm: this.#swarm,
        requests: this.#requests,
        choking: this.#choking,
        liars: this.#liars,
        storage: this.#storage,
        files: this.#files,
        announcer: this.#announcer,
        discovery: this.#discovery,
        disk: () => this.disk,
      },
      {
        change: this.#change,
        onStateChanged: (previous) => context.stateChanged(this, previous),
        onCompleted: (completedAt) => context.completed(this, completedAt),
      },
    );
    const { turn } = this;
    const topics = {
      turn,
      run: this.#run,
      storage: this.#storage,
      files: this.#files,
      change: this.#change,
    };
    this.disk = new TorrentDisk(state, context, topics);
  }

  get id(): string {
    return this.#state.metainfo.id;
  }

  get infoHash(): Uint8Array {
    return this.#state.infoHash;
  }

  get offersDht(): boolean {
    return !this.#state.metainfo.private && this.#context.discovery.dhtPort !== null;
  }

  get stage(): EngineDownloadState {
    return stateOf(this.#state);
  }

  /** Compares the disk with what was recorded. */
  async prepare(resume: AddDownload['resume']): Promise<void> {
    await leaveStagingIfLeft(this.#state, this.#context.disk);
    if (resume) this.#swarm.banAddresses(resume.bannedAddresses);
    let status = await this.#storage.open(this, resume);
    if (status === STATUS.ok) status = await this.#files.promotion.ensure();
    if (resume) this.#files.promotion.begin(resume);
    if (status !== STATUS.ok) this.#state.fault = this.#storage.faultOf(status);
    const { isComplete, isChecked, completedAt } = this.#state;
    if (!isComplete || !isChecked || completedAt !== null) return;
    this.#state.completedAt = this.#context.clock.wallTime();
    this.#state.isDirty = true;
  }

  /** The same while its disk is missing: shows what was recorded, until the disk is back. */
  prepareLost(resume: AddDownload['resume'], fault: DownloadFault): void {
    if (resume) this.#swarm.banAddresses(resume.bannedAddresses);
    this.#storage.openLost(this, resume);
    this.disk.loseUnseen(fault);
  }

  /** Does what the user wants of it, after `prepare`. */
  begin(): void {
    this.turn.begin();
    this.#change(() => this.#run.proceed());
    this.#files.relocation.goOn();
  }

  /** Throws where a move to the place cannot begin. */
  async checkMove(place: DownloadPlace): Promise<void> {
    await this.#files.relocation.check(place);
  }

  /** Its files go to the place while it runs. */
  move(place: DownloadPlace): void {
    this.#files.changePlace((relocation) => relocation.move(place));
  }

  cancelMove(): void {
    this.#files.changePlace((relocation) => relocation.cancel());
  }

  pause(): void {
    this.#allow('pause', ['queued', 'checking', 'downloading', 'seeding']);
    this.#change(() => {
      this.#state.intent = 'paused';
      this.#storage.stopCheck();
      this.#run.quiet();
    });
    this.#files.relocation.goOn();
    void this.#storage.checkpoint();
  }

  resume(): void {
    this.#allow('resume', ['paused', 'cancelled', 'error']);
    const { fault } = this.#state;
    const mustCompare = fault !== null && this.#state.needsCheck;
    this.#change(() => {
      this.#state.fault = null;
      this.#state.intent = 'started';
      if (!mustCompare) this.#run.proceed();
    });
    if (mustCompare) void this.#run.compare(fault);
  }

  cancel(): void {
    this.#allow('cancel', ['queued', 'checking', 'downloading', 'seeding', 'paused', 'error']);
    this.#change(() => {
      this.#state.fault = null;
      this.#state.intent = 'cancelled';
      this.#storage.stopCheck();
      this.#run.disconnect(true);
    });
    this.#files.relocation.goOn();
    void this.#recordAndLetGo();
  }

  /** Disconnects for good; resolves when trackers were told and no thread works on it any more. */
  async remove(deleteData: boolean): Promise<void> {
    this.#state.intent = 'cancelled';
    this.#storage.stopCheck();
    this.#state.isRemoved = true;
    this.#run.disconnect(false);
    await this.#files.stop();
    const { disk } = this.#context;
    const status = deleteData ? await disk.deleteFiles(this.#state.storage) : STATUS.ok;
    await disk.close(this.#state.storage);
    if (status !== STATUS.ok)
      throw new RequestError('path-conflict', this.#storage.faultOf(status).message);
  }

  /** For the end of the session: disconnects, tells trackers, records. */
  async shutDown(): Promise<void> {
    this.#storage.stopCheck();
    this.#requests.withdrawAll();
    const stopped = this.#announcer.stop();
    this.#discovery.stop();
    this.#swarm.closeAll();
    await this.#files.stop();
    await this.#storage.settle();
    await stopped;
  }

  recheck(): void {
    const waitsForSlot = this.stage === 'queued' && this.#state.isChecked;
    if (!waitsForSlot) {
      this.#allow('check', ['downloading', 'seeding', 'paused', 'cancelled', 'error']);
    }
    this.#change(() => {
      this.#state.fault = null;
      this.#run.disconnect(false);
      this.#state.needsCheck = true;
    });
    void this.#run.checkAll();
  }

  reannounce(): void {
    this.#demandActive();
    this.#announcer.announceNow();
    this.#discovery.announceNow();
  }

  announceTo(url: string): void {
    this.#demandActive();
    this.#announcer.announceTo(url);
  }

  update({ filePriorities, trackers, forceStart, ...others }: DownloadChanges): void {
    this.#change(() => {
      if (forceStart !== undefined) this.#setForced(forceStart);
      if (this.#state.setRateLimits(others)) this.#requests.withdrawLimited();
      this.#state.setPieceChoice(others);
      if (filePriorities) {
        this.#files.promotion.choose(() => this.#state.setFilePriorities(filePriorities));
        this.#run.onWantedChanged();
      }
      if (trackers) {
        this.#trackers = trackers;
        this.#announcer.setTiers(trackers);
      }
    });
  }

  setDeadlines(deadlines: readonly PieceDeadline[]): void {
    const { geometry } = this.#state;
    const unknown = deadlines.find(({ piece }) => !geometry.hasPiece(piece));
    if (unknown) {
      throw new RequestError('invalid-argument', `The torrent has no piece ${unknown.piece}.`);
    }
    this.#state.deadlines.set(deadlines, this.#context.clock.now());
    this.#requests.topUpAll();
  }

  /** What others than the user named was judged already. */
  addPeers(peers: readonly PeerEndpoint[], source: PeerSourceName = 'manual'): void {
    this.#swarm.addEndpoints(peers, source, USER_PEER_RULES);
  }

  /** The user keeps out other addresses than before. */
  applyUserBans(): void {
    this.#swarm.applyUserBans();
  }

  /** Addresses that it keeps out by itself, since they sent bad data. */
  get bannedAddresses(): string[] {
    return this.#swarm.bannedAddresses;
  }

  liftBan(address: string): void {
    if (this.#swarm.liftBan(address)) this.#context.wake(this);
  }

  /** A connection with its handshake done, from either side. */
  admit(peer: Omit<NewPeer, 'source'>): void {
    const source = peer.incoming ? 'incoming' : this.#swarm.sourceOf(peer.transport.remote);
    this.#swarm.admit({ ...peer, source });
  }

  dialFailed(endpoint: PeerEndpoint): void {
    this.#swarm.dialFailed(endpoint);
  }

  dialPostponed(endpoint: PeerEndpoint): void {
    this.#swarm.dialPostponed(endpoint);
  }

  /** The session limits downloads more than it did. */
  onLimitLowered(): void {
    this.#requests.withdrawLimited();
  }

  /** Memory for blocks or for reads is free again. */
  onMemoryFree(): void {
    this.#requests.onMemoryFree();
    this.#uploads.serveWaiting();
  }

  /** Once a second while it is awake. False where another would change nothing until something wakes it. */
  tick(): boolean {
    this.#state.download.tick();
    this.#state.upload.tick();
    this.#swarm.tick();
    this.#discovery.tick();
    // What still comes after a pause was under way when it began: it counts, but is no rate.
    if (!this.#state.isActive) this.#run.resetRates();
    this.#requests.tick();
    if (this.#state.isActive) this.#choking.tick();
    const now = this.#context.clock.now();
    if (this.#state.isDirty && now >= this.#nextCheckpointAt) {
      this.#nextCheckpointAt = now + this.#context.limits.checkpointIntervalMs;
      void this.#storage.checkpoint();
    }
    this.#storage.tick();
    if (this.#files.relocation.isMoving) return true;
    if (isMoving(this.#state) || this.#storage.isRecording || this.#swarm.mayDial) return true;
    this.#storage.rest();
    return false;
  }

  onJobDone(jobs: readonly number[], at: number): void {
    this.#context.wake(this);
    const fault = leadAnswer(jobs, at, {
      requests: this.#requests,
      uploads: this.#uploads,
      storage: this.#storage,
    });
    // While a check runs or is due, only answers from before it come in: it will find out what they tell.
    if (fault !== STATUS.ok && this.#state.isChecked) this.#run.fail(fault);
  }

  /** Bytes per second, both ways. */
  get transferRate(): number {
    return this.#state.download.rate + this.#state.upload.rate;
  }

  status(): DownloadStatus {
    return statusOf(this.#state, this.#announcer.swarm(), this.#announcer.hosts);
  }

  files(): FileStatus[] {
    return filesOf(this.#state);
  }

  peers(): PeerStatus[] {
    return [...this.#state.peers.values()].map(peerStatusOf);
  }

  trackers(): TrackerStatus[] {
    return this.#announcer.status();
  }

  discoveryReport(): DiscoveryReport {
    return this.#discovery.report();
  }

  /** In the order that they were given in. */
  get trackerTiers(): readonly (readonly string[])[] {
    return this.#trackers;
  }

  tallyTrackers(tally: TrackerTally): void {
    this.#announcer.tally(tally);
  }

  get pieces(): PieceReadings {
    return pieceReadings(this.#state.picker, this.#state.peers);
  }

  #demandActive(): void {
    if (this.#state.isActive) return;
    throw new RequestError('state-conflict', `A download that is ${this.stage} has no announces.`);
  }

  #setForced(isForced: boolean): void {
    this.#state.isForced = isForced;
    if (isForced && this.#state.wantsSlot && !this.#state.hasSlot) this.#run.proceed();
  }

  /** A record opens files to sync them; then none is held, so that their disk can be taken away. */
  async #recordAndLetGo(): Promise<void> {
    await this.#storage.checkpoint();
    const { intent, storage } = this.#state;
    if (intent === 'cancelled' && storage >= 0) await this.#context.disk.release(storage);
  }

  #allow(action: string, stages: readonly EngineDownloadState[]): void {
    const { stage } = this;
    if (!stages.includes(stage)) {
      throw new RequestError('state-conflict', `Cannot ${action} a download that is ${stage}.`);
    }
  }
}
