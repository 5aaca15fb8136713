/** Serves the peers that `choker` chooses: every ten seconds, and at once where a slot is free. */
import {
  CHOKE_INTERVAL_MS,
  chooseUnchoked,
  OPTIMISTIC_ROUNDS,
  type ChokerPeer,
} from '../choker/choker.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

class Candidate implements ChokerPeer {
  readonly peer: PeerConnection;
  constructor(peer: PeerConnection) {
    this.peer = peer;
  }
  get isPeerInterested(): boolean {
    return this.peer.isPeerInterested;
  }
  get isSnubbed(): boolean {
    return this.peer.isSnubbed;
  }
  get downloadRate(): number {
    return this.peer.download.rate;
  }
  get uploadRate(): number {
    return this.peer.upload.rate;
  }
  get isUnchoked(): boolean {
    return !this.peer.isChoking;
  }
}

export class TorrentChoking {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  #nextRoundAt = 0;
  #round = 0;

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
  }

  /** A peer became interested: while slots are free it need not wait for the next round. */
  onInterest(peer: PeerConnection): void {
    if (!peer.isPeerInterested || !this.#state.isActive) return;
    let unchoked = 0;
    for (const other of this.#state.peers.values()) {
      if (!other.isChoking && other.isPeerInterested) unchoked++;
    }
    if (unchoked < this.#context.limits.uploadSlots) peer.setChoking(false);
  }

  tick(): void {
    const now = this.#context.clock.now();
    if (now < this.#nextRoundAt) return;
    this.#nextRoundAt = now + CHOKE_INTERVAL_MS;
    this.run();
  }

  run(): void {
    if (!this.#state.isActive) return;
    const candidates = [...this.#state.peers.values()].map((peer) => new Candidate(peer));
    const isKept = this.#round++ % OPTIMISTIC_ROUNDS !== 0;
    const { unchoked, optimistic } = chooseUnchoked(candidates, {
      slots: this.#context.limits.uploadSlots,
      isSeeding: this.#state.isComplete,
      keepOptimistic: isKept ? (candidates.find(({ peer }) => peer.isOptimistic) ?? null) : null,
      random: this.#context.random,
    });
    for (const candidate of candidates) {
      candidate.peer.isOptimistic = candidate === optimistic;
      candidate.peer.setChoking(!unchoked.has(candidate));
    }
  }

  /** Serves nobody, as while it is paused. */
  chokeAll(): void {
    for (const peer of this.#state.peers.values()) peer.setChoking(true);
  }
}
