/**
 * The order of the downloads, and who of them has a slot. Decides anew only when something changed that
 * matters (queue-policy.ts says how), and looks for slow ones every few seconds. Invariant: between two
 * turns of the event loop the slots are as the policy says for what is known.
 *
 * A download counts as slow, and a slow one counts again, only after its rate has been on the other side for
 * `slowAfterMs`: so nobody is stopped because one before it pauses for breath, and one that has just begun
 * has that time to find peers. What wakes up then counts again in its place of the order.
 */
import type { Clock } from '../core/clock.ts';
import { assignSlots, type QueueCandidate, type QueueLimits } from './queue-policy.ts';

const MEASURE_INTERVAL_MS = 5_000;

export interface QueueConfig extends QueueLimits {
  /** Below it a download (by what it receives) or a seed (by what it sends) is slow; 0 counts all. */
  slowBytesPerSecond: number;
  /** How long it must have been so. */
  slowAfterMs: number;
}

/** A download as the queue deals with it. */
export interface QueueMember {
  readonly wantsSlot: boolean;
  readonly isForced: boolean;
  readonly isComplete: boolean;
  /** Of what it is there for: received while it downloads, sent while it seeds. */
  readonly usefulBytesPerSecond: number;
  setSlot(hasSlot: boolean): void;
}

type Kind = 'download' | 'seed' | 'forced';

interface Entry extends QueueCandidate {
  readonly member: QueueMember;
  /** Places among those of equal positions. */
  readonly arrival: number;
  position: number;
  isSlow: boolean;
  hasSlot: boolean;
  /** As what it was counted when it was last looked at. */
  countedAs: Kind;
  /** When its rate went to the other side of the limit; null while it is on its own. */
  turningSince: number | null;
}

export class DownloadQueue {
  readonly #clock: Clock;
  #config: QueueConfig;
  readonly #entries = new Map<QueueMember, Entry>();
  /** In the order of the queue. */
  readonly #order: Entry[] = [];
  /** Those with a slot that count, and all with a slot but the forced ones. */
  readonly #counted = { download: 0, seed: 0 };
  #running = 0;
  /** The first of each kind that got no slot: nobody of the kind behind it would get one. */
  #firstRefused: { download: Entry | null; seed: Entry | null } = { download: null, seed: null };
  #arrivals = 0;
  /** What the end of this turn of the event loop has to do: hand on slots that are free, or decide anew. */
  #due: 'nothing' | 'hand on' | 'decide' = 'nothing';
  #isDeciding = false;
  #nextMeasureAt = 0;

  constructor(clock: Clock, config: QueueConfig) {
    this.#clock = clock;
    this.#config = config;
  }

  configure(config: QueueConfig): void {
    this.#config = config;
    this.#postpone('decide');
  }

  /** Places it, at the end where no position is given. It should request a slot when it can run. */
  add(member: QueueMember, position: number | null): void {
    const last = this.#order.at(-1);
    const entry: Entry = {
      member,
      arrival: this.#arrivals++,
      position: position ?? (last ? last.position + 1 : 1),
      isSlow: false,
      hasSlot: false,
      countedAs: kindOf(member),
      turningSince: null,
      get wantsSlot() {
        return member.wantsSlot;
      },
      get isForced() {
        return member.isForced;
      },
      get isComplete() {
        return member.isComplete;
      },
    };
    this.#entries.set(member, entry);
    this.#order.splice(this.#placeOf(entry), 0, entry);
  }

