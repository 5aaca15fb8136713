/**
 * Hashes pieces of one torrent that are on the disk, in slices, so that a piece of 512 MiB holds no disk thread,
 * and in all disk threads beside each other, as fast as the session's pace allows. Invariant: a listener hears of
 * each piece once, and of nothing after `stop`.
 */
import type { Paced } from '../limits/check-pace.ts';
import { OPERATION, STATUS } from '../storage/disk-protocol.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** What a job reads: a few milliseconds of a disk thread. */
const SLICE_BYTES = 4 * 1024 * 1024;

export interface CheckListener {
  onPiece(piece: number, isRight: boolean): void;
  /** The disk failed: whether the piece is right is not known, and the check has stopped. */
  onFault(status: number): void;
  onEnd(): void;
}

/** The answer to a slice. */
export interface CheckedSlice {
  piece: number;
  begin: number;
  length: number;
  tag: number;
  workMs: number;
  status: number;
}

export class TorrentCheck implements Paced {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  #listener: CheckListener | null = null;
  #pieces: readonly number[] = [];
  #next = 0;
  /** Pieces of which a slice is hashed, and where the next one begins. */
  #begun: { piece: number; begin: number }[] = [];
  #slicesUnderWay = 0;
  #totalBytes = 0;
  #doneBytes = 0;
  /** Answers of a check that was stopped carry an older number. */
  #number = 0;

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  get isRunning(): boolean {
    return this.#listener !== null;
  }

  /** Share of the bytes that are hashed, 0 to 1. */
  get progress(): number {
    return this.#totalBytes === 0 ? 0 : this.#doneBytes / this.#totalBytes;
  }

  /** Takes the place of a check that runs. */
  run(pieces: readonly number[], listener: CheckListener): void {
    this.stop();
    this.#listener = listener;
    this.#pieces = pieces;
    this.#next = 0;
    this.#begun = [];
    this.#slicesUnderWay = 0;
    this.#doneBytes = 0;
    this.#totalBytes = 0;
    for (const piece of pieces) this.#totalBytes += this.#state.geometry.bytesOfPiece(piece);
    this.goOn();
  }

  stop(): void {
    this.#number++;
    this.#listener = null;
    this.#context.checkPace.leave(this);
  }

  /** Gives the disk threads as much as the pace allows. */
  goOn(): void {
    if (!this.#listener) return;
    for (let slice = this.#nextSlice(); slice !== null; slice = this.#nextSlice()) {
      const lane = this.#context.disk.laneOf(this.#state.storage, slice.piece);
      if (!this.#context.checkPace.mayBegin(lane, this)) {
        this.#begun.unshift(slice);
        return;
      }
      this.#submit(lane, slice.piece, slice.begin);
    }
    const isOver = this.#slicesUnderWay === 0;
    if (isOver) this.#end()?.onEnd();
  }

  /** A disk thread has answered. */
  onSlice({ piece, begin, length, tag, workMs, status }: CheckedSlice): void {
    const { disk, checkPace } = this.#context;
    const lane = disk.laneOf(this.#state.storage, piece);
    const listener = tag === this.#number ? this.#listener : null;
    if (listener) {
      this.#slicesUnderWay--;
      this.#doneBytes += length;
      this.#take(listener, piece, begin + length, status);
    }
    checkPace.ended(lane, length, workMs);
    this.goOn();
  }

  #take(listener: CheckListener, piece: number, end: number, status: number): void {
    if (isFaultOfDisk(status)) {
      this.#end();
      listener.onFault(status);
      return;
    }
    const pieceBytes = this.#state.geometry.bytesOfPiece(piece);
    if (status === STATUS.ok && end < pieceBytes) {
      this.#begun.push({ piece, begin: end });
      return;
    }
    this.#doneBytes += pieceBytes - end; // where a file is too short the rest is not read
    listener.onPiece(piece, status === STATUS.ok);
  }

  #nextSlice(): { piece: number; begin: number } | null {
    const begun = this.#begun.shift();
    if (begun) return begun;
    if (this.#next === this.#pieces.length) return null;
    return { piece: this.#pieces[this.#next++]!, begin: 0 };
  }

  #submit(lane: number, piece: number, begin: number): void {
    const length = Math.min(SLICE_BYTES, this.#state.geometry.bytesOfPiece(piece) - begin);
    const { disk, checkPace } = this.#context;
    this.#slicesUnderWay++;
    checkPace.began(lane, length);
    disk.submit(OPERATION.check, this.#state.storage, piece, begin, length, 0, this.#number);
  }

  #end(): CheckListener | null {
    const listener = this.#listener;
    this.stop();
    return listener;
  }
}

/** A file that is gone or too short has a piece that is not there; whatever else fails says nothing of the piece. */
function isFaultOfDisk(status: number): boolean {
  if (status === STATUS.fileMissing || status === STATUS.fileChanged) return false;
  return status > STATUS.hashMismatch;
}
