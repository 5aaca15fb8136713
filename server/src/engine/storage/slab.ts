/**
 * Shared memory for blocks, handed out in runs of equal units. Allocation walks on from where it last found
 * room (next fit), which for runs of equal size is one step. Invariant: a unit belongs to at most one run.
 */
export class Slab {
  readonly memory: SharedArrayBuffer;
  readonly bytes: Uint8Array;
  readonly unitBytes: number;
  readonly #isUsed: Uint8Array;
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
    const start = this.#findRun(units, this.#cursor, this.#isUsed.length);
    const found = start >= 0 ? start : this.#findRun(units, 0, this.#cursor + units - 1);
    if (found < 0) return -1;
    this.#isUsed.fill(1, found, found + units);
    this.#free -= units;
    this.#cursor = found + units;
    return found * this.unitBytes;
  }

  release(offset: number, units: number): void {
    const start = offset / this.unitBytes;
    this.#isUsed.fill(0, start, start + units);
    this.#free += units;
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
