/**
 * What is to be dialled, one of each swarm in turn: of two hundred magnets each is at its first peer before one is at
 * its second, and a swarm that knows thousands of addresses holds nobody up. Pure.
 */
export class DialQueue<Attempt> {
  /** By swarm, the one whose turn it is first. */
  readonly #waiting = new Map<string, Attempt[]>();
  readonly #urgent: Attempt[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(swarm: string, attempt: Attempt): void {
    const waiting = this.#waiting.get(swarm);
    if (waiting) waiting.push(attempt);
    else this.#waiting.set(swarm, [attempt]);
    this.#size++;
  }

  /** Before those of all swarms. */
  addUrgent(attempt: Attempt): void {
    this.#urgent.push(attempt);
    this.#size++;
  }

  next(): Attempt | undefined {
    const attempt = this.#urgent.shift() ?? this.#nextInTurn();
    if (attempt !== undefined) this.#size--;
    return attempt;
  }

  clear(): void {
    this.#waiting.clear();
    this.#urgent.length = 0;
    this.#size = 0;
  }

  #nextInTurn(): Attempt | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [swarm, waiting] = first;
    const attempt = waiting.shift();
    // To the end of those that wait.
    this.#waiting.delete(swarm);
    if (waiting.length > 0) this.#waiting.set(swarm, waiting);
    return attempt;
  }
}
