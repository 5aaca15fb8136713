/**
 * Serves the peers that `choker` chooses: every ten seconds, and at once where a slot is free. Invariant: every
 * peer that is unchoked is in `#served`, every other that wants something in `#waiting`, in the order of their
 * coming; so a message of one peer costs no walk over all.
 */
import {
  adaptiveSlots,
  CHOKE_INTERVAL_MS,
  chooseUnchoked,
  type ChokerPeer,
} from '../choker/choker.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

/** A peer as the choker sees it, with what happened since the last round. */
class Candidate implements ChokerPeer {
  readonly peer: PeerConnection;
  since: number;
  isNew = true;
  optimisticSince: number | null = null;
  downloadRate = 0;
  uploadRate = 0;
  /** Where the counters of the peer stood at the last round, and when the present choke or unchoke began. */
  #downloaded = 0;
  #uploaded = 0;
  #uploadedBefore = 0;
  #measuredAt: number;

  constructor(peer: PeerConnection, now: number) {
    this.peer = peer;
    this.since = now;
    this.#measuredAt = now;
    this.#downloaded = peer.download.total;
  }

  get isPeerInterested(): boolean {
    return this.peer.isPeerInterested;
  }

  get isSnubbed(): boolean {
    return this.peer.isSnubbed;
  }

  get isUnchoked(): boolean {
    return !this.peer.isChoking;
  }

  get servedBytes(): number {
    return this.peer.upload.total - this.#uploadedBefore;
  }

  /** Takes the rates since the last call. */
  measure(now: number): void {
    const { download, upload } = this.peer;
    const seconds = Math.max(1, (now - this.#measuredAt) / 1_000);
    this.downloadRate = (download.total - this.#downloaded) / seconds;
    this.uploadRate = (upload.total - this.#uploaded) / seconds;
    this.#downloaded = download.total;
    this.#uploaded = upload.total;
    this.#measuredAt = now;
  }

  setUnchoked(isUnchoked: boolean, now: number): void {
    if (isUnchoked === this.isUnchoked) return;
    this.since = now;
    this.#uploadedBefore = this.peer.upload.total;
    if (isUnchoked) this.isNew = false;
    this.peer.setChoking(!isUnchoked);
  }
}

export class TorrentChoking {
  readonly #state: TorrentState;
  readonly #context: TorrentContext;
  readonly #candidates = new Map<PeerConnection, Candidate>();
  readonly #served = new Set<Candidate>();
  readonly #waiting = new Set<Candidate>();
  #slots: number;
  #nextRoundAt = 0;

  constructor(state: TorrentState, context: TorrentContext) {
    this.#state = state;
    this.#context = context;
    this.#slots = this.#wantedSlots();
  }

  /** A peer wants something of us from now on, or no more: it need not wait for the next round. */
  onInterest(peer: PeerConnection): void {
    const candidate = this.#candidateOf(peer);
    if (!peer.isPeerInterested) this.#waiting.delete(candidate);
    else if (!candidate.isUnchoked) this.#waiting.add(candidate);
    if (this.#waiting.size > 0) this.#fillSlots();
  }

  /** A connection ended: whoever waits longest gets its slot. */
  forget(peer: PeerConnection): void {
    const candidate = this.#candidates.get(peer);
    if (!candidate) return;
    this.#candidates.delete(peer);
    this.#waiting.delete(candidate);
    if (!this.#served.delete(candidate)) return;
    this.#context.uploadSlots.inUse--;
    this.#fillSlots();
  }

  tick(): void {
    if (this.#context.clock.now() >= this.#nextRoundAt) this.run();
  }

  /** A round: everybody is ranked anew. */
  run(): void {
    if (!this.#state.isActive) return;
    const now = this.#context.clock.now();
    this.#nextRoundAt = now + CHOKE_INTERVAL_MS;
    const candidates = [...this.#served, ...this.#waiting];
    for (const candidate of candidates) candidate.measure(now);
    this.#slots = this.#wantedSlots();
    const { unchoked, optimistic } = chooseUnchoked(candidates, {
      slots: this.#allowedSlots,
      isSeeding: this.#state.isComplete,
      pieceLength: this.#state.geometry.pieceLength,
      now,
      random: this.#context.random,
    });
    for (const candidate of candidates) {
      candidate.optimisticSince = optimistic.has(candidate)
        ? (candidate.optimisticSince ?? now)
        : null;
      candidate.peer.isOptimistic = optimistic.has(candidate);
      if (!unchoked.has(candidate)) this.#choke(candidate, now);
    }
    for (const candidate of unchoked) this.#serve(candidate, now);
  }

  /** Serves nobody, as while it is paused. */
  chokeAll(): void {
    const now = this.#context.clock.now();
    for (const candidate of this.#served) this.#choke(candidate, now);
  }

  /** Gives free slots, and those of peers that want nothing any more, to whoever waits longest. */
  #fillSlots(): void {
    if (!this.#state.isActive) return;
    const now = this.#context.clock.now();
    for (const candidate of this.#waiting) {
      if (this.#served.size >= this.#allowedSlots && !this.#chokeIdle(now)) return;
      this.#serve(candidate, now);
    }
  }

  /** Whether there was a peer that has a slot and no use for it. */
  #chokeIdle(now: number): boolean {
    for (const candidate of this.#served) {
      if (candidate.isPeerInterested) continue;
      this.#choke(candidate, now);
      return true;
    }
    return false;
  }

  #serve(candidate: Candidate, now: number): void {
    if (this.#served.has(candidate)) return;
    this.#waiting.delete(candidate);
    this.#served.add(candidate);
    this.#context.uploadSlots.inUse++;
    candidate.setUnchoked(true, now);
  }

  #choke(candidate: Candidate, now: number): void {
    if (!this.#served.delete(candidate)) return;
    this.#context.uploadSlots.inUse--;
    candidate.setUnchoked(false, now);
    candidate.peer.isOptimistic = false;
    if (candidate.isPeerInterested) this.#waiting.add(candidate);
  }

  #candidateOf(peer: PeerConnection): Candidate {
    const known = this.#candidates.get(peer);
    if (known) return known;
    const candidate = new Candidate(peer, this.#context.clock.now());
    this.#candidates.set(peer, candidate);
    return candidate;
  }

  /** Slots of this download, as set or as its link fills them. */
  #wantedSlots(): number {
    const { uploadSlots, uploadSlotsFloor, uploadSlotsCeiling } = this.#context.limits;
    if (uploadSlots !== null) return uploadSlots;
    const rates = [...this.#served].map(({ uploadRate }) => uploadRate);
    return adaptiveSlots(rates, { floor: uploadSlotsFloor, ceiling: uploadSlotsCeiling });
  }

  /** What the session has left; every download has one slot at least, so that none stands still. */
  get #allowedSlots(): number {
    const { uploadSlots, limits } = this.#context;
    const left = limits.maxUploadSlots - uploadSlots.inUse;
    return Math.max(1, Math.min(this.#slots, this.#served.size + left));
  }
}
