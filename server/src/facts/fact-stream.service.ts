/**
 * The numbered facts of this run. Invariant: facts are prepared and given out one after the other in the
 * order of `publish`, each with the next sequence number, so that whoever read the state at position P and
 * hears every fact after P knows the state. The newest are kept for those who were away for a moment.
 */
import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { APP_LOGGER } from '../config/runtime.module.ts';
import type { Logger } from '../engine/index.ts';
import type { StreamPosition } from '@shared/dto/download.js';
import type { FactEvents } from '@shared/events/stream.js';
import { FactRing } from './fact-ring.ts';

/** A fact before it has its place: its event's name, and the payload without `position`. */
export type NewFact = {
  [Name in keyof FactEvents]: { name: Name; payload: Omit<FactEvents[Name], 'position'> };
}[keyof FactEvents];

export type PublishedFact = {
  [Name in keyof FactEvents]: {
    name: Name;
    payload: FactEvents[Name];
    /** The payload as it is sent: written once for all who hear it. */
    json: string;
  };
}[keyof FactEvents];

type FactListener = (fact: PublishedFact) => void;

@Injectable()
export class FactStreamService {
  readonly #boot = randomUUID();
  readonly #listeners = new Set<FactListener>();
  readonly #recent = new FactRing<PublishedFact>({ now: () => performance.now() });
  #sequence = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(@Inject(APP_LOGGER) private readonly logger: Logger) {}

  /** Read it before the state that it shall be true for: facts since then may be in the state already. */
  get position(): StreamPosition {
    return { boot: this.#boot, sequence: this.#sequence };
  }

  /** The fact with this number, or undefined where it is kept no longer. */
  recent(sequence: number): PublishedFact | undefined {
    return this.#recent.get(sequence);
  }

  /** Whether every fact after this position is at hand. */
  canResume({ boot, sequence }: StreamPosition): boolean {
    if (boot !== this.#boot || sequence > this.#sequence) return false;
    return sequence === this.#sequence || this.#recent.get(sequence + 1) !== undefined;
  }

  /** `prepare` may look things up, and gives null where there is nothing to tell after all. */
  publish(prepare: () => Promise<NewFact | null> | NewFact): void {
    this.#tail = this.#tail
      .then(async () => this.#giveOut(await prepare()))
      .catch((error: unknown) => this.logger.error('fact lost', { error: String(error) }));
  }

  onFact(listener: FactListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when all that was published so far is given out. */
  async settled(): Promise<void> {
    await this.#tail;
  }

  #giveOut(fact: NewFact | null): void {
    if (!fact) return;
    this.#sequence++;
    const payload = { ...fact.payload, position: this.position };
    const json = JSON.stringify(payload);
    const published = { name: fact.name, payload, json } as PublishedFact;
    this.#recent.add(this.#sequence, published);
    for (const listener of this.#listeners) listener(published);
  }
}
