/**
 * Which piece of the metadata is asked of whom, and what comes of it (BEP 9). Pieces are spread over all peers that
 * have them to give; a piece that is long in coming is asked of another too. A peer's claim of the size is one word:
 * each size is collected apart, a few at the same time, so that who lies about it costs itself alone. Invariant: a
 * piece is taken only from a peer that was asked for it. Pure: time comes from the clock that it is given.
 */
import type { Clock } from '../core/clock.ts';
import type { MetadataCopy } from './metadata-copy.ts';
import { MetadataGroup } from './metadata-group.ts';

/** A piece that did not come by then is asked of another too. */
const HURRY_MS = 3_000;
/** Where others wait, for a turn or for a connection, a peer is given no longer to answer. */
const TURN_SILENCE_MS = 6_000;
/** A peer that answered nothing for so long has nothing to give. */
const SILENCE_MS = 20_000;
/** After a `reject`; doubles with each that follows. libtorrent rejects what is asked too fast. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** Of a peer that has given nothing yet, and of one that has: libtorrent queues ten. */
const FIRST_REQUESTS = 2;
const MOST_REQUESTS = 8;
/** Peers that are asked for one piece in the same moment, where some have nothing else to do. */
const MOST_ASKED = 3;
/** Sizes that are collected at the same time, and how long one may stand still while others wait. */
const MOST_GROUPS = 4;
const STANDSTILL_MS = 15_000;
/** Bytes beside the largest metadata that is allowed: what several sizes and several copies of one may take. */
const SPARE_SHARE = 1;

interface Giver {
  readonly id: number;
  readonly claimedBytes: number;
  /** Pieces that it was asked for, and when. */
  readonly asked: Map<number, number>;
  gaveSomething: boolean;
  /** When it gave something last, or was asked first since; monotonic milliseconds. */
  heardAt: number;
  pauseMs: number;
  notBefore: number;
}

export interface CollectorOptions {
  clock: Clock;
  maxBytes: number;
}

export interface AskedPiece {
  /** The peer. */
  id: number;
  piece: number;
}

/** What peers were asked for and have not given. */
interface Requests {
  lately: ReadonlySet<number>;
  /** How many peers were. */
  inAll: ReadonlyMap<number, number>;
}

const NO_REQUESTS: Requests = { lately: new Set(), inAll: new Map() };

export type DataVerdict =
  | { kind: 'taken' }
  /** A copy is whole: its hash is to be looked at, and `refuse` called where it is wrong. */
  | { kind: 'whole'; copy: MetadataCopy }
  /** It was not asked for, any more. */
  | { kind: 'unasked' }
  /** It cannot be what was asked for. */
  | { kind: 'wrong' };

export class MetadataCollector {
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #givers = new Map<number, Giver>();
  readonly #groups = new Map<number, MetadataGroup>();

  constructor({ clock, maxBytes }: CollectorOptions) {
    this.#clock = clock;
    this.#maxBytes = maxBytes;
  }

  /** Peers that have it to give. */
  get givers(): number {
    return this.#givers.size;
  }

