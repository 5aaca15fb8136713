/**
 * Whom to serve (BEP 3): the peers that give us most, or while seeding those that take fastest, plus one
 * at random (the optimistic slot), so that newcomers get a chance and better partners are found. Pure.
 */
import type { Random } from '../core/random.ts';

export interface ChokerPeer {
  /** The peer wants something of ours. */
  readonly isPeerInterested: boolean;
  /** It owes us blocks for long: it gets no slot but the optimistic one (anti-snubbing). */
  readonly isSnubbed: boolean;
  /** Bytes per second from the peer and to it. */
  readonly downloadRate: number;
  readonly uploadRate: number;
  readonly isUnchoked: boolean;
}

export interface ChokeRound<Peer extends ChokerPeer> {
  unchoked: ReadonlySet<Peer>;
  optimistic: Peer | null;
}

/** BEP 3: often enough to react, rarely enough that TCP gets up to speed. */
export const CHOKE_INTERVAL_MS = 10_000;
/** Rounds that an optimistic peer keeps its slot: 30 seconds. */
export const OPTIMISTIC_ROUNDS = 3;

/**
 * The peers to serve until the next round: at most `slots`, the optimistic one among them.
 * `keepOptimistic` is the present optimistic peer while its time is not over.
 */
export function chooseUnchoked<Peer extends ChokerPeer>(
  peers: readonly Peer[],
  options: { slots: number; isSeeding: boolean; keepOptimistic: Peer | null; random: Random },
): ChokeRound<Peer> {
  const { slots, isSeeding, keepOptimistic, random } = options;
  const candidates = peers.filter((peer) => peer.isPeerInterested);
  if (candidates.length <= slots) return { unchoked: new Set(candidates), optimistic: null };
  const ranked = candidates
    .filter((peer) => isSeeding || !peer.isSnubbed)
    .toSorted((one, other) => compare(one, other, isSeeding));
  const unchoked = new Set(ranked.slice(0, Math.max(0, slots - 1)));
  const rest = candidates.filter((peer) => !unchoked.has(peer));
  const optimistic =
    keepOptimistic !== null && rest.includes(keepOptimistic)
      ? keepOptimistic
      : (rest[random.below(rest.length)] ?? null);
  if (optimistic !== null) unchoked.add(optimistic);
  return { unchoked, optimistic };
}

/** Best first; who has a slot keeps it among equals, so that slots do not flutter. */
function compare(one: ChokerPeer, other: ChokerPeer, isSeeding: boolean): number {
  const rate = isSeeding
    ? other.uploadRate - one.uploadRate
    : other.downloadRate - one.downloadRate;
  return rate !== 0 ? rate : Number(other.isUnchoked) - Number(one.isUnchoked);
}
