/**
 * Files that become wanted get what the part file holds of them before anything else is written to them, and files
 * that are whole lose their `.part`. Invariant: between the user's choice and the promotion that follows from it no
 * job comes to the disk threads.
 */
import type { FilePriorityName } from '../core/messages.ts';
import { STATUS } from '../storage/disk-protocol.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { promotionsOf } from './storage-layout.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export interface PromotionListener {
  /** Files were made out of the part file. */
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
    void this.#take(this.#context.disk.changeLayout(storage, promotionsOf(this.#state, chosen)));
  }

  /** Before anything is written: a crash may have come between a choice and what follows from it. */
  async ensure(): Promise<number> {
    if (!this.#state.hasPartFile) return STATUS.ok;
    return this.#promoteAll();
  }

  /** Tries again what failed. */
  resume(): void {
    if (this.#isDue) void this.#take(this.#promoteAll());
  }

  /** The pieces are recorded (BEP 3 bitfield): files that are whole with them get their names. */
  async onRecorded(bitfield: Uint8Array): Promise<void> {
    const { metainfo, storage, geometry } = this.#state;
    const have = Bitfield.parse(bitfield, geometry.pieceCount);
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
    const wanted = this.#indexes(() => true);
    const promotions = promotionsOf(this.#state, wanted);
    const status = await this.#context.disk.promote(this.#state.storage, promotions);
    this.#listener.onFilesChanged();
    return status;
  }

  async #take(promotion: Promise<number>): Promise<void> {
    const status = await promotion;
    this.#listener.onFilesChanged();
    this.#isDue = status !== STATUS.ok;
    if (this.#isDue && !this.#state.isRemoved) this.#listener.onFault(status);
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
