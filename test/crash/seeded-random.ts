/**
 * Random choices that follow from a seed and a name, so that a run can be replayed: each life of the server
 * has a generator of its own, and how often one life asked changes nothing for the next.
 */
import { createHash } from 'node:crypto';

const WORD = 2 ** 32;

export class SeededRandom {
  #state: number;

  constructor(seed: number, name: string) {
    this.#state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE(0);
  }

  /** From 0 to 1, 1 left out (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / WORD;
  }

  between(least: number, most: number): number {
    return least + this.next() * (most - least);
  }

  /** A whole number below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** Items that come in this proportion. */
  weighted<Item>(choices: readonly (readonly [weight: number, item: Item])[]): Item {
    let left = this.next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, item] of choices) {
      left -= weight;
      if (left < 0) return item;
    }
    return choices.at(-1)![1];
  }
}
