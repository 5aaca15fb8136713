/**
 * How fast secrets may be guessed. A pure policy: time comes from outside. Three limits hold at a time, and each
 * guess counts before it is judged, so that many at once are no way around:
 * - of one caller at one account five are free, then each wrong one doubles the wait, from a second to an hour;
 * - of one caller, at whatever accounts, 30 an hour;
 * - at one account, from wherever, 300 an hour, but for callers that were right there before: a crowd of strangers
 *   slows strangers, and never keeps the owner out.
 * Nothing is locked for longer than its limit says, and memory is bounded: what was not asked for longest goes first.
 */

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;

export const FREE_GUESSES = 5;
export const GUESSES_PER_CALLER = 30;
export const GUESSES_PER_ACCOUNT = 300;
const FIRST_WAIT_MS = SECOND_MS;
const LONGEST_WAIT_MS = HOUR_MS;
/** Who guessed nothing wrong for so long begins anew. */
const FORGIVEN_AFTER_MS = 24 * HOUR_MS;

const MOST_PAIRS = 20_000;
const MOST_CALLERS = 10_000;
const MOST_ACCOUNTS = 2_000;
const MOST_KNOWN = 1_000;

export interface Guess {
  /** Where the guess comes from: an address, or the network of one caller. */
  caller: string;
  /** What is guessed at. */
  account: string;
}

interface Series {
  count: number;
  lastAt: number;
}

export class LoginThrottle {
  readonly #pairs = new RecentMap<Series>(MOST_PAIRS);
  readonly #byCaller = new RecentMap<number[]>(MOST_CALLERS);
  readonly #byAccount = new RecentMap<number[]>(MOST_ACCOUNTS);
  readonly #known = new RecentMap<true>(MOST_KNOWN);

  /** How many milliseconds to wait; at 0 the guess is counted, and may be judged. */
  begin(guess: Guess, now: number): number {
    const wait = this.waitFor(guess, now);
    if (wait > 0) return wait;
    const series = this.#seriesOf(guess, now);
    this.#pairs.set(pairKey(guess), { count: series.count + 1, lastAt: now });
    this.#byCaller.set(guess.caller, [...lastHour(this.#byCaller.get(guess.caller), now), now]);
    this.#byAccount.set(guess.account, [...lastHour(this.#byAccount.get(guess.account), now), now]);
    return 0;
  }

  /** The guess was right: it counts for nothing, and its caller is known at the account. */
  succeeded(guess: Guess): void {
    this.#pairs.delete(pairKey(guess));
    this.#takeBack(guess);
    this.remember(guess);
  }

  /** The guess was never judged. */
  cancelled(guess: Guess): void {
    const series = this.#pairs.get(pairKey(guess));
    if (series)
      this.#pairs.set(pairKey(guess), { ...series, count: Math.max(0, series.count - 1) });
    this.#takeBack(guess);
  }

  /** The caller was right at this account at some time. */
  remember(guess: Guess): void {
    this.#known.set(pairKey(guess), true);
  }

  /** 0 where it may be made now. */
  waitFor(guess: Guess, now: number): number {
    const { count, lastAt } = this.#seriesOf(guess, now);
    const callerWait = waitOf(this.#byCaller.get(guess.caller), GUESSES_PER_CALLER, now);
    const isKnown = this.#known.get(pairKey(guess)) === true;
    const accountWait = isKnown
      ? 0
      : waitOf(this.#byAccount.get(guess.account), GUESSES_PER_ACCOUNT, now);
    return Math.max(0, lastAt + pauseAfter(count) - now, callerWait, accountWait);
  }

  #seriesOf(guess: Guess, now: number): Series {
    const series = this.#pairs.get(pairKey(guess));
    const isOld = series !== undefined && now - series.lastAt >= FORGIVEN_AFTER_MS;
    return series && !isOld ? series : { count: 0, lastAt: now };
  }

  #takeBack({ caller, account }: Guess): void {
    this.#byCaller.get(caller)?.pop();
    this.#byAccount.get(account)?.pop();
  }
}

/** After so many wrong ones in a row. */
function pauseAfter(count: number): number {
  if (count < FREE_GUESSES) return 0;
  return Math.min(FIRST_WAIT_MS * 2 ** (count - FREE_GUESSES), LONGEST_WAIT_MS);
}

function lastHour(times: readonly number[] | undefined, now: number): number[] {
  return (times ?? []).filter((time) => time > now - HOUR_MS);
}

/** Until fewer than `most` lie within the last hour. */
function waitOf(times: readonly number[] | undefined, most: number, now: number): number {
  const recent = lastHour(times, now);
  const oldest = recent[recent.length - most];
  return oldest === undefined ? 0 : oldest + HOUR_MS - now;
}

/** Names may have any letter: no other pair has the same text. */
function pairKey({ caller, account }: Guess): string {
  return JSON.stringify([caller, account]);
}

/** What was asked for longest ago makes room. */
class RecentMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    if (this.#entries.size > this.#most) this.#entries.delete(this.#entries.keys().next().value!);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }
}
