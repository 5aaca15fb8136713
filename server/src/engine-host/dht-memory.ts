/**
 * Keeps what the DHT knows from one run to the next. It can be found out anew, so that nothing here may keep the
 * server from starting or stopping: what cannot be read or written is passed over with a line in the log.
 */
import type { EngineMemory } from '../database/engine-memory.port.ts';
import type { Engine, Logger } from '../engine/index.ts';

export class DhtMemory {
  readonly #memory: EngineMemory;
  readonly #logger: Logger;
  #writing: Promise<void> = Promise.resolve();

  constructor(memory: EngineMemory, logger: Logger) {
    this.#memory = memory;
    this.#logger = logger;
  }

  /** What the last run kept; null where there is nothing that could be used. */
  async recall(): Promise<Uint8Array | null> {
    try {
      return await this.#memory.find('dht');
    } catch (error) {
      this.#logger.warn('what the DHT knew could not be read', { error: String(error) });
      return null;
    }
  }

  /** Keeps what the engine tells from now on. */
  follow(engine: Engine): void {
    engine.on('dhtState', ({ state }) => {
      this.#writing = this.#writing.then(() => this.#write(state));
    });
  }

  /** Resolves when what was told is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(state: Uint8Array): Promise<void> {
    try {
      await this.#memory.save('dht', state);
    } catch (error) {
      this.#logger.warn('what the DHT knows could not be kept', { error: String(error) });
    }
  }
}
