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
  /** Monotonic milliseconds. */
  #askedAt = new Float64Array(FIRST_CAPACITY);
  #start = 0;
  #span = 0;
  #size = 0;

  /** Requests that are not answered. */
  get size(): number {
    return this.#size;
  }

  /** Whether requests were answered that are younger than the oldest one that was not. */
  get isOutOfOrder(): boolean {
    return this.#span > this.#size;
  }

  /** When the oldest request that is not answered was made. */
  get oldestAskedAt(): number {
    return this.#askedAt[this.#start]!;
  }

  add(piece: number, block: number, now: number): void {
    if (this.#span === this.#pieces.length) this.#makeRoom();
    const place = (this.#start + this.#span) & (this.#pieces.length - 1);
    this.#pieces[place] = piece;
    this.#blocks[place] = block;
    this.#askedAt[place] = now;
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
    this.#removeAt(place);
    return true;
  }

  /** Takes the oldest out. */
  takeOldest(visit: (piece: number, block: number) => void): void {
    if (this.#size === 0) return;
    const place = this.#start;
    const piece = this.#pieces[place]!;
    this.#removeAt(place);
    visit(piece, this.#blocks[place]!);
  }

  /** Takes the requests for one piece out. */
  drainPiece(piece: number, visit: (block: number) => void): void {
    const blocks: number[] = [];
    this.someNewest((other, block) => {
      if (other === piece) blocks.push(block);
      return false;
    });
    for (const block of blocks) {
      this.remove(piece, block);
      visit(block);
    }
  }

  /** Whether `isIt` is true of a request; asks the newest first, and stops there. */
  someNewest(isIt: (piece: number, block: number) => boolean): boolean {
    const mask = this.#pieces.length - 1;
    for (let step = this.#span - 1; step >= 0; step--) {
      const place = (this.#start + step) & mask;
      const piece = this.#pieces[place]!;
      if (piece !== GONE && isIt(piece, this.#blocks[place]!)) return true;
    }
    return false;
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

  #removeAt(place: number): void {
    this.#pieces[place] = GONE;
    this.#size--;
    while (this.#span > 0 && this.#pieces[this.#start] === GONE) {
      this.#start = (this.#start + 1) & (this.#pieces.length - 1);
      this.#span--;
    }
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
    const askedAt = new Float64Array(pieces.length);
    let kept = 0;
    for (let step = 0; step < this.#span; step++) {
      const place = (this.#start + step) & (length - 1);
      if (this.#pieces[place] === GONE) continue;
      pieces[kept] = this.#pieces[place]!;
      blocks[kept] = this.#blocks[place]!;
      askedAt[kept++] = this.#askedAt[place]!;
    }
    this.#pieces = pieces;
    this.#blocks = blocks;
    this.#askedAt = askedAt;
    this.#start = 0;
    this.#span = kept;
  }
}
