/** Peers of all downloads of a session, as numbers: who is connected, and why others are no more. */
import type { EngineStats, PeerCloseReason } from '../core/messages.ts';

export class PeerCounts {
  readonly #closes: EngineStats['peerCloses'] = {};
  #connections = 0;
  #nextNumber = 1;

  get connections(): number {
    return this.#connections;
  }

  get closes(): EngineStats['peerCloses'] {
    return { ...this.#closes };
  }

  /** What torrents tell of their peers. */
  readonly told = {
    nextPeerNumber: (): number => this.#nextNumber++,
    connectionOpened: (): void => {
      this.#connections++;
    },
    connectionClosed: (): void => {
      this.#connections--;
    },
    countClose: (reason: PeerCloseReason): void => {
      this.#closes[reason] = (this.#closes[reason] ?? 0) + 1;
    },
  };
}
