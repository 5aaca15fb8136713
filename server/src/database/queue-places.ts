/**
 * The keys of the queue in their order, so that a place in it is found without counting rows. Adding a key that
 * is there and removing one that is not change nothing.
 */
export class QueuePlaces {
  readonly #keys: number[];

  /** `keys` are in order, and become its own. */
  constructor(keys: number[]) {
    this.#keys = keys;
  }

  /** From 1. */
  placeOf(key: number): number {
    return this.#indexOf(key) + 1;
  }

  add(key: number): void {
    const index = this.#indexOf(key);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  remove(key: number): void {
    const index = this.#indexOf(key);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** Where it stands, or would stand. */
  #indexOf(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
