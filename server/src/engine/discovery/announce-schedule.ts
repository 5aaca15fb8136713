/**
 * When each swarm is announced in one way of discovery (DHT, LSD): new ones and those that lack peers first, then
 * whoever waits longest, and each again after the delay that its announce was ended with. How many go at the same
 * time is the asker's: where it takes fewer than are due, the rest waits in order, so that thousands of seeds spread
 * by themselves. Invariant: a swarm is never given out twice at the same time. Pure.
 */
import type { DiscoveryWayStatus } from '../core/messages.ts';

export interface Announced {
  /** Whether it comes before others: it has to fetch something. */
  isUrgent(): boolean;
}

/** Asked to hurry, a swarm waits until its last announce is this old: whoever is impatient floods nobody. */
const HURRY_SPACING_MS = 30_000;

interface Entry {
  isRunning: boolean;
  /** Monotonic milliseconds. */
  dueAt: number;
  lastAt: number | null;
  /** Milliseconds since 1970. */
  lastWallTime: number | null;
  /** It was asked to hurry while its announce ran. */
  isHurried: boolean;
}

interface Candidate<Swarm> {
  swarm: Swarm;
  entry: Entry;
  isUrgent: boolean;
}

export class AnnounceSchedule<Swarm extends Announced> {
  readonly #entries = new Map<Swarm, Entry>();
  /** Nothing is due before; monotonic milliseconds. */
  #nextDueAt = Infinity;

  /** It is due at once. */
  add(swarm: Swarm, now: number): void {
    this.#entries.set(swarm, {
      isRunning: false,
      dueAt: now,
      lastAt: null,
      lastWallTime: null,
      isHurried: false,
    });
    this.#nextDueAt = Math.min(this.#nextDueAt, now);
  }

  delete(swarm: Swarm): void {
    this.#entries.delete(swarm);
  }

  /** It does not wait for its interval. */
  hurry(swarm: Swarm, now: number): void {
    const entry = this.#entries.get(swarm);
    if (entry === undefined) return;
    entry.isHurried = entry.isRunning;
    if (!entry.isRunning) this.#setDue(entry, Math.min(entry.dueAt, this.#soonest(entry, now)));
  }

  /** The next ones that are due; each runs until `end`. `urgentOnly`: the others wait. */
  take(now: number, wallTime: number, { most = 1, urgentOnly = false } = {}): Swarm[] {
    if (now < this.#nextDueAt) return [];
    const first: Candidate<Swarm>[] = [];
    let nextDueAt = Infinity;
    for (const [swarm, entry] of this.#entries) {
      if (entry.isRunning) continue;
      nextDueAt = Math.min(nextDueAt, entry.dueAt);
      if (entry.dueAt > now) continue;
      const isUrgent = swarm.isUrgent();
      if (isUrgent || !urgentOnly) insert(first, { swarm, entry, isUrgent }, most);
    }
    this.#nextDueAt = nextDueAt;
    for (const { entry } of first) {
      entry.isRunning = true;
      entry.lastAt = now;
      entry.lastWallTime = wallTime;
    }
    return first.map(({ swarm }) => swarm);
  }

  /** Its announce ended; it is due again after the delay. Nothing where it was deleted. */
  end(swarm: Swarm, now: number, delayMs: number): void {
    const entry = this.#entries.get(swarm);
    if (entry === undefined) return;
    entry.isRunning = false;
    const dueAt = entry.isHurried ? this.#soonest(entry, now) : now + delayMs;
    entry.isHurried = false;
    this.#setDue(entry, dueAt);
  }

  status(swarm: Swarm, now: number, wallTime: number): Omit<DiscoveryWayStatus, 'found'> {
    const entry = this.#entries.get(swarm);
    if (entry === undefined) return { state: 'off', lastAnnounceAt: null, nextAnnounceAt: null };
    const { isRunning, lastWallTime, dueAt } = entry;
    const settled = lastWallTime === null ? 'waiting' : 'announced';
    const inMs = Math.max(0, dueAt - now);
    return {
      state: isRunning ? 'announcing' : settled,
      lastAnnounceAt: lastWallTime,
      nextAnnounceAt: isRunning ? null : Math.round(wallTime + inMs),
    };
  }

  #soonest({ lastAt }: Entry, now: number): number {
    return lastAt === null ? now : Math.max(now, lastAt + HURRY_SPACING_MS);
  }

  #setDue(entry: Entry, at: number): void {
    entry.dueAt = at;
    this.#nextDueAt = Math.min(this.#nextDueAt, at);
  }
}

function comesBefore(one: Candidate<unknown>, other: Candidate<unknown>): boolean {
  return one.isUrgent === other.isUrgent ? one.entry.dueAt < other.entry.dueAt : one.isUrgent;
}

/** Keeps `first` in order and at most `most` long. */
function insert<Swarm>(first: Candidate<Swarm>[], one: Candidate<Swarm>, most: number): void {
  if (first.length === most) {
    if (!comesBefore(one, first[most - 1]!)) return;
    first.pop();
  }
  let at = first.length;
  while (at > 0 && comesBefore(one, first[at - 1]!)) at--;
  first.splice(at, 0, one);
}
