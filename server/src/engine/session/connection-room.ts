/**
 * How many peers the session may be connected to: what the settings ask for, as far as the system lets us.
 */
import type { EngineConfig } from './engine-api.ts';
import { fewOpenFilesSentence, openFileBudget, type OpenFileBudget } from './open-file-budget.ts';

export interface ConnectionRoomOptions {
  /** Changes with the settings. */
  config: EngineConfig;
  /** Connections that are open, those among them that have not said yet what they want. */
  places(): number;
  /** Connections that are being made. */
  opening(): number;
}

export class ConnectionRoom {
  readonly budget: OpenFileBudget;
  readonly #options: ConnectionRoomOptions;

  constructor(options: ConnectionRoomOptions) {
    this.#options = options;
    this.budget = openFileBudget(options.config.maxOpenFiles, options.config.diskWorkers);
  }

  get places(): number {
    return this.#options.places();
  }

  get maxConnections(): number {
    return Math.min(this.#options.config.maxConnections, this.budget.peerConnections);
  }

  /** Whether another peer may come in. Those that we dial have their descriptors already. */
  get hasRoom(): boolean {
    return (
      this.places < this.#options.config.maxConnections &&
      this.places + this.#options.opening() < this.budget.peerConnections
    );
  }

  /** What to tell the user where the system allows less than the settings ask for. */
  get warning(): string | null {
    return fewOpenFilesSentence(this.#options.config, this.maxConnections);
  }
}
