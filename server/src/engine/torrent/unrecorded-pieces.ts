/**
 * Pieces that may have come after the last record of a run that did not end well: hashed beside the transfer, and
 * not fetched before. With them the pieces that the record knew some blocks of: those that are not found whole are
 * gone on with. Invariant: the pieces in here are withheld from the picker.
 */
import type { PartialPiece } from '../core/messages.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import type { TorrentCheck } from './torrent-check.ts';
import type { TorrentState } from './torrent-state.ts';

export interface UnrecordedListener {
  onFound(piece: number): void;
  /** Pieces may be fetched that could not be before. */
  onFree(): void;
  onFault(status: number): void;
  onEnd(): void;
}

export class UnrecordedPieces {
  readonly #state: TorrentState;
  readonly #check: TorrentCheck;
  readonly #listener: UnrecordedListener;
  readonly #pieces = new Set<number>();
  readonly #partial = new Map<number, Uint8Array>();

  constructor(state: TorrentState, check: TorrentCheck, listener: UnrecordedListener) {
    this.#state = state;
    this.#check = check;
    this.#listener = listener;
  }

  get isEmpty(): boolean {
    return this.#pieces.size === 0;
  }

  plan(unrecorded: readonly number[], partial: readonly PartialPiece[]): void {
    this.forget();
    for (const piece of unrecorded) this.#pieces.add(piece);
    for (const { piece, blocks } of partial) {
      this.#partial.set(piece, blocks);
      // All of it was written, and nobody said yet whether it is right.
      if (this.#isWhole(piece, blocks)) this.#pieces.add(piece);
      if (!this.#pieces.has(piece)) this.#restore(piece);
    }
    for (const piece of this.#pieces) this.#state.picker.withhold(piece);
  }

  /** What is on the disk is looked at otherwise. */
  forget(): void {
    for (const piece of this.#pieces) this.#state.picker.allow(piece);
    this.#pieces.clear();
    this.#partial.clear();
  }

  check(): void {
    this.#check.run([...this.#pieces], {
      onPiece: (piece, isRight) => {
        this.#pieces.delete(piece);
        if (isRight) this.#listener.onFound(piece);
        else this.#free(piece);
      },
      onFault: (status) => this.#listener.onFault(status),
      onEnd: () => this.#listener.onEnd(),
    });
  }

  #free(piece: number): void {
    this.#state.picker.allow(piece);
    this.#restore(piece);
    this.#listener.onFree();
  }

  #restore(piece: number): void {
    const blocks = this.#partial.get(piece);
    this.#partial.delete(piece);
    if (blocks && !this.#isWhole(piece, blocks)) this.#state.picker.restore(piece, blocks);
  }

  #isWhole(piece: number, blocks: Uint8Array): boolean {
    return Bitfield.parse(blocks, this.#state.geometry.blocksOfPiece(piece))?.isFull ?? true;
  }
}
