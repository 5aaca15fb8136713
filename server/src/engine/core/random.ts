import { randomBytes } from 'node:crypto';

/** Chance as the engine sees it, so that tests can repeat it. */
export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** An integer of 0 to `bound` - 1. */
  below(bound: number): number;
  /** Unpredictable bytes: ids, keys, transaction numbers. */
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = {
  next: () => Math.random(),
  below: (bound) => Math.floor(Math.random() * bound),
  bytes: (length) => randomBytes(length),
};

/** The same sequence for the same seed (mulberry32). For tests and simulations only: `bytes` is predictable. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (bound: number): number => Math.floor(next() * bound);
  return { next, below, bytes: (length) => Uint8Array.from({ length }, () => below(256)) };
}

/** Shuffles in place (Fisher and Yates) and returns the same array. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const kept = items[last]!;
    items[last] = items[other]!;
    items[other] = kept;
  }
  return items;
}
