/**
 * The blocks that a peer was asked for, in the order in which they were asked: peers answer in that order
 * mostly, so the search begins at the oldest. A ring of typed arrays: nothing is allocated for a request.
 */
const FIRST_CAPACITY = 64;
/** Marks a place whose request was answered out of turn. */
const GONE = -1;

export class RequestTable {
  #pieces = new Int32Array(FIRST_CAPACITY);
  #blocks = new Int32Array(FIRST_CAPACITY);
  #start = 0;
  #span = 0;
  #size = 0;

  /** Requests that are not answered. */
  get size(): number {
    return this.#size;
  }

  add(piece: number, block: number): void {
    if (this.#span === this.#pieces.length) this.#makeRoom();
    const place = (this.#start + this.#span) & (this.#pieces.length - 1);
    this.#pieces[place] = piece;
    this.#blocks[place] = block;
    this.#span++;
    this.#size++;
  }

  has(piece: number, block: number): boolean {
    return this.#find(piece, block) >= 0;
  }

  /** Whether it was there. */
  remove(piece: number, block: number): boolean {
    const place = this.#find(piece, block);
    if (place < 0) return false;
    this.#pieces[place] = GONE;
    this.#size--;
    while (this.#span > 0 && this.#pieces[this.#start] === GONE) {
      this.#start = (this.#start + 1) & (this.#pieces.length - 1);
      this.#span--;
    }
    return true;
  }

  /** Takes all out, oldest first. */
  drain(visit: (piece: number, block: number) => void): void {
    const { length } = this.#pieces;
    for (let step = 0; step < this.#span; step++) {
      const place = (this.#start + step) & (length - 1);
      if (this.#pieces[place] !== GONE) visit(this.#pieces[place]!, this.#blocks[place]!);
    }
    this.#span = 0;
    this.#size = 0;
  }

  #find(piece: number, block: number): number {
    const mask = this.#pieces.length - 1;
    for (let step = 0; step < this.#span; step++) {
      const place = (this.#start + step) & mask;
      if (this.#pieces[place] === piece && this.#blocks[place] === block) return place;
    }
    return -1;
  }

  /** Closes the gaps of what was answered; grows only where most places are still waiting. */
  #makeRoom(): void {
    const { length } = this.#pieces;
    const isCrowded = this.#size > length / 2;
    const pieces = new Int32Array(isCrowded ? length * 2 : length);
    const blocks = new Int32Array(pieces.length);
    let kept = 0;
    for (let step = 0; step < this.#span; step++) {
      const place = (this.#start + step) & (length - 1);
      if (this.#pieces[place] === GONE) continue;
      pieces[kept] = this.#pieces[place]!;
      blocks[kept++] = this.#blocks[place]!;
    }
    this.#pieces = pieces;
    this.#blocks = blocks;
    this.#start = 0;
    this.#span = kept;
  }
}
