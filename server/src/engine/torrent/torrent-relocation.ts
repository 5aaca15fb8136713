/**
 * Brings a torrent's files to where they shall be, step by step, while it runs: a move, a renaming, the way out of
 * the incomplete folder, and the way back of a move that was cancelled are all the same. Invariant: as long as a
 * file may stand in a former place the disk threads look for it there, and the owner of the engine is not told to
 * forget the place. A fault on the way stops the torrent where it is; from there it goes on or turns round.
 */
import { RequestError } from '../core/engine-error.ts';
import type { DownloadFaultCode, DownloadPlace } from '../core/messages.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import { faultOfStatus } from '../storage/disk-fault.ts';
import { heldBytes } from './place-changes.ts';
import { piecesThere, type FoundFiles } from './resume-trust.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** Faults after which it is not sure where the files are, or whether they are what they were. */
const UNSURE: ReadonlySet<DownloadFaultCode> = new Set([
  'file-missing',
  'file-changed',
  'volume-missing',
  'internal',
]);

export interface RelocationListener {
  /** It begins to move, or is further. */
  onStep(): void;
  onFault(status: number): void;
  /** Files stand elsewhere than before: to be recorded, as far as that is possible now. */
  record(): Promise<void>;
  /** Every file is in its place. */
  onRelocated(): void;
}

export class TorrentRelocation {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: RelocationListener;
  #working: Promise<void> | null = null;
  /** Counts the changes of the place: what a step says is true for the place that it began with. */
  #changes = 0;
  /** The disk threads do not know the present place yet, since they could not take it. */
  #isUntold = false;
  #telling: Promise<unknown> = Promise.resolve();
  /** It met a fault, and waits to be resumed, cancelled or sent elsewhere. */
  #isStuck = false;
  #isStopped = false;

  constructor(state: TorrentState, context: TorrentContext, listener: RelocationListener) {
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
  }

  /** Whether files are on their way and nothing keeps them from it. */
  get isMoving(): boolean {
    const { place, fault, isRemoved, isLost, checking, storage } = this.#state;
    const isAway = isRemoved || isLost;
    const isHeld = this.#isStuck || this.#isStopped || isAway || fault !== null;
    // A check reads the files where they are, so that the move waits for it.
    return place.isMoving && !isHeld && checking !== 'running' && storage >= 0;
  }

  /** Throws a RequestError where a move cannot begin now: something stands in the place, or it has no room. */
  async check(target: DownloadPlace): Promise<void> {
    const { place, storage } = this.#state;
    this.#demandMovable();
    const would = place.wouldBe(target);
    if (!would) return;
    const { status, path } = await this.#context.disk.placesTaken(storage, would);
    if (path !== null) {
      throw new RequestError('path-conflict', `${path} is there already. Move it away first.`);
    }
    if (status !== STATUS.ok) {
      throw new RequestError('state-conflict', faultOfStatus(status, would.directory).message);
    }
    await this.#context.demandRoom(heldBytes(this.#state), would.directory);
    this.#demandMovable();
  }

  /** The files go to the place. Its owner has recorded that, after `check`. */
  move(target: DownloadPlace): void {
    this.#demandMovable();
    this.#change(() => this.#state.place.moveTo(target));
  }

  /** Turns the latest move round. */
  cancel(): void {
    const { move, isLeavingStaging } = this.#state.place;
    const refusal = !move
      ? 'No move is under way.'
      : move.returning
        ? 'Its files are on their way back already.'
        : isLeavingStaging
          ? 'A complete download leaves the folder for incomplete ones. Move it elsewhere instead.'
          : null;
    if (refusal !== null) throw new RequestError('state-conflict', refusal);
    this.#change(() => this.#state.place.turnRound());
  }

  /** Whether the fault that the torrent stopped at is no reason against another place for its files. */
  get isFaultOfPlace(): boolean {
    const { fault } = this.#state;
    return fault !== null && !UNSURE.has(fault.code);
  }

