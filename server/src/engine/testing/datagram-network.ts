/**
 * A network of UDP ports on virtual time: each packet takes some milliseconds, some are lost, nothing else happens.
 * Who sends what is counted by address, so that a test can hold it against a limit.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { endpointKey } from '../net/address.ts';
import type { DatagramListener } from '../net/datagram-socket.ts';
import type { FakeClock } from './fake-clock.ts';

const LEAST_DELAY_MS = 10;
const MOST_DELAY_MS = 120;

export interface DatagramEnd {
  send(packet: Uint8Array, port: number, address: string): void;
  onMessage(listener: DatagramListener): () => void;
}

export class DatagramNetwork {
  /** Share of the packets that are lost. */
  loss = 0;
  readonly sentBytes = new Map<string, number>();
  readonly sentPackets = new Map<string, number>();
  /** Sees every packet when it is sent. */
  onPacket: (packet: Uint8Array, from: PeerEndpoint, to: PeerEndpoint) => void = () => {};
  readonly #clock: FakeClock;
  readonly #random: Random;
  readonly #listeners = new Map<string, Set<DatagramListener>>();

  constructor(clock: FakeClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** A port of this address; many may be open at the same one. */
  open(own: PeerEndpoint): DatagramEnd {
    const key = endpointKey(own);
    return {
      send: (packet, port, address) => this.deliver(packet, own, { port, address }),
      onMessage: (listener) => {
        const listeners = this.#listeners.get(key) ?? new Set();
        listeners.add(listener);
        this.#listeners.set(key, listeners);
        return () => listeners.delete(listener);
      },
    };
  }

  /** Sends a packet that says it comes from `from`. */
  deliver(packet: Uint8Array, from: PeerEndpoint, to: PeerEndpoint): void {
    const key = endpointKey(from);
    this.sentBytes.set(key, (this.sentBytes.get(key) ?? 0) + packet.length);
    this.sentPackets.set(key, (this.sentPackets.get(key) ?? 0) + 1);
    this.onPacket(packet, from, to);
    if (this.#random.next() < this.loss) return;
    const copy = packet.slice();
    const delayMs = LEAST_DELAY_MS + this.#random.below(MOST_DELAY_MS - LEAST_DELAY_MS);
    this.#clock.setTimer(delayMs, () => {
      for (const listener of this.#listeners.get(endpointKey(to)) ?? []) {
        listener(copy, from.port, from.address);
      }
    });
  }
}
