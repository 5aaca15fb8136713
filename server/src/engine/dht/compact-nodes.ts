/** Compact addresses in DHT messages: 26 bytes an IPv4 node (BEP 5), 38 an IPv6 one (BEP 32), 6 or 18 a peer. */
import type { PeerEndpoint } from '../core/messages.ts';
import { formatCompactPeers, parseCompactPeers, type AddressFamily } from '../net/address.ts';
import { ID_BYTES } from './dht-limits.ts';
import type { DhtNode } from './dht-message.ts';

const IPV4_PEER_BYTES = 6;
const IPV6_PEER_BYTES = 18;

/** The nodes of one family; null where the bytes are not a whole number of them. */
export function parseCompactNodes(bytes: Uint8Array, family: AddressFamily): DhtNode[] | null {
  const nodeBytes = ID_BYTES + (family === 4 ? IPV4_PEER_BYTES : IPV6_PEER_BYTES);
  if (bytes.length % nodeBytes !== 0) return null;
  const nodes: DhtNode[] = [];
  for (let at = 0; at < bytes.length; at += nodeBytes) {
    const endpointAt = at + ID_BYTES;
    const [endpoint] = parseCompactPeers(bytes.subarray(endpointAt, at + nodeBytes), family);
    nodes.push({ id: bytes.slice(at, endpointAt), ...endpoint! });
  }
  return nodes;
}

/** The nodes of each family; one with an address that is none is left out. */
export function formatCompactNodes(nodes: readonly DhtNode[]): {
  ipv4: Uint8Array;
  ipv6: Uint8Array;
} {
  const ipv4: Uint8Array[] = [];
  const ipv6: Uint8Array[] = [];
  for (const node of nodes) {
    const compact = formatCompactPeers([node]);
    if (compact.ipv4.length > 0) ipv4.push(node.id, compact.ipv4);
    if (compact.ipv6.length > 0) ipv6.push(node.id, compact.ipv6);
  }
  return { ipv4: Buffer.concat(ipv4), ipv6: Buffer.concat(ipv6) };
}

/** One endpoint of 6 or 18 bytes; null for any other number of bytes. */
export function parseCompactEndpoint(bytes: Uint8Array): PeerEndpoint | null {
  if (bytes.length === IPV4_PEER_BYTES) return parseCompactPeers(bytes, 4)[0]!;
  return bytes.length === IPV6_PEER_BYTES ? parseCompactPeers(bytes, 6)[0]! : null;
}

/** 6 or 18 bytes; null for an address that is none. */
export function formatCompactEndpoint(endpoint: PeerEndpoint): Uint8Array | null {
  const { ipv4, ipv6 } = formatCompactPeers([endpoint]);
  const bytes = ipv4.length > 0 ? ipv4 : ipv6;
  return bytes.length > 0 ? bytes : null;
}
