/** What a session says. Invariant: every fact carries the name of this run and the next number of its sequence. */
import { Emitter } from '../core/emitter.ts';
import { toHex } from '../core/hex.ts';
import { systemRandom } from '../core/random.ts';
import type { EngineEvents, EventOrigin } from './engine-api.ts';

type WithoutOrigin<Event> = Event extends EventOrigin ? Omit<Event, keyof EventOrigin> : never;

/** All but what is computed only while somebody watches. */
type FactName = Exclude<keyof EngineEvents, 'progress' | 'metadataProgress' | 'stats'>;

export class SessionEvents extends Emitter<EngineEvents> {
  readonly boot = toHex(systemRandom.bytes(8));
  #sequence = 0;

  tell<Name extends FactName>(name: Name, event: WithoutOrigin<EngineEvents[Name]>): void {
    this.#sequence++;
    const origin: EventOrigin = { boot: this.boot, sequence: this.#sequence };
    this.emit(name, { ...event, ...origin } as unknown as EngineEvents[Name]);
  }
}
