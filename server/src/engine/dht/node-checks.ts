/**
 * Asks nodes that were only heard of, a few at a time, so that whatever strangers name becomes a steady trickle of
 * pings and never a burst. What is believed of the answers is for the owner.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';
import type { DhtQuestion, DhtResponse } from './dht-message.ts';
import type { DhtRpc } from './dht-rpc.ts';

/** Pings in flight that are not slow. */
const MOST_AT_ONCE = 4;
/** More are forgotten: there will be others. */
const MOST_WAITING = 64;

export interface NodeChecksOptions {
  rpc: Pick<DhtRpc, 'ask'>;
  question(): DhtQuestion;
  onAnswer(response: DhtResponse, from: PeerEndpoint, roundTripMs: number): void;
}

export class NodeChecks {
  readonly #options: NodeChecksOptions;
  readonly #waiting = new Map<string, PeerEndpoint>();
  #unsettled = 0;

  constructor(options: NodeChecksOptions) {
    this.#options = options;
  }

  add(endpoint: PeerEndpoint): void {
    if (this.#waiting.size >= MOST_WAITING) return;
    this.#waiting.set(endpointKey(endpoint), endpoint);
    this.#goOn();
  }

  stop(): void {
    this.#waiting.clear();
  }

  #goOn(): void {
    for (const [key, endpoint] of this.#waiting) {
      if (this.#unsettled >= MOST_AT_ONCE) return;
      this.#waiting.delete(key);
      this.#ask(endpoint);
    }
  }

  #ask(endpoint: PeerEndpoint): void {
    let isSettled = false;
    const settle = (): void => {
      if (isSettled) return;
      isSettled = true;
      this.#unsettled--;
      this.#goOn();
    };
    this.#unsettled++;
    this.#options.rpc.ask(endpoint, this.#options.question(), {
      onAnswer: (response, roundTripMs) => {
        this.#options.onAnswer(response, endpoint, roundTripMs);
        settle();
      },
      onSlow: settle,
      onFailed: settle,
    });
  }
}
