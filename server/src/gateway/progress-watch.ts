/** Has the engine tell rates while at least one reader wants them, and compute nothing while none does. */
import type { Engine, Logger } from '../engine/index.ts';

export class ProgressWatch {
  readonly #engine: Engine;
  readonly #logger: Logger;
  #holders = 0;
  /** One call after the other, so that the last wish is the one that holds. */
  #settled: Promise<void> = Promise.resolve();

  constructor(engine: Engine, logger: Logger) {
    this.#engine = engine;
    this.#logger = logger;
  }

  /** Resolves when rates are told. */
  async acquire(): Promise<void> {
    if (this.#holders++ === 0) this.#set(true);
    return this.#settled;
  }

  release(): void {
    if (--this.#holders === 0) this.#set(false);
  }

  #set(wanted: boolean): void {
    this.#settled = this.#settled
      .then(() => this.#engine.watchProgress(wanted))
      .catch((error: unknown) =>
        this.#logger.debug('progress not watched', { error: String(error) }),
      );
  }
}
