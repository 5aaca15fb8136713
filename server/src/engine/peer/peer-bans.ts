/**
 * Who sent bad data to a torrent and is not to come back: by address, since a peer id costs nothing. Programs on
 * this machine that share 127.0.0.1 would all be out with one of them; of these the peer id and the port count.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';

/** The addresses that programs of this machine have without having chosen one. */
const SHARED_ADDRESSES: ReadonlySet<string> = new Set(['127.0.0.1', '::1']);

/** Addresses that are kept over a restart. */
const MOST_KEPT = 1_000;

export interface BannablePeer {
  readonly peerId: string;
  readonly remote: PeerEndpoint;
}

export class PeerBans {
  readonly #addresses = new Set<string>();
  readonly #endpoints = new Set<string>();
  readonly #peerIds = new Set<string>();

  add({ peerId, remote }: BannablePeer): void {
    if (!SHARED_ADDRESSES.has(remote.address)) {
      this.#addresses.add(remote.address);
      return;
    }
    this.#endpoints.add(endpointKey(remote));
    this.#peerIds.add(peerId);
  }

  /** The last of those that an address alone names: the others are of this run of the other program. */
  get addresses(): string[] {
    return [...this.#addresses].slice(-MOST_KEPT);
  }

  addAddresses(addresses: readonly string[]): void {
    for (const address of addresses) this.#addresses.add(address);
  }

  /** Lets an address in again; false where it was not kept out. */
  delete(address: string): boolean {
    return this.#addresses.delete(address);
  }

  /** Whether a connection that is open is of a banned peer. */
  has({ peerId, remote }: BannablePeer): boolean {
    const isSamePeer = SHARED_ADDRESSES.has(remote.address) && this.#peerIds.has(peerId);
    return isSamePeer || this.hasEndpoint(remote);
  }

  /** Whether it is known before a dial that a banned peer is there. */
  hasEndpoint(remote: PeerEndpoint): boolean {
    return this.#addresses.has(remote.address) || this.#endpoints.has(endpointKey(remote));
  }
}