  /** Goes on after a fault. */
  resume(): void {
    this.#isStuck = false;
    if (this.#isUntold && !this.#state.place.isMoving) this.#tell();
    this.goOn();
  }

  /** Does what is due and possible. To be called whenever that may have changed. */
  goOn(): void {
    const { place, isComplete, isChecked, fault, storage } = this.#state;
    const isWhole = isComplete && isChecked && fault === null && storage >= 0;
    if (isWhole && place.stagingDirectory !== null && !place.isMoving) {
      this.#change(() => place.leaveStaging());
    }
    this.#work();
  }

  /** Takes no further step; resolves when none is under way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#working;
  }

  #demandMovable(): void {
    const { place, fault } = this.#state;
    if (place.isMoving && !this.#isStuck) {
      throw new RequestError(
        'state-conflict',
        'Its files are on the move already. Wait for that, or cancel the move.',
      );
    }
    if (fault !== null && !this.isFaultOfPlace) {
      throw new RequestError('state-conflict', `${fault.message} Then it can be moved.`);
    }
  }

  /** In one go, so that no job comes between what the place is and what the disk threads take for it. */
  #change(change: () => void): void {
    change();
    this.#changes++;
    this.#isStuck = false;
    this.#tell();
    this.#listener.onStep();
    this.#work();
  }

  /** Lets the disk threads know the place. */
  #tell(): void {
    const changes = this.#changes;
    this.#isUntold = true;
    this.#telling = this.#context.disk.changeLayout(this.#state.storage).then((status) => {
      if (status !== STATUS.ok) this.#fail(status);
      else if (changes === this.#changes) this.#isUntold = false;
      return status;
    });
  }

  #work(): void {
    if (!this.isMoving || this.#working) return;
    this.#listener.onStep();
    this.#working = this.#takeSteps().finally(() => {
      this.#working = null;
      // What was asked for between the last look and here.
      this.#work();
    });
  }

  async #takeSteps(): Promise<void> {
    while (this.isMoving) {
      await this.#telling;
      if (this.#isUntold) this.#tell();
      await this.#telling;
      if (!this.isMoving) return;
      const changes = this.#changes;
      const step = await this.#context.disk.relocateStep(this.#state.storage);
      if (changes !== this.#changes) continue;
      if (step.status !== STATUS.ok) {
        this.#fail(step.status);
        return;
      }
      this.#state.place.noteProgress(step.doneBytes, step.totalBytes);
      this.#listener.onStep();
      if (step.isDone) await this.#end(changes);
    }
  }

  /** The former places are forgotten when all that is had is found in its place, and that is recorded. */
  async #end(changes: number): Promise<void> {
    const { disk } = this.#context;
    const { place, storage, picker, geometry } = this.#state;
    // What comes after the look may be in files that it does not find.
    const before = Bitfield.parse(picker.have.bytes, geometry.pieceCount)!;
    const { status, stamps, partFile } = await disk.stat(storage);
    if (status !== STATUS.ok || !this.#standsAsHad(before, { files: stamps, partFile })) {
      this.#fail(status === STATUS.ok ? STATUS.fileMissing : status);
      return;
    }
    await this.#listener.record();
    if (changes !== this.#changes || !this.isMoving) return;
    const former = place.forgetFormer();
    const changed = await disk.changeLayout(storage);
    if (changed === STATUS.ok) {
      this.#listener.onRelocated();
      this.goOn();
      return;
    }
    place.rememberFormer(former);
    this.#isUntold = true;
    this.#fail(changed);
  }

  #fail(status: number): void {
    this.#isStuck = true;
    if (!this.#isStopped) this.#listener.onFault(status);
  }

  /** Whether every piece that is had has its bytes in the present place. */
  #standsAsHad(have: Bitfield, found: FoundFiles): boolean {
    const { metainfo, picker } = this.#state;
    const isThere = piecesThere(metainfo, found);
    for (let piece = 0; piece < have.length; piece++) {
      if (have.has(piece) && picker.have.has(piece) && !isThere(piece)) return false;
    }
    return true;
  }
}
