/**
 * What is on the disk: trusted where it is as it was recorded, else hashed; synced before it is recorded.
 * Rule (design 8): the database says "had" only of bytes that were synced before it was told.
 */
import type { DownloadFault, ResumeState } from '../core/messages.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import type { JobListener } from '../storage/disk-pool.ts';
import { faultOfStatus } from '../storage/disk-fault.ts';
import { OPERATION, STATUS, type FileStamp } from '../storage/disk-protocol.ts';
import { layoutOf } from './storage-layout.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';
import { eachPieceOf } from './wanted-bytes.ts';

/** Pieces that are hashed ahead: keeps every disk worker busy and a stop quick. */
const CHECKS_AHEAD = 16;

type RecordedCounters = Pick<ResumeState, 'downloadedBytes' | 'uploadedBytes' | 'completedAt'>;

export interface StorageListener {
  /** `settle` takes over what the check found. */
  onCheckEnd(settle: () => void): void;
  onCheckpoint(resume: ResumeState): void;
  /** A file is not there any more, or the disk does not answer. */
  onFault(status: number): void;
}

export class TorrentStorage {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: StorageListener;
  /** Pieces that the running check has to hash, and how far it is. */
  #toCheck: number[] = [];
  #checkAt = 0;
  #checksInFlight = 0;
  /** Answers of a check that was stopped carry an older number. */
  #checkNumber = 0;
  #endTurn: (() => void) | null = null;
  /** Stamps of the files when they were found in order: what a check starts from. */
  #stamps: FileStamp[] = [];
  #checkpointing: Promise<void> = Promise.resolve();
  #checkpointsUnderWay = 0;
  /** Counters of the last checkpoint, or of the one that this run began with. */
  #recorded: RecordedCounters | null = null;

  constructor(state: TorrentState, context: TorrentContext, listener: StorageListener) {
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
  }

  /**
   * Takes a place in the disk threads and compares what is there with what was recorded. Gives the
   * status of the disk: `fileMissing` where a file is gone that pieces were had in.
   */
  async open(jobs: JobListener, resume: ResumeState | null): Promise<number> {
    this.#state.storage = this.#context.disk.open(() => layoutOf(this.#state), jobs);
    const status = await this.#readStamps();
    if (status !== STATUS.ok) return status;
    if (resume) return this.#takeResume(resume);
    this.#planCheck(null);
    return STATUS.ok;
  }

  /** Starts over: nothing is had until it is hashed. Gives the status of the disk. */
  async planFullCheck(): Promise<number> {
    this.stopCheck();
    await this.#context.disk.release(this.#state.storage);
    const status = await this.#readStamps();
    const { picker, geometry } = this.#state;
    for (let piece = 0; piece < geometry.pieceCount; piece++) picker.loseHave(piece);
    this.#state.completedWantedBytes = 0;
    this.#planCheck(null);
    return status;
  }

