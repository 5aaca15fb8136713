/**
 * A torrent as the watches over the disks see it: where its files are, what it still needs there, and how it stops
 * for the sake of the disk and goes on again. Invariant: while its disk is missing nothing is made, recorded or
 * put in question; what was recorded of it is compared with the files when the disk is back.
 */
import type { DownloadFault } from '../core/messages.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import type { FileWork } from './file-work.ts';
import { heldBytes, leaveStagingIfLeft } from './place-changes.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentRun } from './torrent-run.ts';
import type { TorrentState } from './torrent-state.ts';
import type { TorrentStorage } from './torrent-storage.ts';
import type { TorrentTurn } from './torrent-turn.ts';
import type { HeldBytes, WatchedDownload } from './watched-download.ts';

export interface DiskTopics {
  readonly turn: TorrentTurn;
  readonly run: TorrentRun;
  readonly storage: TorrentStorage;
  readonly files: FileWork;
  /** Runs a change and tells the session where it led. */
  change(change: () => void): void;
}

export class TorrentDisk implements WatchedDownload {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #topics: DiskTopics;
  /** Its files were not looked at since it was added. */
  #isUnseen = false;
  #regaining: Promise<void> | null = null;

  constructor(state: TorrentState, context: TorrentContext, topics: DiskTopics) {
    this.#state = state;
    this.#context = context;
    this.#topics = topics;
  }

  get turn(): TorrentTurn {
    return this.#topics.turn;
  }

  /** Roots of the volumes that its files are on; none where it was given none. */
  get volumeRoots(): readonly string[] {
    const { target, strays } = this.#state.place;
    const roots = [target, ...strays].flatMap(({ volumeRoot }) => volumeRoot ?? []);
    return [...new Set(roots)];
  }

  /** The folder that it writes to. */
  get directory(): string {
    return this.#state.place.target.directory;
  }

  get fault(): DownloadFault | null {
    return this.#state.fault;
  }

  /** Whether it stopped since its disk is missing. */
  get isLost(): boolean {
    return this.#state.isLost;
  }

  /** Whether it does, or waits to do, what the user wants of it. */
  get isRunning(): boolean {
    return this.#state.intent === 'started' && this.#state.fault === null;
  }

  /** Whether it writes, or will as soon as peers send. */
  get isFetching(): boolean {
    return this.#state.isDownloading || this.#state.isAllocating;
  }

  /**
   * Bytes of wanted files that are not on the disk and that no room is allocated for, as far as is known; and of one
   * whose move ran out of room, what is still to be moved.
   */
  get neededBytes(): number {
    const { isComplete, wanted, completedWantedBytes, unallocatedBytes, place, fault } =
      this.#state;
    const left = this.#state.isAllocating ? 1 - this.#state.checkProgress : 1;
    const missing = Math.min(wanted.total - completedWantedBytes, unallocatedBytes) * left;
    const isStuck = fault?.code === 'disk-full' && place.move !== null;
    const unmoved = isStuck ? completedWantedBytes * (1 - place.move.progress) : 0;
    return Math.ceil((isComplete ? 0 : missing) + unmoved);
  }

  /** What a move under way has yet to bring into its folder, and where that stands; null where none is. */
  get coming(): HeldBytes | null {
    const { place, fault, isLost } = this.#state;
    if (!place.isMoving || fault !== null || isLost) return null;
    return heldBytes(this.#state)[1] ?? null;
  }

  /** Whether pieces of it were found on the disk since it was added: that is the right disk, then. */
  get isProven(): boolean {
    const { picker, isChecked, fault } = this.#state;
    return picker.have.count > 0 && isChecked && fault === null;
  }

  /** Whether one of its files at least is as it was recorded. */
  async isAsRecorded(): Promise<boolean> {
    return this.#topics.storage.isAsRecorded();
  }

  /** It stops, until the session lets it go on or the user resumes it. */
  stopFor(fault: DownloadFault): void {
    if (this.#state.isRemoved) return;
    this.#topics.change(() => this.#topics.run.stopFor(fault));
    void this.#topics.storage.checkpoint();
  }

  /** Says the fault that it has in other words; of one that is on the move they say what can be done of that. */
  say(fault: DownloadFault): void {
    const { place, isLost } = this.#state;
    const isOfMove = place.isMoving && !isLost;
    if (this.#state.fault?.code === fault.code && !isOfMove) this.#state.fault = fault;
  }

  /** The fault is over, as far as the session can see. */
  goOn(): void {
    this.#topics.change(() => {
      this.#state.fault = null;
      this.#topics.run.proceed();
    });
  }

  /** Its disk is missing. What the user wants of it stays as it is. */
  lose(fault: DownloadFault): void {
    const state = this.#state;
    if (state.isRemoved) return;
    this.#topics.change(() => {
      state.isLost = true;
      this.#topics.run.stopFor(state.intent === 'cancelled' ? null : fault);
    });
  }

  /** The same at the start, before its files were looked at. */
  loseUnseen(fault: DownloadFault): void {
    this.#isUnseen = true;
    this.lose(fault);
  }

  /** The user resumes it while its disk is missing: it goes on with the others. */
  awaitDisk(fault: DownloadFault): void {
    this.#topics.change(() => {
      this.#state.intent = 'started';
      this.#state.fault = fault;
    });
  }

  /** Its disk is back. `isStillThere` is asked again after each wait. */
  async regain(isStillThere: () => boolean): Promise<void> {
    this.#regaining ??= this.#regain(isStillThere).finally(() => {
      this.#regaining = null;
    });
    return this.#regaining;
  }

  async #regain(isStillThere: () => boolean): Promise<void> {
    const { storage, run } = this.#topics;
    const state = this.#state;
    if (this.#isUnseen) await leaveStagingIfLeft(state, this.#context.disk);
    this.#isUnseen = false;
    let status = await storage.compareAgain();
    if (status === STATUS.ok) status = await this.#topics.files.promotion.ensure();
    if (state.isRemoved || !isStillThere()) return;
    this.#topics.change(() => {
      state.isLost = false;
      state.fault = status === STATUS.ok ? null : storage.faultOf(status);
      run.proceed();
    });
  }
}
