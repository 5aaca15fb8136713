/**
 * Files that become wanted get what the part file holds of them before anything else is written to them, and files
 * that are whole lose their `.part`. Invariant: between the user's choice and the promotion that follows from it no
 * job comes to the disk threads.
 */
import type { FilePriorityName, ResumeState } from '../core/messages.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { promotionsOf } from './storage-layout.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export interface PromotionListener {
  /** Files stand that did not, or are about to. */
  onFilesChanged(): void;
  onFault(status: number): void;
}

export class FilePromotion {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #listener: PromotionListener;
  /** One failed: nothing is written until another succeeds. */
  #isDue = false;
  /** Files that were seen whole, one byte each. */
  readonly #whole: Uint8Array;
  /** What was recorded last. */
  #recorded: Bitfield | null = null;

  constructor(state: TorrentState, context: TorrentContext, listener: PromotionListener) {
    this.#state = state;
    this.#context = context;
    this.#listener = listener;
    this.#whole = new Uint8Array(state.metainfo.files.length);
  }

  /** Changes the priorities by `change`, and the layout with them. */
  choose(change: () => void): void {
    const before = this.#state.filePriorities.slice();
    change();
    const { filePriorities, storage } = this.#state;
    const isOther = (priority: FilePriorityName, index: number): boolean =>
      (priority === 'skip') !== (before[index] === 'skip');
    if (storage < 0 || !filePriorities.some(isOther)) return;
    const chosen = this.#indexes((index) => before[index] === 'skip');
    const promotion = this.#context.disk.changeLayout(storage, promotionsOf(this.#state, chosen));
    this.#listener.onFilesChanged();
    void this.#take(promotion, chosen);
  }

  /** Before anything is written: a crash may have come between a choice and what follows from it. */
  async ensure(): Promise<number> {
    if (!this.#state.hasPartFile) return STATUS.ok;
    const status = await this.#promoteAll();
    this.#listener.onFilesChanged();
    return status;
  }

  /** Tries again what failed. */
  resume(): void {
    if (this.#isDue) void this.#take(this.#promoteAll(), this.#wanted);
  }

  /** After `ensure`: a crash may have come between the record and the renaming of files that are whole with it. */
  begin({ have, isSettled }: Pick<ResumeState, 'have' | 'isSettled'>): void {
    const { isComplete, hasPartFile, geometry } = this.#state;
    this.#recorded = Bitfield.parse(have, geometry.pieceCount);
    if (!isSettled || !isComplete || hasPartFile) void this.#nameWhole();
  }

  /** The pieces are recorded (BEP 3 bitfield): files that are whole with them get their names. */
  async onRecorded(bitfield: Uint8Array): Promise<void> {
    this.#recorded = Bitfield.parse(bitfield, this.#state.geometry.pieceCount);
    await this.#nameWhole();
  }

  async #nameWhole(): Promise<void> {
    const { metainfo, storage } = this.#state;
    const have = this.#recorded;
    if (have === null) return;
    const whole = metainfo.files.flatMap(({ padding }, index) =>
      !padding && this.#whole[index] === 0 && this.#isWhole(index, have) ? [index] : [],
    );
    if (whole.length === 0 || storage < 0) return;
    for (const index of whole) this.#whole[index] = 1;
    const status = await this.#context.disk.finishFiles(storage, whole);
    if (status === STATUS.ok || this.#state.isRemoved) return;
    for (const index of whole) this.#whole[index] = 0;
    this.#listener.onFault(status);
  }

  async #promoteAll(): Promise<number> {
    const promotions = promotionsOf(this.#state, this.#wanted);
    return this.#context.disk.promote(this.#state.storage, promotions);
  }

  async #take(promotion: Promise<number>, chosen: readonly number[]): Promise<void> {
    const status = await promotion;
    // Once more: a record that was made meanwhile tells of the files before it, or in the midst of it.
    this.#listener.onFilesChanged();
    this.#isDue = status !== STATUS.ok;
    if (this.#isDue) {
      if (!this.#state.isRemoved) this.#listener.onFault(status);
      return;
    }
    // What the part file had of them may be all. If so they were seen whole, but had no file to be named.
    for (const index of chosen) this.#whole[index] = 0;
    await this.#nameWhole();
  }

  get #wanted(): number[] {
    return this.#indexes(() => true);
  }

  /** Of the wanted files. */
  #indexes(isMeant: (index: number) => boolean): number[] {
    const { metainfo, filePriorities } = this.#state;
    return metainfo.files.flatMap(({ padding }, index) =>
      !padding && filePriorities[index] !== 'skip' && isMeant(index) ? [index] : [],
    );
  }

  #isWhole(index: number, have: Bitfield): boolean {
    const { metainfo } = this.#state;
    const { offset, bytes } = metainfo.files[index]!;
    if (bytes === 0) return true;
    const last = Math.floor((offset + bytes - 1) / metainfo.pieceLength);
    for (let piece = Math.floor(offset / metainfo.pieceLength); piece <= last; piece++) {
      if (!have.has(piece)) return false;
    }
    return true;
  }
}
