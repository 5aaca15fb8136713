/**
 * Pieces that somebody waits for, as a player does: asked for before all others, of peers that are not far
 * slower than the best; and when one is late, its blocks are asked of a second peer that will have them sooner
 * (libtorrent's time-critical pieces, the question turned round: which peer for this piece).
 */
import type { PieceDeadline } from '../core/messages.ts';
import { secondsToDrain } from '../peer/drain-time.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { BLOCK_STATE } from '../picker/open-piece.ts';
import type { PickingPeer, PiecePicker } from '../picker/piece-picker.ts';

/** Peers below this share of the best one's rate are not asked for what is urgent. */
const LEAST_RATE_SHARE = 0.25;
/** A piece that is due sooner than this, and not on its way to be there, is late. */
const LATE_BEFORE_MS = 2_000;
/** Blocks that are asked for a second time in one second, so that haste does not double the traffic. */
const MOST_SECOND_REQUESTS = 16;
/** A second peer must be this many times as soon to be worth it. */
const LEAST_GAIN = 2;

/** A peer that may be asked. */
export interface UrgentPeer extends PickingPeer {
  readonly peer: PeerConnection;
}

export class Deadlines {
  readonly #picker: PiecePicker;
  /** Monotonic milliseconds, soonest first. */
  #due: { piece: number; at: number }[] = [];

  constructor(picker: PiecePicker) {
    this.#picker = picker;
  }

  get isEmpty(): boolean {
    return this.#due.length === 0;
  }

  /** Takes the place of those before; pieces that are had or not wanted need none. */
  set(deadlines: readonly PieceDeadline[], now: number): void {
    this.#due = deadlines
      .filter(({ piece }) => this.#picker.isWanted(piece))
      .map(({ piece, withinMs }) => ({ piece, at: now + withinMs }))
      .toSorted((one, other) => one.at - other.at);
    this.#tellPicker();
  }

  /** The piece is there. */
  onHad(piece: number): void {
    if (!this.#due.some((due) => due.piece === piece)) return;
    this.#due = this.#due.filter((due) => due.piece !== piece);
    this.#tellPicker();
  }

  /** Once a second: asks others for what is late. */
  tick(peers: readonly UrgentPeer[], now: number): void {
    const best = Math.max(0, ...peers.map(({ rate }) => rate));
    this.#picker.leastUrgentRate = best * LEAST_RATE_SHARE;
    const usable = peers
      .filter(({ peer }) => !peer.isChoked && !peer.isSnubbed)
      .map((asked) => ({ asked, wait: secondsToDrain(asked.peer) }))
      .toSorted((one, other) => one.wait - other.wait);
    let left = MOST_SECOND_REQUESTS;
    for (const { piece, at } of this.#due) {
      if (at - now > LATE_BEFORE_MS || left === 0) return;
      left -= this.#hasten(piece, usable, left);
    }
  }

  /** Asks for busy blocks of the piece at peers that are sooner than those who were asked; returns how many. */
  #hasten(
    piece: number,
    usable: readonly { asked: UrgentPeer; wait: number }[],
    most: number,
  ): number {
    const open = this.#picker.openPieces.get(piece);
    if (!open) return 0;
    let count = 0;
    for (let block = 0; block < open.blockCount && count < most; block++) {
      if (open.states[block] !== BLOCK_STATE.requested) continue;
      const holds = ({ requests }: PeerConnection): boolean => requests.has(piece, block);
      const present = usable.find(({ asked }) => holds(asked.peer))?.wait ?? Infinity;
      const sooner = usable.find(
        ({ asked, wait }) => wait * LEAST_GAIN < present && !holds(asked.peer),
      );
      if (sooner && this.#picker.askAgain(sooner.asked, piece, block)) count++;
    }
    return count;
  }

  #tellPicker(): void {
    this.#picker.urgent = this.#due.map(({ piece }) => piece);
  }
}
