/**
 * A torrent as the queue of its session sees it: whether it wants to run, as what it counts, and the slot that
 * lets it. Invariant: it talks to peers and trackers only while it has a slot.
 */
import type { TorrentState } from './torrent-state.ts';

export class TorrentTurn {
  readonly #state: TorrentState;
  readonly #onSlot: (hasSlot: boolean) => void;
  #hasBegun = false;

  constructor(state: TorrentState, onSlot: (hasSlot: boolean) => void) {
    this.#state = state;
    this.#onSlot = onSlot;
  }

  /** The disk was looked at: from now on a slot is made use of. */
  begin(): void {
    this.#hasBegun = true;
  }

  get wantsSlot(): boolean {
    return this.#state.wantsSlot;
  }

  get isForced(): boolean {
    return this.#state.isForced;
  }

  /** While the disk is not looked at yet, what was recorded has to do. */
  get isComplete(): boolean {
    return this.#state.isComplete || (!this.#hasBegun && this.#state.completedAt !== null);
  }

  /** Of what it is there for: received while it downloads, sent while it seeds. */
  get usefulBytesPerSecond(): number {
    const { isComplete, upload, download } = this.#state;
    return isComplete ? upload.rate : download.rate;
  }

  setSlot(hasSlot: boolean): void {
    if (this.#hasBegun) this.#onSlot(hasSlot);
    else this.#state.hasSlot = hasSlot;
  }
}
