/**
 * What a reverse proxy tells of the request that it passes on: the caller's address, the scheme and the name that it
 * was called by. Believed only where the connection comes from a proxy that the user listed; anybody can send these
 * headers.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

/** IPv4 as a socket for both families tells it. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

export class TrustedProxies {
  readonly #networks = new BlockList();

  /** Addresses and networks in CIDR form. */
  constructor(networks: readonly string[]) {
    for (const network of networks) {
      const [address = '', prefix] = network.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      const length = Number(prefix ?? (family === 'ipv6' ? 128 : 32));
      this.#networks.addSubnet(address, length, family);
    }
  }

  has(address: string | undefined): boolean {
    const plain = (address ?? '').replace(MAPPED, '');
    const family = isIP(plain);
    return family !== 0 && this.#networks.check(plain, family === 6 ? 'ipv6' : 'ipv4');
  }

  /** The first address, from ours outwards, that is no proxy of ours; each proxy adds at the end whom it heard. */
  callerAddress(request: IncomingMessage): string {
    let caller = (request.socket.remoteAddress ?? '').replace(MAPPED, '');
    const chain = textOf(request.headers['x-forwarded-for']).split(',').toReversed();
    for (const hop of chain) {
      const address = hop.trim().replace(MAPPED, '');
      if (!this.has(caller) || isIP(address) === 0) break;
      caller = address;
    }
    return caller;
  }

  /** Whether the caller's connection is by TLS: to us, or to the proxy. */
  isSecure(request: IncomingMessage): boolean {
    if ('encrypted' in request.socket && request.socket.encrypted === true) return true;
    return this.#told(request, 'x-forwarded-proto') === 'https';
  }

  /** The name and port that the caller used: what its pages have in their Origin. */
  calledHost(request: IncomingMessage): string | undefined {
    return this.#told(request, 'x-forwarded-host') ?? request.headers.host;
  }

  /** What the outermost proxy said. */
  #told(request: IncomingMessage, name: string): string | undefined {
    if (!this.has(request.socket.remoteAddress)) return undefined;
    const [first = ''] = textOf(request.headers[name]).split(',');
    return first.trim() === '' ? undefined : first.trim().toLowerCase();
  }
}

function textOf(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join(',') : (header ?? '');
}
