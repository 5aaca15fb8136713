/**
 * The well-known nodes that a first start asks for others. Their names are resolved when they are needed; what does not
 * resolve is left out, and tried again next time.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { addressFamily, type AddressFamily } from '../net/address.ts';
import { isDialablePeer, USER_PEER_RULES } from '../net/address-rules.ts';
import type { ResolveHost } from '../net/host-lookup.ts';

/** Of each name; a name may have many addresses. */
const MOST_ADDRESSES = 4;

export interface RoutersOptions {
  /** `host:port` of each. */
  names: readonly string[];
  family: AddressFamily;
  resolve: ResolveHost;
  mayTalkTo(address: string): boolean;
}

export class Routers {
  readonly #options: RoutersOptions;
  #endpoints: readonly PeerEndpoint[] = [];

  constructor(options: RoutersOptions) {
    this.#options = options;
  }

  get isEmpty(): boolean {
    return this.#options.names.length === 0;
  }

  /** Addresses of this family, as they were resolved last. */
  get endpoints(): readonly PeerEndpoint[] {
    return this.#endpoints;
  }

  hasAddress(address: string): boolean {
    return this.#endpoints.some((router) => router.address === address);
  }

  /** Never rejects. */
  async resolve(): Promise<void> {
    const found = await Promise.all(this.#options.names.map((name) => this.#resolveName(name)));
    this.#endpoints = found.flat();
  }

  async #resolveName(name: string): Promise<PeerEndpoint[]> {
    const { family, resolve } = this.#options;
    const separator = name.lastIndexOf(':');
    const host = name.slice(0, separator).replace(/^\[(.*)\]$/, '$1');
    const port = Number(name.slice(separator + 1));
    const addresses = await resolve(host).catch(() => []);
    return addresses
      .filter((address) => addressFamily(address) === family)
      .slice(0, MOST_ADDRESSES)
      .map((address) => ({ address, port }))
      .filter((router) => isDialablePeer(router, USER_PEER_RULES))
      .filter(({ address }) => this.#options.mayTalkTo(address));
  }
}