  /** Of the size that is furthest, else of the one that most claim. */
  get progress(): { totalBytes: number | null; receivedBytes: number } {
    let best: { totalBytes: number; receivedBytes: number; size: number } | null = null;
    for (const { totalBytes, receivedBytes, size } of this.#groups.values()) {
      const isBetter =
        best === null ||
        receivedBytes > best.receivedBytes ||
        (receivedBytes === best.receivedBytes && size > best.size);
      if (isBetter) best = { totalBytes, receivedBytes, size };
    }
    if (best !== null) {
      return { totalBytes: best.totalBytes, receivedBytes: best.receivedBytes };
    }
    return { totalBytes: this.#commonestClaim(), receivedBytes: 0 };
  }

  /** A peer says that it has the metadata, of so many bytes. False where that is more than is taken. */
  addGiver(id: number, claimedBytes: number): boolean {
    if (claimedBytes < 1 || claimedBytes > this.#maxBytes) return false;
    if (this.#givers.has(id)) return true; // one word a peer
    this.#givers.set(id, {
      id,
      claimedBytes,
      asked: new Map(),
      gaveSomething: false,
      heardAt: this.#clock.now(),
      pauseMs: FIRST_PAUSE_MS,
      notBefore: 0,
    });
    return true;
  }

  removeGiver(id: number): void {
    const giver = this.#givers.get(id);
    if (!giver) return;
    this.#givers.delete(id);
    const group = this.#groups.get(giver.claimedBytes);
    group?.leave(id);
    if (group?.isEmpty && group.heldBytes === 0) this.#groups.delete(giver.claimedBytes);
  }

  /** What to ask now, of one peer or of all: it counts as asked from here on. */
  toAsk(only: number | null = null): AskedPiece[] {
    const now = this.#clock.now();
    const asked: AskedPiece[] = [];
    const givers = only === null ? this.#inOrder() : [this.#givers.get(only)];
    for (const giver of givers) {
      if (!giver || now < giver.notBefore) continue;
      const copy = this.#openGroup(giver, now)?.copyFor(giver.id) ?? null;
      if (copy !== null) this.#pickFor(giver, copy, now, asked);
    }
    return asked;
  }

  onData(id: number, piece: number, totalBytes: number | null, bytes: Uint8Array): DataVerdict {
    const giver = this.#givers.get(id);
    const group = giver && this.#groups.get(giver.claimedBytes);
    if (!giver || !group || !giver.asked.delete(piece)) return { kind: 'unasked' };
    const copy = group.copyFor(id);
    if (copy === null) return { kind: 'unasked' };
    const isOther = totalBytes !== null && totalBytes !== copy.totalBytes;
    if (isOther || !copy.fits(piece, bytes)) return { kind: 'wrong' };
    giver.gaveSomething = true;
    giver.pauseMs = FIRST_PAUSE_MS;
    giver.heardAt = this.#clock.now();
    group.movedAt = giver.heardAt;
    copy.put(piece, bytes, id);
    return copy.isWhole ? { kind: 'whole', copy } : { kind: 'taken' };
  }

  onReject(id: number, piece: number): void {
    const giver = this.#givers.get(id);
    if (!giver?.asked.delete(piece)) return;
    const now = this.#clock.now();
    giver.heardAt = now;
    giver.notBefore = now + giver.pauseMs;
    giver.pauseMs = Math.min(giver.pauseMs * 2, LONGEST_PAUSE_MS);
    this.#groups.get(giver.claimedBytes)?.yieldTurn(id);
  }

  /** The hash of a whole copy is wrong. Gives the peer that lied, where that is known. */
  refuse(copy: MetadataCopy): number | null {
    const group = this.#groups.get(copy.totalBytes);
    return group?.refuse(copy) ?? null;
  }

  /** Whether the peer has it to give, and does so when it is asked. */
  isOfUse(id: number): boolean {
    const giver = this.#givers.get(id);
    if (!giver) return false;
    return giver.asked.size === 0 || this.#clock.now() - giver.heardAt < TURN_SILENCE_MS;
  }

  /** Those that were asked and have said nothing for long: they are givers no more. */
  takeSilent(): number[] {
    const now = this.#clock.now();
    const silent = [...this.#givers.values()].filter(
      ({ asked, heardAt }) => asked.size > 0 && now - heardAt >= SILENCE_MS,
    );
    for (const { id } of silent) this.removeGiver(id);
    return silent.map(({ id }) => id);
  }

  /** Gives up everything that came. */
  clear(): void {
    this.#groups.clear();
    for (const { asked } of this.#givers.values()) asked.clear();
  }

  /** Once a second: who keeps others waiting gives its turn to them. */
  rotate(): void {
    const now = this.#clock.now();
    for (const group of this.#groups.values()) {
      if (!group.isApart || group.alone.length === group.size) continue;
      for (const id of group.alone) {
        const giver = this.#givers.get(id);
        if (!giver || now - giver.heardAt < TURN_SILENCE_MS) continue;
        giver.notBefore = now + TURN_SILENCE_MS;
        group.yieldTurn(id);
      }
    }
  }

  /** Bytes in memory. */
  get heldBytes(): number {
    let held = 0;
    for (const group of this.#groups.values()) held += group.heldBytes;
    return held;
  }

  /** Those that have given something first, then those with the least to do. */
  #inOrder(): Giver[] {
    return [...this.#givers.values()].toSorted(
      (one, other) =>
        Number(other.gaveSomething) - Number(one.gaveSomething) ||
        one.asked.size - other.asked.size,
    );
  }

  #pickFor(giver: Giver, copy: MetadataCopy, now: number, picked: AskedPiece[]): void {
    const most = giver.gaveSomething ? MOST_REQUESTS : FIRST_REQUESTS;
    if (giver.asked.size >= most || !this.#hasRoomFor(copy)) return;
    const isApart = this.#groups.get(giver.claimedBytes)!.isApart;
    const requests = isApart ? NO_REQUESTS : this.#requestsOf(copy, now);
    for (let piece = 0; piece < copy.pieceCount && giver.asked.size < most; piece++) {
      if (copy.has(piece) || giver.asked.has(piece) || requests.lately.has(piece)) continue;
      this.#ask(giver, piece, now, picked);
    }
    if (giver.asked.size > 0) return;
    const helped = leastAsked(requests.inAll);
    if (helped !== null) this.#ask(giver, helped, now, picked);
  }

  #ask(giver: Giver, piece: number, now: number, picked: AskedPiece[]): void {
    if (giver.asked.size === 0) giver.heardAt = now;
    giver.asked.set(piece, now);
    picked.push({ id: giver.id, piece });
  }

  /** Pieces of a common copy that peers were asked for and that have not come. */
  #requestsOf(copy: MetadataCopy, now: number): Requests {
    const lately = new Set<number>();
    const inAll = new Map<number, number>();
    for (const { claimedBytes, asked } of this.#givers.values()) {
      if (claimedBytes !== copy.totalBytes) continue;
      for (const [piece, at] of asked) {
        if (copy.has(piece)) continue;
        inAll.set(piece, (inAll.get(piece) ?? 0) + 1);
        if (now - at < HURRY_MS) lately.add(piece);
      }
    }
    return { lately, inAll };
  }

