/**
 * Who may keep a connection open. A connection waits while it has brought no complete request that we are answering:
 * new, between requests, or sending slowly. Where there are too many, those that have waited longest go, so that a
 * thousand slow connections never keep anybody from being answered, not even others from their own address. Web
 * sockets and answers that are under way are left alone: where they fill the budget, who comes is turned away.
 */
export interface ConnectionLimits {
  /** Open connections in all. */
  most: number;
  /** Open connections of one address. */
  mostPerAddress: number;
  /** Those of them that wait. */
  mostWaitingPerAddress: number;
}

export interface Connection {
  readonly address: string;
  /** Whether a whole request has come that is still being answered, or it is a web socket. */
  isAnswered(): boolean;
  drop(): void;
}

/** In the order in which they began to wait. */
type Connections = Set<Connection>;

export class ConnectionBudget {
  readonly #limits: ConnectionLimits;
  readonly #all: Connections = new Set();
  readonly #byAddress = new Map<string, Connections>();

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Takes it in, at the cost of another one where there is no room. False where it is turned away itself. */
  admit(connection: Connection): boolean {
    const { most, mostPerAddress, mostWaitingPerAddress } = this.#limits;
    const mine = this.#byAddress.get(connection.address) ?? new Set();
    if (mine.size >= mostWaitingPerAddress) {
      const waiting = [...mine].filter((other) => !other.isAnswered());
      const isFull = mine.size >= mostPerAddress || waiting.length >= mostWaitingPerAddress;
      if (isFull && !this.#dropFirst(waiting)) return false;
    }
    if (this.#all.size >= most && !this.#dropLongestWaiting()) return false;
    this.#add(connection);
    return true;
  }

  /** Its answer is out: it waits from now on. */
  waits(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    this.#all.add(connection);
    const mine = this.#byAddress.get(connection.address);
    mine?.delete(connection);
    mine?.add(connection);
  }

  remove(connection: Connection): void {
    if (!this.#all.delete(connection)) return;
    const mine = this.#byAddress.get(connection.address);
    mine?.delete(connection);
    if (mine?.size === 0) this.#byAddress.delete(connection.address);
  }

  /** All of them, at the end. */
  dropAll(): void {
    for (const connection of this.#all) connection.drop();
  }

  #dropFirst([connection]: readonly Connection[]): boolean {
    if (connection) this.#drop(connection);
    return connection !== undefined;
  }

  #dropLongestWaiting(): boolean {
    for (const connection of this.#all) {
      if (!connection.isAnswered()) return this.#dropFirst([connection]);
    }
    return false;
  }

  #drop(connection: Connection): void {
    this.remove(connection);
    connection.drop();
  }

  #add(connection: Connection): void {
    this.#all.add(connection);
    const mine = this.#byAddress.get(connection.address) ?? new Set();
    this.#byAddress.set(connection.address, mine.add(connection));
  }
}
