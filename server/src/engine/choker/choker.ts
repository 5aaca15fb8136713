/**
 * Whom to serve (BEP 3): while downloading the peers that give us most; while seeding each for a while in turn
 * (libtorrent's round robin); and a fifth of the slots by chance (optimistic), so that newcomers get something to
 * trade and better partners are found. Pure. Invariant: never more peers than slots.
 */
import type { Random } from '../core/random.ts';

export interface ChokerPeer {
  /** The peer wants something of ours. */
  readonly isPeerInterested: boolean;
  /** It owes us blocks for long: it gets no slot but an optimistic one (anti-snubbing). */
  readonly isSnubbed: boolean;
  /** Bytes per second from the peer and to it since the last round. */
  readonly downloadRate: number;
  readonly uploadRate: number;
  readonly isUnchoked: boolean;
  /** Since when it is served, or waits to be; monotonic milliseconds. */
  readonly since: number;
  /** Bytes that it got since then. */
  readonly servedBytes: number;
  /** It was never served yet. */
  readonly isNew: boolean;
  /** Since when it has an optimistic slot; null where it has none. */
  readonly optimisticSince: number | null;
}

export interface ChokeOptions {
  slots: number;
  isSeeding: boolean;
  pieceLength: number;
  /** Monotonic milliseconds. */
  now: number;
  random: Random;
}

export interface ChokeRound<Peer extends ChokerPeer> {
  unchoked: ReadonlySet<Peer>;
  /** Those of them that have their slot by chance. */
  optimistic: ReadonlySet<Peer>;
}

/** BEP 3: often enough to react, rarely enough that TCP gets up to speed. */
export const CHOKE_INTERVAL_MS = 10_000;
/** BEP 3: long enough to upload a piece, for the peer to download it, and to be reciprocated. */
const OPTIMISTIC_MS = 30_000;
/** One slot in so many is optimistic (libtorrent), and at least one. */
const OPTIMISTIC_SHARE = 5;
/** BEP 3: newcomers are three times as likely to be tried. */
const NEWCOMER_WEIGHT = 3;
/** While seeding a peer keeps its slot until it got this many pieces, and this long (libtorrent). */
const QUOTA_PIECES = 20;
const QUOTA_MS = 60_000;

/** The peers to serve until the next round. */
export function chooseUnchoked<Peer extends ChokerPeer>(
  peers: readonly Peer[],
  options: ChokeOptions,
): ChokeRound<Peer> {
  const { slots, isSeeding, now } = options;
  const candidates = peers.filter((peer) => peer.isPeerInterested);
  const spare = slots - candidates.length;
  if (spare >= 0) {
    // Who wants nothing just now keeps a slot that nobody needs: with our next piece it may ask at once.
    const idle = peers.filter((peer) => !peer.isPeerInterested && peer.isUnchoked);
    return { unchoked: new Set([...candidates, ...idle.slice(0, spare)]), optimistic: new Set() };
  }
  const optimisticSlots = Math.min(slots, Math.max(1, Math.floor(slots / OPTIMISTIC_SHARE)));
  const compare = isSeeding ? roundRobin(options) : byDownloadRate;
  const ranked = candidates.filter((peer) => isSeeding || !peer.isSnubbed).toSorted(compare);
  const unchoked = new Set(ranked.slice(0, slots - optimisticSlots));
  const rest = candidates.filter((peer) => !unchoked.has(peer));
  const kept = rest.filter(({ optimisticSince }) => isWithin(optimisticSince, now));
  const optimistic = new Set(kept.slice(0, optimisticSlots));
  const waiting = rest.filter((peer) => !optimistic.has(peer));
  while (optimistic.size < optimisticSlots && waiting.length > 0) {
    optimistic.add(drawWaiting(waiting, options.random));
  }
  for (const peer of optimistic) unchoked.add(peer);
  return { unchoked, optimistic };
}

/**
 * How many slots the link can fill (libtorrent's rate based choker): the peer that is served n-th fastest must
 * take 1 KiB/s and n times 2 KiB/s; one slot more than there are such peers.
 */
export function adaptiveSlots(
  uploadRates: readonly number[],
  limits: { floor: number; ceiling: number },
): number {
  const rates = uploadRates.toSorted((one, other) => other - one);
  const first = rates.findIndex((rate, index) => rate < 1024 + 2048 * index);
  const fast = first < 0 ? rates.length : first;
  return Math.max(limits.floor, Math.min(fast + 1, limits.ceiling));
}

function isWithin(optimisticSince: number | null, now: number): boolean {
  return optimisticSince !== null && now - optimisticSince < OPTIMISTIC_MS;
}

/** Best first; who has a slot keeps it among equals, so that slots do not flutter. */
function byDownloadRate(one: ChokerPeer, other: ChokerPeer): number {
  return other.downloadRate - one.downloadRate || Number(other.isUnchoked) - Number(one.isUnchoked);
}

/** Who has had its share comes last; then who takes fastest, which nobody does that waits; then who waits longest. */
function roundRobin({
  pieceLength,
  now,
}: ChokeOptions): (one: ChokerPeer, other: ChokerPeer) => number {
  const hadShare = (peer: ChokerPeer): boolean =>
    peer.isUnchoked && peer.servedBytes > QUOTA_PIECES * pieceLength && now - peer.since > QUOTA_MS;
  // What still left after a choke is no rate of a peer that is served.
  const rateOf = (peer: ChokerPeer): number => (peer.isUnchoked ? peer.uploadRate : 0);
  return (one, other) =>
    Number(hadShare(one)) - Number(hadShare(other)) ||
    rateOf(other) - rateOf(one) ||
    one.since - other.since;
}

/** Takes out a newcomer or another, by their numbers and weights, and of these the one that waits longest. */
function drawWaiting<Peer extends ChokerPeer>(waiting: Peer[], random: Random): Peer {
  const newcomers = waiting.filter((peer) => peer.isNew);
  const others = waiting.filter((peer) => !peer.isNew);
  const weight = newcomers.length * NEWCOMER_WEIGHT;
  const group = random.next() * (weight + others.length) < weight ? newcomers : others;
  const drawn = group.reduce((longest, peer) => (peer.since < longest.since ? peer : longest));
  waiting.splice(waiting.indexOf(drawn), 1);
  return drawn;
}