  /** Hashes what `open` or `planFullCheck` found to be in question, when it is this torrent's turn. */
  async runCheck(onStart: (begin: () => void) => void): Promise<void> {
    const number = ++this.#checkNumber;
    this.#state.checking = 'waiting';
    const endTurn = await this.#context.takeCheckTurn();
    if (number !== this.#checkNumber || this.#state.isRemoved) {
      endTurn();
      return;
    }
    this.#endTurn = endTurn;
    const hasHashes = await this.#loadHashes();
    if (number !== this.#checkNumber || this.#state.isRemoved) return;
    if (!hasHashes) {
      this.stopCheck();
      this.#listener.onFault(STATUS.hashesMissing);
      return;
    }
    onStart(() => {
      this.#state.checking = 'running';
      this.#checkAt = 0;
      this.#checksInFlight = 0;
      this.#state.checkProgress = 0;
    });
    this.#submitChecks();
    this.#endIfChecked();
  }

  /** Ends a check that runs or waits; it is still due. */
  stopCheck(): void {
    this.#checkNumber++;
    this.#state.checking = 'no';
    this.#endTurn?.();
    this.#endTurn = null;
  }

  onChecked(piece: number, tag: number, isRight: boolean): void {
    if (tag !== this.#checkNumber || this.#state.checking !== 'running') return;
    this.#checksInFlight--;
    if (isRight) this.markHad(piece);
    this.#state.checkProgress = (this.#checkAt - this.#checksInFlight) / this.#toCheck.length;
    this.#submitChecks();
    this.#endIfChecked();
  }

  /** The piece is verified and written. */
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
  }

  /** Syncs, then reports what is had: one after the other, never what came after the sync began. */
  async checkpoint(): Promise<void> {
    this.#checkpointsUnderWay++;
    this.#checkpointing = this.#checkpointing
      .then(() => this.#checkpointNow())
      .finally(() => this.#checkpointsUnderWay--);
    return this.#checkpointing;
  }

  /** Whether a checkpoint would say something new, or one is under way. */
  get isUnrecorded(): boolean {
    const { isDirty, downloadedBytes, uploadedBytes, completedAt } = this.#state;
    if (isDirty || this.#checkpointsUnderWay > 0 || this.#recorded === null) return true;
    return (
      this.#recorded.downloadedBytes !== downloadedBytes ||
      this.#recorded.uploadedBytes !== uploadedBytes ||
      this.#recorded.completedAt !== completedAt
    );
  }

  /** Whether a checkpoint is under way. */
  get isRecording(): boolean {
    return this.#checkpointsUnderWay > 0;
  }

  /**
   * Everything is had and recorded, and nobody asks for any of it: the hashes and what the disk threads know
   * of it go, and come again when they are needed.
   */
  rest(): void {
    const { storage, picker } = this.#state;
    if (storage < 0 || this.isUnrecorded || !picker.have.isFull) return;
    if (this.#context.loadPieceHashes) this.#state.pieceHashes = null;
    void this.#context.disk.rest(storage);
  }

  /** Whether the hashes are there. The disk threads learn of them with their next job. */
  async #loadHashes(): Promise<boolean> {
    const state = this.#state;
    if (state.pieceHashes !== null) return true;
    const hashes = await this.#context.loadPieceHashes?.(state.metainfo.id);
    if (!hashes) return false;
    state.pieceHashes = hashes;
    await this.#context.disk.rest(state.storage);
    return true;
  }

  async #checkpointNow(): Promise<void> {
    const state = this.#state;
    if (state.isRemoved || !state.isChecked || state.storage < 0) return;
    state.isDirty = false;
    const have = state.picker.have.bytes.slice();
    const synced = await this.#context.disk.sync(state.storage);
    const { status, stamps } = await this.#context.disk.stat(state.storage);
    if (synced !== STATUS.ok || status !== STATUS.ok) {
      state.isDirty = true;
      return; // the writes of such a disk fail too, and stop the download with a sentence
    }
    // A check that began meanwhile has put in question what was had.
    if (state.isRemoved || !state.isChecked) return;
    if (this.#lacksFile(stamps)) {
      this.#listener.onFault(STATUS.fileMissing);
      return;
    }
    const { downloadedBytes, uploadedBytes, completedAt } = state;
    this.#recorded = { downloadedBytes, uploadedBytes, completedAt };
    this.#listener.onCheckpoint({
      have,
      files: stamps,
      partFile: null,
      partial: [],
      isSettled: true,
      bannedAddresses: [],
      ...this.#recorded,
    });
  }

  async #readStamps(): Promise<number> {
    const { status, stamps } = await this.#context.disk.stat(this.#state.storage);
    this.#stamps = stamps;
    return status;
  }

