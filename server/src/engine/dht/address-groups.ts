/**
 * Whose addresses these are likely to be: ids are free, addresses are not, so whoever wants many places in a table or
 * a search needs many addresses. A host is one IPv4 address or an IPv6 network of 64 bits, which one line has; a
 * network is 24 bits of IPv4 or 48 of IPv6. Private addresses are nobody's to collect, so their networks are not
 * counted; nodes on this machine, which none but this machine can name, may share an address.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey, formatAddress, parseAddress } from '../net/address.ts';
import { addressScope } from '../net/address-rules.ts';

export interface AddressGroups {
  /** At most one node of it is believed. */
  host: string;
  /** At most `MOST_IN_NETWORK` in one bucket or search; null: any number. */
  network: string | null;
}

export type GroupAddress = (endpoint: PeerEndpoint) => AddressGroups;

export const MOST_IN_NETWORK = 2;

const IPV6_HOST_BYTES = 8;
const IPV6_NETWORK_BYTES = 6;

/** How to group. `loopbackActsPublic`: see DhtOptions. */
export function addressGrouping(loopbackActsPublic: boolean): GroupAddress {
  return (endpoint) => {
    const scope = addressScope(endpoint.address);
    if (scope === 'loopback' && !loopbackActsPublic) {
      return { host: endpointKey(endpoint), network: null };
    }
    const groups = groupsOf(endpoint.address);
    return scope === 'private' ? { host: groups.host, network: null } : groups;
  };
}

function groupsOf(address: string): AddressGroups & { network: string } {
  if (!address.includes(':')) {
    return { host: address, network: address.slice(0, address.lastIndexOf('.')) };
  }
  const bytes = parseAddress(address) ?? new Uint8Array(16);
  return { host: cut(bytes, IPV6_HOST_BYTES), network: cut(bytes, IPV6_NETWORK_BYTES) };
}

function cut(bytes: Uint8Array, keptBytes: number): string {
  const kept = new Uint8Array(bytes.length);
  kept.set(bytes.subarray(0, keptBytes));
  return `${formatAddress(kept)}/${keptBytes * 8}`;
}
