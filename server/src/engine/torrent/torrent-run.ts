/**
 * How a torrent runs: goes on from wherever it is, gets quiet, disconnects, checks, completes, and stops at a fault
 * of its disk. Invariant: it goes on only with no fault before it and with what is on the disk known.
 */
import type { DownloadFault, EngineDownloadState } from '../core/messages.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import type { Announcer } from '../tracker/index.ts';
import type { FileWork } from './file-work.ts';
import type { TorrentChoking } from './torrent-choking.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentDiscovery } from './torrent-discovery.ts';
import type { TorrentLiars } from './torrent-liars.ts';
import type { TorrentRequests } from './torrent-requests.ts';
import type { TorrentState } from './torrent-state.ts';
import type { TorrentStorage } from './torrent-storage.ts';
import type { TorrentSwarm } from './torrent-swarm.ts';
import type { TorrentTurn } from './torrent-turn.ts';
import type { WatchedDownload } from './watched-download.ts';

/** Faults after which what is on the disk is not known. */
const PUTS_IN_QUESTION: ReadonlySet<number> = new Set([
  STATUS.fileMissing,
  STATUS.fileChanged,
  STATUS.volumeMissing,
]);

export interface RunTopics {
  readonly turn: TorrentTurn;
  readonly swarm: TorrentSwarm;
  readonly requests: TorrentRequests;
  readonly choking: TorrentChoking;
  readonly liars: TorrentLiars;
  readonly storage: TorrentStorage;
  readonly files: FileWork;
  readonly announcer: Announcer;
  readonly discovery: TorrentDiscovery;
  /** Made after the run. */
  disk(): WatchedDownload;
}

/** What others learn of a run. */
export interface RunListener {
  /** Runs a change and tells the session where it led. */
  change(change: () => void): void;
  /** Everything that is wanted is here, at last while it ran. */
  onStateChanged(previous: EngineDownloadState): void;
  onCompleted(completedAt: number): void;
}

export class TorrentRun {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #topics: RunTopics;
  readonly #listener: RunListener;

  constructor(
    state: TorrentState,
    context: TorrentContext,
    topics: RunTopics,
    listener: RunListener,
  ) {
    this.#state = state;
    this.#context = context;
    this.#topics = topics;
    this.#listener = listener;
  }

  /** Does what the intent asks for, from wherever it is. */
  proceed(): void {
    const state = this.#state;
    const { announcer, discovery, swarm, choking, requests, storage, files, turn } = this.#topics;
    if (state.fault || state.isRemoved || state.isLost) return;
    files.promotion.resume();
    files.relocation.resume();
    if (state.needsCheck) {
      if (state.intent === 'started' && state.checking === 'no') this.#startCheck();
      return;
    }
    if (state.intent !== 'started') return;
    void storage.checkUnrecorded();
    if (state.isComplete && state.completedAt === null) this.#noteCompletion();
    if (!state.hasSlot) {
      this.#context.requestSlot(turn);
      return;
    }
    const noRoom = this.#findsNoRoom();
    if (noRoom) {
      this.stopFor(noRoom);
      return;
    }
    if (files.allocation.isDue) {
      files.allocation.start();
      return;
    }
    if (state.isDownloading) storage.beginFetching();
    announcer.start();
    discovery.start();
    swarm.updateInterests();
    swarm.refresh();
    choking.run();
    requests.topUpAll();
    void storage.createEmptyFiles();
  }