  remove(member: QueueMember): void {
    const entry = this.#entries.get(member);
    if (!entry) return;
    this.#entries.delete(member);
    this.#order.splice(this.#placeOf(entry), 1);
    if (!entry.hasSlot) return;
    this.#count(entry, -1);
    if (this.#someoneWaits()) this.#postpone('hand on');
  }

  /** It could run now: gets its slot at once if there is one, or later. */
  request(member: QueueMember): void {
    const entry = this.#entries.get(member);
    if (!entry || entry.hasSlot || !entry.wantsSlot) return;
    this.#classify(entry);
    if (this.#isDeciding) this.#postpone('decide');
    else if (this.#hasFreeSlot(entry)) this.#give(entry, true);
    else if (this.#due !== 'nothing' || !this.#isBehindRefused(entry)) this.#decide();
  }

  /** Something about it changed: it stopped, completed, wants more files, or is forced no more. */
  changed(member: QueueMember): void {
    const entry = this.#entries.get(member);
    if (!entry) return;
    if (entry.hasSlot && !entry.wantsSlot) {
      this.#give(entry, false);
      if (this.#someoneWaits()) this.#postpone('hand on');
    } else if (entry.wantsSlot && this.#classify(entry)) {
      this.#postpone('decide');
    }
  }

  /** New positions of some; the others keep theirs. */
  reorder(positions: Iterable<readonly [QueueMember, number]>): void {
    for (const [member, position] of positions) {
      const entry = this.#entries.get(member);
      if (entry) entry.position = position;
    }
    this.#order.sort(compare);
    this.#decide();
  }

  /** Below zero where the first comes before the second. */
  compare(first: QueueMember, second: QueueMember): number {
    const [one, other] = [this.#entries.get(first), this.#entries.get(second)];
    return one && other ? compare(one, other) : 0;
  }

  /** Once a second. */
  tick(): void {
    const now = this.#clock.now();
    if (now < this.#nextMeasureAt) return;
    this.#nextMeasureAt = now + MEASURE_INTERVAL_MS;
    let hasTurned = false;
    for (const entry of this.#order) {
      if (!entry.hasSlot || this.#limitOf(entry.countedAs) === Number.POSITIVE_INFINITY) continue;
      if (this.#measure(entry, now)) hasTurned = true;
    }
    if (hasTurned) this.#decide();
  }

  /** Whether it is slow from now on, or is so no more. */
  #measure(entry: Entry, now: number): boolean {
    const isSlowNow = entry.member.usefulBytesPerSecond < this.#config.slowBytesPerSecond;
    if (isSlowNow === entry.isSlow) {
      entry.turningSince = null;
      return false;
    }
    entry.turningSince ??= now;
    if (now - entry.turningSince < this.#config.slowAfterMs) return false;
    this.#count(entry, -1);
    entry.isSlow = isSlowNow;
    entry.turningSince = null;
    this.#count(entry, 1);
    return true;
  }

  /** Many changes in one turn of the event loop are one decision. */
  #postpone(what: 'hand on' | 'decide'): void {
    const isPlanned = this.#due !== 'nothing';
    if (this.#due !== 'decide') this.#due = what;
    if (isPlanned) return;
    queueMicrotask(() => {
      if (this.#due === 'hand on' && this.#config.maxActive === null) this.#handOn();
      else if (this.#due !== 'nothing') this.#decide();
    });
  }

  /** Slots are free and nothing else changed: they go to the first that wait, without a look at the others. */
  #handOn(): void {
    this.#due = 'nothing';
    for (const kind of ['download', 'seed'] as const) {
      let waiting = this.#firstWaiting(kind, this.#firstRefused[kind]);
      while (waiting && this.#counted[kind] < this.#limitOf(kind)) {
        this.#give(waiting, true);
        waiting = this.#firstWaiting(kind, waiting);
      }
      this.#firstRefused[kind] = waiting;
    }
  }

  #firstWaiting(kind: Kind, from: Entry | null): Entry | null {
    if (!from) return null;
    for (let at = this.#placeOf(from); at < this.#order.length; at++) {
      const entry = this.#order[at]!;
      if (!entry.hasSlot && entry.countedAs === kind && entry.wantsSlot) return entry;
    }
    return null;
  }

  #decide(): void {
    if (this.#isDeciding) {
      this.#postpone('decide');
      return;
    }
    this.#due = 'nothing';
    this.#isDeciding = true;
    try {
      for (const entry of this.#order) this.#classify(entry);
      const order = [...this.#order];
      const slots = assignSlots(order, this.#config);
      this.#noteRefused(order, slots);
      // Those that stop go first, so that there are never more than the limits.
      for (let at = 0; at < order.length; at++) if (slots[at] === 0) this.#give(order[at]!, false);
      for (let at = 0; at < order.length; at++) if (slots[at] === 1) this.#give(order[at]!, true);
    } finally {
      this.#isDeciding = false;
    }
  }

  #noteRefused(order: readonly Entry[], slots: Uint8Array): void {
    this.#firstRefused = { download: null, seed: null };
    for (let at = 0; at < order.length; at++) {
      const entry = order[at]!;
      if (slots[at] === 1 || entry.countedAs === 'forced' || !entry.wantsSlot) continue;
      this.#firstRefused[entry.countedAs] ??= entry;
    }
  }

  #give(entry: Entry, hasSlot: boolean): void {
    if (entry.hasSlot === hasSlot) return;
    if (!hasSlot) this.#count(entry, -1);
    entry.hasSlot = hasSlot;
    rest(entry);
    if (hasSlot) this.#count(entry, 1);
    entry.member.setSlot(hasSlot);
  }

  /** Sees what it is by now; true where it is no more what it was. */
  #classify(entry: Entry): boolean {
    const kind = kindOf(entry);
    if (kind === entry.countedAs) return false;
    if (entry.hasSlot) this.#count(entry, -1);
    entry.countedAs = kind;
    rest(entry);
    if (entry.hasSlot) this.#count(entry, 1);
    return true;
  }

  #count({ countedAs, isSlow }: Entry, by: 1 | -1): void {
    if (countedAs === 'forced') return;
    this.#running += by;
    if (!isSlow) this.#counted[countedAs] += by;
  }

  #limitOf(kind: Kind): number {
    const { maxActiveDownloads, maxActiveSeeds } = this.#config;
    const limit =
      kind === 'download' ? maxActiveDownloads : kind === 'seed' ? maxActiveSeeds : null;
    return limit ?? Number.POSITIVE_INFINITY;
  }

  /** Whether one that wants a slot can have it while nobody else's is looked at. */
  #hasFreeSlot({ countedAs }: Entry): boolean {
    if (countedAs === 'forced') return true;
    if (this.#due !== 'nothing' || this.#counted[countedAs] >= this.#limitOf(countedAs))
      return false;
    const { maxActive } = this.#config;
    if (maxActive === null) return this.#firstRefused[countedAs] === null;
    return this.#running < maxActive && !this.#someoneWaits();
  }

  #isBehindRefused(entry: Entry): boolean {
    const refused = entry.countedAs === 'forced' ? null : this.#firstRefused[entry.countedAs];
    return refused !== null && compare(refused, entry) < 0;
  }

  #someoneWaits(): boolean {
    return this.#firstRefused.download !== null || this.#firstRefused.seed !== null;
  }

  /** Where it stands, or would stand. */
  #placeOf(entry: Entry): number {
    let low = 0;
    let high = this.#order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#order[middle]!, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function kindOf({ isForced, isComplete }: { isForced: boolean; isComplete: boolean }): Kind {
  if (isForced) return 'forced';
  return isComplete ? 'seed' : 'download';
}

function compare(one: Entry, other: Entry): number {
  return one.position - other.position || one.arrival - other.arrival;
}

/** It begins anew: nothing is known of how fast it is. */
function rest(entry: Entry): void {
  entry.isSlow = false;
  entry.turningSince = null;
}
