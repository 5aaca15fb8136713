/**
 * What is on the disk: trusted where it is as it was recorded, else hashed; synced before it is recorded.
 * Joins what a record is trusted for (resume-trust.ts), the hashing (torrent-check.ts) and the recording
 * (torrent-checkpoint.ts) over the files of one torrent.
 */
import type { DownloadFault, ResumeState } from '../core/messages.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import type { JobListener } from '../storage/disk-pool.ts';
import { faultOfStatus } from '../storage/disk-fault.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import type { BlockMemory } from './block-memory.ts';
import { CheckTurn } from './check-turn.ts';
import { FileWatch } from './file-watch.ts';
import {
  isSameStamp,
  judgeResume,
  piecesThere,
  type FoundFiles,
  type SuspectFile,
} from './resume-trust.ts';
import { layoutOf } from './storage-layout.ts';
import { TorrentCheck, type CheckedSlice } from './torrent-check.ts';
import { PART_FILE, TorrentCheckpoint } from './torrent-checkpoint.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';
import { UnrecordedPieces } from './unrecorded-pieces.ts';

export interface StorageListener {
  /** `settle` takes over what the check found. */
  onCheckEnd(settle: () => void): void;
  /** A piece was on the disk already, as is found out beside the transfer. */
  onPieceFound(piece: number): void;
  /** Pieces that were looked at may be fetched now. */
  onPiecesFree(): void;
  onCheckpoint(resume: ResumeState): void;
  /** A file is not there any more, or the disk does not answer. */
  onFault(status: number): void;
  /** The same for a disk that lost what was written: also where nothing is started. */
  onSyncFailed(status: number): void;
  bannedAddresses(): string[];
}

export class TorrentStorage {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #memory: BlockMemory;
  readonly #listener: StorageListener;
  readonly #check: TorrentCheck;
  readonly #turn: CheckTurn;
  readonly #checkpoint: TorrentCheckpoint;
  readonly #unrecorded: UnrecordedPieces;
  readonly #watch: FileWatch;
  /** What a check has to find out before anything else. */
  #suspects: SuspectFile[] = [];
  #toCheck: number[] = [];
  /** What is left of it while it is checked. */
  #left: ReadonlySet<number> | null = null;
  /** The disk threads may know how the files are to stand. */
  #areFilesHeld = false;

