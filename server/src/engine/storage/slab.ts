/**
 * Shared memory for blocks, handed out in runs of equal units. A run that was given back is taken again
 * first, so that a slow download touches little memory; else allocation walks on from where it last found
 * room. Invariant: a unit belongs to at most one run.
 */
/** Places that are remembered. */
const MOST_RECENT = 256;

export class Slab {
  readonly memory: SharedArrayBuffer;
  readonly bytes: Uint8Array;
  readonly unitBytes: number;
  readonly #isUsed: Uint8Array;
  /** Where runs were given back, newest last; what was taken since by another walk stays in it and is passed over. */
  readonly #recent: number[] = [];
  #free: number;
  #cursor = 0;

  constructor(capacityBytes: number, unitBytes: number) {
    const units = Math.max(1, Math.floor(capacityBytes / unitBytes));
    this.memory = new SharedArrayBuffer(units * unitBytes);
    this.bytes = new Uint8Array(this.memory);
    this.unitBytes = unitBytes;
    this.#isUsed = new Uint8Array(units);
    this.#free = units;
  }

  get freeUnits(): number {
    return this.#free;
  }

  /** Byte offset of `units` free units in a row, or -1. */
  reserve(units: number): number {
    if (units > this.#free) return -1;
    const recent = this.#takeRecent(units);
    if (recent >= 0) return recent * this.unitBytes;
    const start = this.#findRun(units, this.#cursor, this.#isUsed.length);
    const found = start >= 0 ? start : this.#findRun(units, 0, this.#cursor + units - 1);
    if (found < 0) return -1;
    this.#take(found, units);
    this.#cursor = found + units;
    return found * this.unitBytes;
  }

  release(offset: number, units: number): void {
    const start = offset / this.unitBytes;
    this.#isUsed.fill(0, start, start + units);
    this.#free += units;
    this.#recent.push(start);
    if (this.#recent.length > MOST_RECENT) this.#recent.shift();
  }

  /** The run that was given back last, where it is free and large enough: its memory is still in the caches. */
  #takeRecent(units: number): number {
    const start = this.#recent.pop();
    if (start === undefined || start + units > this.#isUsed.length) return -1;
    if (this.#isUsed.subarray(start, start + units).includes(1)) return -1;
    this.#take(start, units);
    return start;
  }

  #take(start: number, units: number): void {
    this.#isUsed.fill(1, start, start + units);
    this.#free -= units;
  }

  #findRun(units: number, from: number, to: number): number {
    const end = Math.min(to, this.#isUsed.length);
    let length = 0;
    for (let unit = from; unit < end; unit++) {
      length = this.#isUsed[unit] === 0 ? length + 1 : 0;
      if (length === units) return unit - units + 1;
    }
    return -1;
  }
}
