/**
 * Whether an address that somebody names is our own: those that we announced ourselves to name us to ourselves. Known
 * are the addresses of this machine's interfaces, and those that DHT nodes see us at.
 */
import { networkInterfaces } from 'node:os';
import type { PeerEndpoint } from '../core/messages.ts';
import type { DhtService } from '../dht/index.ts';
import { canonicalAddress } from '../net/address.ts';

export interface OwnEndpointOptions {
  /** Where peers reach us. */
  port: number;
  dht: DhtService;
}

/** The port decides first: only what has ours is looked at further. */
export function isOwnEndpoint(
  { address, port }: PeerEndpoint,
  { port: own, dht }: OwnEndpointOptions,
): boolean {
  if (port !== own) return false;
  const seenAt = dht.status().families.map(({ externalAddress }) => externalAddress);
  return seenAt.includes(address) || interfaceAddresses().includes(address);
}

function interfaceAddresses(): (string | null)[] {
  const infos = Object.values(networkInterfaces()).flatMap((those) => those ?? []);
  return infos.map((info) => canonicalAddress(info.address));
}