  /** The group of the size that it claims; null while too many others are collected. */
  #openGroup({ id, claimedBytes }: Giver, now: number): MetadataGroup | null {
    let group = this.#groups.get(claimedBytes);
    if (!group) {
      if (this.#groups.size >= MOST_GROUPS && !this.#giveUpOne(now)) return null;
      group = new MetadataGroup(claimedBytes, now);
      this.#groups.set(claimedBytes, group);
    }
    group.join(id);
    return group;
  }

  /** The size that stands still longest makes place for another. */
  #giveUpOne(now: number): boolean {
    const groups = [...this.#groups.values()];
    const oldest = groups.toSorted((one, other) => one.movedAt - other.movedAt)[0]!;
    if (now - oldest.movedAt < STANDSTILL_MS) return false;
    this.#groups.delete(oldest.totalBytes);
    for (const giver of this.#givers.values()) {
      if (giver.claimedBytes !== oldest.totalBytes) continue;
      giver.asked.clear();
      // To the end of the queue of those that wait.
      giver.notBefore = now + STANDSTILL_MS;
    }
    return true;
  }

  /** One copy always has; several at a time stay within twice the largest metadata that is allowed. */
  #hasRoomFor(copy: MetadataCopy): boolean {
    const most = this.#maxBytes * (1 + SPARE_SHARE);
    return this.heldBytes - copy.receivedBytes + copy.totalBytes <= most;
  }

  #commonestClaim(): number | null {
    const counts = new Map<number, number>();
    for (const { claimedBytes } of this.#givers.values()) {
      counts.set(claimedBytes, (counts.get(claimedBytes) ?? 0) + 1);
    }
    const [commonest] = [...counts].toSorted(([, one], [, other]) => other - one);
    return commonest?.[0] ?? null;
  }
}

/** The piece that fewest peers were asked for, of those that may be asked of one more. */
function leastAsked(requests: ReadonlyMap<number, number>): number | null {
  const [least] = [...requests].toSorted(([, one], [, other]) => one - other);
  return least !== undefined && least[1] < MOST_ASKED ? least[0] : null;
}