  /** Goes on when its turn comes; disconnects where another has its turn. */
  changeSlot(hasSlot: boolean): void {
    const mustStop = !hasSlot && this.#state.isActive;
    this.#listener.change(() => {
      this.#state.hasSlot = hasSlot;
      if (hasSlot) this.proceed();
      else if (mustStop) this.disconnect(true);
    });
    if (mustStop) void this.#topics.storage.checkpoint();
  }

  /** Hashes everything that is on the disk, when it is its turn. */
  async checkAll(): Promise<void> {
    const status = await this.#topics.storage.planFullCheck();
    if (this.#state.isRemoved) return;
    this.#state.needsCheck = true;
    if (status === STATUS.ok) this.#startCheck();
    else this.stopWith(status);
  }

  /** After a fault: finds out what became of the files, and goes on with what they hold. */
  async compare({ code }: DownloadFault): Promise<void> {
    const wereChangedByOthers = code === 'file-changed' || code === 'file-missing';
    const status = await this.#topics.storage.planComparison(wereChangedByOthers);
    if (this.#state.isRemoved) return;
    if (status === STATUS.ok) this.#listener.change(() => this.proceed());
    else this.stopWith(status);
  }

  onCheckEnd(settle: () => void): void {
    this.#listener.change(() => {
      settle();
      if (this.#state.isComplete) this.#state.completedAt ??= this.#context.clock.wallTime();
      this.proceed();
    });
    this.#topics.files.relocation.goOn();
    void this.#topics.storage.checkpoint();
  }

  onPieceVerified(piece: number, senders: Int32Array): void {
    this.#topics.liars.onPieceVerified(piece, senders);
    this.#topics.storage.onPieceWritten(piece);
    this.#onGain(piece);
  }

  /** It was on the disk already. */
  onPieceFound(piece: number): void {
    this.#topics.storage.markHad(piece);
    this.#onGain(piece);
  }

  /** Other files are wanted than before. */
  onWantedChanged(): void {
    const { swarm, requests, storage, files } = this.#topics;
    files.allocation.onWantedChanged();
    if (!this.#state.isActive) return;
    const noRoom = this.#findsNoRoom();
    if (noRoom) {
      this.stopFor(noRoom);
      return;
    }
    if (this.#state.isDownloading) storage.beginFetching();
    swarm.broadcastUploadOnly();
    swarm.updateInterests();
    if (files.allocation.isDue) {
      this.quiet();
      files.allocation.start();
      return;
    }
    requests.topUpAll();
    void storage.createEmptyFiles();
    if (this.#state.isComplete) this.#state.completedAt ??= this.#context.clock.wallTime();
  }

  /** What came since the last sync may be lost, though it can still be read. */
  onSyncFailed(status: number): void {
    this.fail(status);
    if (!this.#state.fault) this.#listener.change(() => this.disconnect(false));
  }

  /** Stops asking and serving, keeps the connections. */
  quiet(): void {
    const { requests, choking, swarm, announcer, discovery, files } = this.#topics;
    files.allocation.stop();
    requests.withdrawAll();
    choking.chokeAll();
    swarm.updateInterests();
    void announcer.stop();
    discovery.stop();
    this.resetRates();
  }

  /** `keepsBlocks`: what came of pieces that are not complete is written and gone on with later. */
  disconnect(keepsBlocks: boolean): void {
    const { requests, swarm, announcer, discovery, files } = this.#topics;
    files.allocation.stop();
    if (keepsBlocks) requests.withdrawAll();
    else requests.dropOpenPieces();
    swarm.closeAll();
    void announcer.stop();
    discovery.stop();
    this.resetRates();
    if (this.#state.storage >= 0) void this.#context.disk.release(this.#state.storage);
  }

  resetRates(): void {
    this.#state.download.reset();
    this.#state.upload.reset();
    for (const peer of this.#state.peers.values()) {
      peer.download.reset();
      peer.upload.reset();
    }
  }

  /** A fault of the disk: this download stops, with a sentence that says what to do. */
  fail(status: number): void {
    if (this.#state.fault || this.#state.isRemoved || this.#state.intent !== 'started') return;
    this.stopWith(status);
  }

  /** The same whatever the user wants of it: files that are on the move are so while it is paused, too. */
  stopWith(status: number, fault = this.#topics.storage.faultOf(status)): void {
    if (this.#state.fault || this.#state.isRemoved) return;
    this.#listener.change(() => {
      this.#state.fault = fault;
      if (PUTS_IN_QUESTION.has(status)) this.#state.needsCheck = true;
      this.disconnect(false);
    });
    const { id } = this.#state.metainfo;
    this.#context.logger.warn('download stopped by its disk', { id, fault: fault.code });
  }

  /** Within a change: it does nothing any more, at whatever it was. */
  stopFor(fault: DownloadFault | null): void {
    this.#state.fault = fault;
    this.#topics.storage.stopCheck();
    this.disconnect(!this.#state.isLost);
  }

  /** Why what it has to fetch does not fit on its disk; null where it does, or where it has everything. */
  #findsNoRoom(): DownloadFault | null {
    return this.#state.isComplete ? null : this.#context.claimRoom(this.#topics.disk());
  }

  #startCheck(): void {
    if (this.#state.isRemoved || this.#state.fault || this.#state.isLost) return;
    this.#listener.change(
      () => void this.#topics.storage.runCheck((begin) => this.#listener.change(begin)),
    );
  }

  #onGain(piece: number): void {
    const state = this.#state;
    const { swarm, files } = this.#topics;
    swarm.broadcastHave(piece);
    const wasWanted = state.wanted.priorityOf(piece) > 0;
    if (wasWanted) swarm.loseInterest(piece);
    if (!state.isComplete) return;
    files.relocation.goOn();
    if (state.isActive) this.#complete();
    else if (state.wantsSlot) this.proceed();
  }

  #complete(): void {
    const { announcer, swarm, choking, storage } = this.#topics;
    this.#listener.onStateChanged('downloading');
    this.#noteCompletion();
    announcer.completed();
    swarm.broadcastUploadOnly();
    swarm.updateInterests();
    choking.run();
    void storage.checkpoint();
  }

  #noteCompletion(): void {
    const completedAt = this.#context.clock.wallTime();
    this.#state.completedAt = completedAt;
    this.#listener.onCompleted(completedAt);
  }
}
