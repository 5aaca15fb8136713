/**
 * The turn of one torrent to hash files, of which the session gives few at a time, and what hashing needs: the
 * piece hashes. Invariant: a turn that was given is given back, also where it was ended before it was given.
 */
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

export class CheckTurn {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  #isTaken = false;
  /** Whoever waits with an older number waits in vain. */
  #number = 0;
  #giveBack: (() => void) | null = null;

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  /** Whether somebody waits for it or has it. */
  get isTaken(): boolean {
    return this.#isTaken;
  }

  /** Takes the place of whoever has it. What is short does not need a turn of the session's. */
  async begin(needsTurn: boolean): Promise<'ready' | 'stopped' | 'no-hashes'> {
    this.end();
    const number = this.#number;
    this.#isTaken = true;
    const isStopped = (): boolean => number !== this.#number || this.#state.isRemoved;
    const giveBack = needsTurn ? await this.#context.takeCheckTurn() : () => {};
    if (isStopped()) {
      giveBack();
      return 'stopped';
    }
    this.#giveBack = giveBack;
    const hasHashes = await this.#loadHashes();
    if (isStopped()) return 'stopped';
    return hasHashes ? 'ready' : 'no-hashes';
  }

  end(): void {
    this.#number++;
    this.#isTaken = false;
    this.#giveBack?.();
    this.#giveBack = null;
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
}
