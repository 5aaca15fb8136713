/**
 * The DHT as the session has it: there or not, with what it knows told to the session's owner from time to time.
 * Invariant: only what has nodes is told, so that a run without a network does not cost the nodes of the one before.
 */
import type { Clock, Timer } from '../core/clock.ts';
import type { DhtStatus } from '../core/messages.ts';
import type { DhtService } from '../dht/index.ts';

/** Nodes come and go by the hour: what a crash loses is not missed. */
const TELL_EVERY_MS = 10 * 60_000;
/** A run that ends early, by a crash, has told what it found. */
const FIRST_TOLD_AFTER_MS = 60_000;

const SWITCHED_OFF: DhtStatus = {
  enabled: false,
  readOnly: false,
  families: [],
  lookups: { running: 0, done: 0, medianDepth: null },
  announces: { done: 0, stored: 0 },
  storedTorrents: 0,
  storedPeers: 0,
  storedItems: 0,
  queriesIn: 0,
  queriesOut: 0,
  answersIn: 0,
  timeouts: 0,
  refused: { rateLimited: 0, blocked: 0, malformed: 0, unasked: 0, overBudget: 0 },
  bytesIn: 0,
  bytesOut: 0,
};

export interface SessionDhtOptions {
  /** Null where it is switched off. */
  service: DhtService | null;
  clock: Clock;
  /** Hears of what the DHT knows, where it is not what was told before. */
  onState: (state: Uint8Array) => void;
}

export class SessionDht {
  readonly service: DhtService | null;
  readonly #clock: Clock;
  readonly #onState: (state: Uint8Array) => void;
  #told: Uint8Array = new Uint8Array();
  #timer: Timer | null = null;

  constructor({ service, clock, onState }: SessionDhtOptions) {
    this.service = service;
    this.#clock = clock;
    this.#onState = onState;
  }

  start(): void {
    if (!this.service) return;
    this.service.start();
    this.#tellAfter(FIRST_TOLD_AFTER_MS);
  }

  /** What it knows is told once more. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (!this.service) return;
    this.#tell(this.service);
    this.service.stop();
  }

  status(): DhtStatus {
    return this.service?.status() ?? SWITCHED_OFF;
  }

  /** Nodes that answer, in both families; null where it is switched off. */
  get nodes(): number | null {
    if (!this.service) return null;
    return this.service.status().families.reduce((sum, { nodes }) => sum + nodes, 0);
  }

  #tellAfter(delayMs: number): void {
    this.#timer = this.#clock.setTimer(delayMs, () => {
      if (this.service) this.#tell(this.service);
      this.#tellAfter(TELL_EVERY_MS);
    });
  }

  #tell(service: DhtService): void {
    if ((this.nodes ?? 0) === 0) return;
    const state = service.state();
    if (Buffer.compare(state, this.#told) === 0) return;
    this.#told = state;
    this.#onState(state);
  }
}