  constructor(
    state: TorrentState,
    context: TorrentContext,
    memory: BlockMemory,
    listener: StorageListener,
  ) {
    this.#state = state;
    this.#context = context;
    this.#memory = memory;
    this.#listener = listener;
    this.#check = new TorrentCheck(state, context);
    this.#turn = new CheckTurn(state, context);
    this.#checkpoint = new TorrentCheckpoint(state, context, memory, {
      onRecord: (resume) => {
        this.#holdFilesTo(resume);
        listener.onCheckpoint(resume);
      },
      onUnsynced: (status, pieces) => this.#loseUnsynced(status, pieces),
      onChangedByOthers: (status) => listener.onFault(status),
      mayRecord: (have, found) => this.#standsAsHad(have, found),
      bannedAddresses: () => listener.bannedAddresses(),
    });
    this.#unrecorded = new UnrecordedPieces(state, this.#check, {
      onFound: (piece) => {
        this.#checkpoint.onFilesChanged();
        listener.onPieceFound(piece);
      },
      onFree: () => listener.onPiecesFree(),
      onFault: (status) => listener.onFault(status),
      onEnd: () => this.#endUnrecorded(),
    });
    this.#watch = new FileWatch(state, context, this.#checkpoint, (status) =>
      listener.onFault(status),
    );
  }

  /**
   * Takes a place in the disk threads and compares what is there with what was recorded. Gives the
   * status of the disk: `fileMissing` where a file is gone that pieces were had in.
   */
  async open(jobs: JobListener, resume: ResumeState | null): Promise<number> {
    this.#begin(jobs, resume);
    const { status, ...found } = await this.#look();
    if (status === STATUS.ok) return this.#trust(resume, found, false);
    this.#state.needsCheck = true;
    return status;
  }

  /** Takes a place in the disk threads and shows what was recorded, without a look at the disk: it is missing. */
  openLost(jobs: JobListener, resume: ResumeState | null): void {
    const state = this.#state;
    this.#begin(jobs, resume);
    const recorded = resume && Bitfield.parse(resume.have, state.geometry.pieceCount);
    if (!recorded) return;
    for (let piece = 0; piece < recorded.length; piece++) {
      if (recorded.has(piece)) this.markHad(piece);
    }
    state.isDirty = false;
  }

  /** The disk is back: compares it with the last record, as at a start. Gives the same. */
  async compareAgain(): Promise<number> {
    const { status, ...found } = await this.#putInQuestion();
    this.#state.needsCheck = status !== STATUS.ok;
    return status === STATUS.ok ? this.#trust(this.#checkpoint.last, found, false) : status;
  }

  /** Whether one file at least is as it was recorded. */
  async isAsRecorded(): Promise<boolean> {
    const { stamps } = await this.#context.disk.stat(this.#state.storage);
    const recorded = this.#checkpoint.last?.files ?? [];
    return recorded.some((file, index) => file && isSameStamp(file, stamps[index] ?? null));
  }

  /** Starts over: nothing is had until it is hashed, in this run or in the next. Gives the status of the disk. */
  async planFullCheck(): Promise<number> {
    this.#checkpoint.recordNothing();
    const { status, ...found } = await this.#putInQuestion();
    this.#planFull(found);
    return status;
  }

  /**
   * Compares the disk with the last record once more. What files lack is lost then; what those hold that are not as
   * recorded is hashed where others changed them, else as after a crash. Gives the status of the disk.
   */
  async planComparison(wereChangedByOthers: boolean): Promise<number> {
    const { status, ...found } = await this.#putInQuestion();
    if (status !== STATUS.ok) return status;
    const { last } = this.#checkpoint;
    const settled = { isSettled: true, partial: [] };
    this.#state.needsCheck = false;
    this.#trust(last && { ...last, ...(wereChangedByOthers && settled) }, found, true);
    this.#state.isDirty = true;
    return STATUS.ok;
  }

  /** Hashes what is in question, when it is this torrent's turn. */
  async runCheck(onStart: (begin: () => void) => void): Promise<void> {
    this.#check.stop();
    this.#state.checking = 'waiting';
    // A few pieces that speak for a file need not wait behind whole torrents.
    const isReady = await this.#turn.begin(this.#toCheck.length > 0);
    if (isReady === 'stopped') return;
    if (isReady === 'no-hashes') {
      this.stopCheck();
      this.#listener.onFault(STATUS.hashesMissing);
      return;
    }
    onStart(() => {
      this.#state.checking = 'running';
      this.#state.checkProgress = 0;
    });
    this.#checkSamples();
  }

  /** Goes on with what may have come after the last record, beside the transfer. */
  async checkUnrecorded(): Promise<void> {
    if (this.#unrecorded.isEmpty || this.#turn.isTaken) return;
    const isReady = await this.#turn.begin(true);
    if (isReady === 'ready') this.#unrecorded.check();
    else if (isReady === 'no-hashes') this.#endChecking();
  }

  /** Ends a check that runs or waits; it is still due. */
  stopCheck(): void {
    this.#state.checking = 'no';
    if (this.#left) this.#toCheck = [...this.#left];
    this.#left = null;
    this.#endChecking();
  }

  onChecked(slice: CheckedSlice): void {
    this.#check.onSlice(slice);
    if (this.#state.checking === 'running') this.#state.checkProgress = this.#check.progress;
  }

  /** The piece was downloaded, verified and written. */
  onPieceWritten(piece: number): void {
    this.#state.completedWantedBytes += this.#state.wanted.bytesOf(piece);
    this.#state.isDirty = true;
    this.#checkpoint.onWritten(piece);
  }

  /** The piece is on the disk. */
  markHad(piece: number): void {
    if (this.#state.picker.have.has(piece)) return;
    this.#state.picker.setHave(piece);
    this.#state.completedWantedBytes += this.#state.wanted.bytesOf(piece);
    this.#state.isDirty = true;
  }

  /** Files without bytes hold no piece: they are made when the download starts. */
  async createEmptyFiles(): Promise<void> {
    const { metainfo, filePriorities, storage } = this.#state;
    const empty = metainfo.files.flatMap((file, index) =>
      file.bytes === 0 && !file.padding && filePriorities[index] !== 'skip' ? [index] : [],
    );
    if (empty.length === 0) return;
    const status = await this.#context.disk.createEmpty(storage, empty);
    if (status !== STATUS.ok) this.#listener.onFault(status);
    else if (empty.some((index) => !this.#checkpoint.last?.files[index])) this.onFilesChanged();
  }

  /** Files were made, filled, renamed or moved otherwise than by writing pieces. */
  onFilesChanged(): void {
    this.#freeFiles();
    this.#checkpoint.onFilesChanged();
  }

  /** A record that says that more is to come, before anything comes. */
  beginFetching(): void {
    this.#freeFiles();
    const { last, isUnderWay } = this.#checkpoint;
    if (last === null || last.isSettled || isUnderWay) void this.#checkpoint.make();
  }

  /** Syncs, then reports what is had: one after the other, never what came after the sync began. */
  async checkpoint(): Promise<void> {
    return this.#checkpoint.make();
  }

  /** The session ends: records, where there is something to record, that nothing is to come. */
  async settle(): Promise<void> {
    this.#checkpoint.end();
    if (this.#checkpoint.isDue) await this.#checkpoint.make();
  }

  /** Whether a checkpoint is under way. */
  get isRecording(): boolean {
    return this.#checkpoint.isUnderWay;
  }

  /** Once a second while it is awake. */
  tick(): void {
    this.#watch.tick();
  }

  /**
   * Everything is had and recorded, and nobody asks for any of it: the hashes and what the disk threads know
   * of it go, and come again when they are needed.
   */
  rest(): void {
    const { storage, picker } = this.#state;
    if (storage < 0 || this.#checkpoint.isDue || !picker.have.isFull) return;
    if (this.#context.loadPieceHashes) this.#state.pieceHashes = null;
    void this.#context.disk.rest(storage);
  }

  faultOf(status: number): DownloadFault {
    const { directory, target } = this.#state.place;
    const isMissing = status === STATUS.volumeMissing;
    return faultOfStatus(status, isMissing ? (target.volumeRoot ?? target.directory) : directory);
  }

  #begin(jobs: JobListener, resume: ResumeState | null): void {
    const state = this.#state;
    state.storage = this.#context.disk.open(() => layoutOf(state), jobs);
    state.downloadedBefore = resume?.downloadedBytes ?? 0;
    state.uploadedBefore = resume?.uploadedBytes ?? 0;
    if (resume) this.#checkpoint.begin(resume, false);
  }

  /** While all is had and nothing is written nobody may change the files: the disk threads see to it as they read. */
  #holdFilesTo({ isSettled, files }: ResumeState): void {
    const state = this.#state;
    const isStill = isSettled && state.isComplete && !state.place.isMoving;
    if (!isStill) this.#freeFiles();
    else if (state.settledStamps !== files) {
      state.settledStamps = files;
      this.#areFilesHeld = true;
      void this.#context.disk.changeLayout(state.storage);
    }
  }

  /** No write comes before the disk threads know. */
  #freeFiles(): void {
    if (!this.#areFilesHeld) return;
    this.#areFilesHeld = false;
    this.#state.settledStamps = null;
    void this.#context.disk.changeLayout(this.#state.storage);
  }

  async #look(): Promise<FoundFiles & { status: number }> {
    const looked = await this.#context.disk.stat(this.#state.storage);
    const { status, stamps, partFile, unallocatedBytes } = looked;
    this.#state.unallocatedBytes = unallocatedBytes;
    this.#state.hasPartFile = partFile !== null;
    return { status, files: stamps, partFile };
  }

  /** Takes from the record what holds, and plans to find out the rest. Null: nothing is known. */
  #trust(resume: ResumeState | null, found: FoundFiles, lacksAreKnown: boolean): number {
    const state = this.#state;
    const verdict = resume && judgeResume(state.metainfo, resume, found, this.#context.random);
    if (!resume || !verdict) {
      this.#planFull(found);
      return STATUS.ok;
    }
    this.#checkpoint.begin(resume, verdict.differing.length === 0);
    for (let piece = 0; piece < verdict.had.length; piece++) {
      if (verdict.had.has(piece)) this.markHad(piece);
    }
    this.#suspects = verdict.suspects;
    this.#toCheck = verdict.toCheck;
    this.#unrecorded.plan(verdict.unrecorded, verdict.partial);
    if (verdict.suspects.length + verdict.unrecorded.length > 0) {
      this.#checkpoint.heldStamps = new Map(
        verdict.differing.map((file) => [
          file,
          file === PART_FILE ? resume.partFile : (resume.files[file] ?? null),
        ]),
      );
    }
    // All of it is recorded already. What is in question is recorded when its check ends.
    state.isDirty = false;
    state.needsCheck ||= verdict.toCheck.length + verdict.suspects.length > 0 || this.#lacksHashes;
    const isExact = verdict.differing.length === 0 && !verdict.isMissing;
    if (isExact && resume.isSettled && state.isComplete) {
      state.settledStamps = resume.files;
      this.#areFilesHeld = true;
    }
    this.rest();
    if (!verdict.isMissing || lacksAreKnown) return STATUS.ok;
    state.needsCheck = true;
    return STATUS.fileMissing;
  }

  #planFull(found: FoundFiles): void {
    const isThere = piecesThere(this.#state.metainfo, found);
    this.#toCheck = [];
    for (let piece = 0; piece < this.#state.geometry.pieceCount; piece++) {
      if (isThere(piece)) this.#toCheck.push(piece);
    }
    this.#state.needsCheck ||= this.#toCheck.length > 0 || this.#lacksHashes;
  }

  /** They went when everything was had (`rest`). What is to be fetched again needs them, and a check brings them. */
  get #lacksHashes(): boolean {
    return this.#state.pieceHashes === null && !this.#state.picker.have.isFull;
  }

  /** Nothing is had until it is found out again. */
  async #putInQuestion(): Promise<FoundFiles & { status: number }> {
    this.stopCheck();
    this.#freeFiles();
    this.#memory.dropOpenPieces();
    this.#unrecorded.forget();
    this.#checkpoint.heldStamps = new Map();
    this.#suspects = [];
    await this.#context.disk.release(this.#state.storage);
    const found = await this.#look();
    const { picker, geometry } = this.#state;
    for (let piece = 0; piece < geometry.pieceCount; piece++) picker.loseHave(piece);
    this.#state.completedWantedBytes = 0;
    return found;
  }

  #endChecking(): void {
    this.#turn.end();
    this.#check.stop();
  }

  /** First the pieces that speak for others: where one is wrong all that it speaks for are in question. */
  #checkSamples(): void {
    const wrong = new Set<number>();
    this.#check.run([...new Set(this.#suspects.flatMap(({ sample }) => sample))], {
      onPiece: (piece, isRight) => {
        if (!isRight) wrong.add(piece);
      },
      onFault: (status) => this.#failCheck(status),
      onEnd: () => {
        this.#judgeSuspects(wrong);
        this.#checkRest();
      },
    });
  }

  #judgeSuspects(wrong: ReadonlySet<number>): void {
    const toCheck = new Set(this.#toCheck);
    for (const { pieces, sample } of this.#suspects) {
      if (sample.some((piece) => wrong.has(piece))) for (const piece of pieces) toCheck.add(piece);
    }
    for (const piece of this.#suspects.flatMap(({ pieces }) => pieces)) {
      if (!toCheck.has(piece)) this.markHad(piece);
    }
    this.#suspects = [];
    this.#toCheck = [...toCheck].toSorted((one, other) => one - other);
  }

  /** A check that is stopped goes on later with the pieces that are left. */
  #checkRest(): void {
    const left = new Set(this.#toCheck);
    this.#check.run(this.#toCheck, {
      onPiece: (piece, isRight) => {
        left.delete(piece);
        this.#left = left;
        if (isRight) this.markHad(piece);
      },
      onFault: (status) => this.#failCheck(status),
      onEnd: () =>
        this.#listener.onCheckEnd(() => {
          this.stopCheck();
          this.#toCheck = [];
          this.#state.needsCheck = false;
          if (this.#unrecorded.isEmpty) this.#checkpoint.heldStamps = new Map();
          this.#checkpoint.onFilesChanged();
        }),
    });
  }

  #failCheck(status: number): void {
    this.stopCheck();
    this.#listener.onFault(status);
  }

  #endUnrecorded(): void {
    this.#endChecking();
    this.#checkpoint.heldStamps = new Map();
    this.#checkpoint.onFilesChanged();
  }

  #loseUnsynced(status: number, pieces: ReadonlySet<number>): void {
    this.#listener.onSyncFailed(status);
    this.#freeFiles();
    this.#memory.dropOpenPieces();
    for (const piece of pieces) {
      if (!this.#state.picker.have.has(piece)) continue;
      this.#state.picker.loseHave(piece);
      this.#state.completedWantedBytes -= this.#state.wanted.bytesOf(piece);
    }
  }

  /** Whether every piece that is had has its bytes: another program removed or cut a file while it was open here. */
  #standsAsHad(have: Uint8Array, found: FoundFiles): boolean {
    const { metainfo, picker, geometry } = this.#state;
    // What came after the look may be in files that it did not find.
    const before = Bitfield.parse(have, geometry.pieceCount);
    const isThere = piecesThere(metainfo, found);
    for (let piece = 0; piece < picker.have.length; piece++) {
      if (!before?.has(piece) || !picker.have.has(piece) || isThere(piece)) continue;
      const isGone = found.files.some(
        (stamp, index) => stamp === null && !metainfo.files[index]!.padding,
      );
      this.#listener.onFault(isGone ? STATUS.fileMissing : STATUS.fileChanged);
      return false;
    }
    return true;
  }
}