  /** Whether a file is gone that had pieces: another program removed it while it was open here. */
  #lacksFile(stamps: readonly FileStamp[]): boolean {
    const { metainfo, picker } = this.#state;
    return metainfo.files.some((file, index) => {
      if (file.padding || stamps[index] !== null) return false;
      let wasThere = false;
      eachPieceOf(metainfo, file.offset, file.bytes, (piece) => {
        wasThere ||= picker.have.has(piece);
      });
      return wasThere;
    });
  }

  faultOf(status: number): DownloadFault {
    return faultOfStatus(status, this.#state.place.directory);
  }

  /** Trusts the pieces of files that are as recorded; those of others are hashed again. */
  #takeResume(resume: ResumeState): number {
    const state = this.#state;
    state.downloadedBefore = resume.downloadedBytes;
    state.uploadedBefore = resume.uploadedBytes;
    state.completedAt = resume.completedAt;
    const recorded = Bitfield.parse(resume.have, state.geometry.pieceCount);
    if (recorded === null) {
      this.#planCheck(null);
      return STATUS.ok;
    }
    const inQuestion = new Set<number>();
    let isMissing = false;
    state.metainfo.files.forEach((file, index) => {
      const before = resume.files[index] ?? null;
      const now = this.#stamps[index] ?? null;
      if (file.padding || isSame(before, now)) return;
      eachPieceOf(state.metainfo, file.offset, file.bytes, (piece) => {
        inQuestion.add(piece);
        if (now === null && recorded.has(piece)) isMissing = true;
      });
    });
    for (let piece = 0; piece < recorded.length; piece++) {
      if (recorded.has(piece) && !inQuestion.has(piece)) this.markHad(piece);
    }
    // All of it is recorded already. What is in question is recorded when its check ends.
    state.isDirty = false;
    if (inQuestion.size === 0) {
      const { downloadedBytes, uploadedBytes, completedAt } = resume;
      this.#recorded = { downloadedBytes, uploadedBytes, completedAt };
    }
    this.rest();
    this.#planCheck(inQuestion);
    if (!isMissing) return STATUS.ok;
    state.needsCheck = true;
    return STATUS.fileMissing;
  }

  /** Of the pieces (null: all), those whose bytes are on the disk at all are to be hashed. */
  #planCheck(pieces: ReadonlySet<number> | null): void {
    const { metainfo, geometry, picker } = this.#state;
    const isAbsent = new Uint8Array(geometry.pieceCount);
    metainfo.files.forEach((file, index) => {
      if (file.padding) return;
      const there = Math.min(this.#stamps[index]?.bytes ?? 0, file.bytes);
      const missing = file.bytes - there;
      eachPieceOf(metainfo, file.offset + there, missing, (piece) => {
        isAbsent[piece] = 1;
      });
    });
    this.#toCheck = [];
    for (let piece = 0; piece < geometry.pieceCount; piece++) {
      const isDue = pieces === null || pieces.has(piece);
      if (isDue && isAbsent[piece] === 0 && !picker.have.has(piece)) this.#toCheck.push(piece);
    }
    this.#state.needsCheck ||= this.#toCheck.length > 0;
    this.#stamps = [];
  }

  #submitChecks(): void {
    while (this.#checksInFlight < CHECKS_AHEAD && this.#checkAt < this.#toCheck.length) {
      const piece = this.#toCheck[this.#checkAt++]!;
      this.#checksInFlight++;
      this.#context.disk.submit(
        OPERATION.check,
        this.#state.storage,
        piece,
        0,
        0,
        0,
        this.#checkNumber,
      );
    }
  }

  #endIfChecked(): void {
    if (this.#checksInFlight > 0 || this.#checkAt < this.#toCheck.length) return;
    this.#listener.onCheckEnd(() => {
      this.stopCheck();
      this.#toCheck = [];
      this.#state.needsCheck = false;
      this.#state.isDirty = true;
    });
  }
}

function isSame(before: FileStamp, now: FileStamp): boolean {
  if (before === null || now === null) return before === now;
  return before.bytes === now.bytes && before.modifiedMs === now.modifiedMs;
}
