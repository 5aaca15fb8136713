/**
 * Internet addresses as bytes and as text. Every address that passes through here has one spelling: IPv4 in
 * dotted decimal, IPv6 as RFC 5952 says, and an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) is the IPv4 one,
 * so that one peer is one key. Zone ids (`%eth0`) are refused: they mean nothing off this machine.
 * Compact lists are BEP 23 (6 bytes an IPv4 peer) and BEP 7 (18 bytes an IPv6 peer).
 */
import { isIPv4, isIPv6 } from 'node:net';
import type { PeerEndpoint } from '../core/messages.ts';

export type AddressFamily = 4 | 6;

const IPV4_BYTES = 4;
const IPV6_BYTES = 16;
const PORT_BYTES = 2;
const MAX_PORT = 65_535;
const DOT = 0x2e;
const ZERO = 0x30;
/** An IPv4-mapped address is these twelve bytes and the IPv4 address. */
const MAPPED_PREFIX = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);

/** The 4 or 16 bytes of an address in text, or null where it is none. */
export function parseAddress(text: string): Uint8Array | null {
  if (isIPv4(text)) return parseIpv4(text);
  if (!isIPv6(text) || text.includes('%')) return null;
  return unwrapMapped(parseIpv6(text));
}

/** The one spelling of 4 or 16 bytes. */
export function formatAddress(bytes: Uint8Array): string {
  const unwrapped = unwrapMapped(bytes);
  if (unwrapped.length !== IPV4_BYTES) return formatIpv6(unwrapped);
  return `${unwrapped[0]}.${unwrapped[1]}.${unwrapped[2]}.${unwrapped[3]}`;
}

/** The one spelling of an address in text, or null where it is none. */
export function canonicalAddress(text: string): string | null {
  const bytes = parseAddress(text);
  return bytes === null ? null : formatAddress(bytes);
}

/** The family of an address in its one spelling. */
export function addressFamily(address: string): AddressFamily {
  return address.includes(':') ? 6 : 4;
}

/** `1.2.3.4:5` or `[::1]:5`: what a peer is known by. */
export function endpointKey(endpoint: PeerEndpoint): string {
  return addressFamily(endpoint.address) === 6
    ? `[${endpoint.address}]:${endpoint.port}`
    : `${endpoint.address}:${endpoint.port}`;
}

/** Reads `1.2.3.4:5` or `[::1]:5`; null for anything else, host names among them. */
export function parseEndpoint(text: string): PeerEndpoint | null {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return null;
  const address = canonicalAddress(match[1] ?? match[2] ?? '');
  const port = Number(match[3]);
  return address === null || port > MAX_PORT ? null : { address, port };
}

/** Reads a compact list up to so many peers; what is left of an incomplete last entry is not read. */
export function parseCompactPeers(
  bytes: Uint8Array,
  family: AddressFamily,
  maxPeers = Infinity,
): PeerEndpoint[] {
  const addressBytes = family === 4 ? IPV4_BYTES : IPV6_BYTES;
  const entryBytes = addressBytes + PORT_BYTES;
  const peers: PeerEndpoint[] = [];
  const end = Math.min(bytes.length, maxPeers * entryBytes);
  for (let at = 0; at + entryBytes <= end; at += entryBytes) {
    const portAt = at + addressBytes;
    peers.push({
      address: formatAddress(bytes.subarray(at, portAt)),
      port: (bytes[portAt]! << 8) | bytes[portAt + 1]!,
    });
  }
  return peers;
}

/** Writes the peers of each family as a compact list; an address that is none is left out. */
export function formatCompactPeers(peers: readonly PeerEndpoint[]): {
  ipv4: Uint8Array;
  ipv6: Uint8Array;
} {
  const ipv4: number[] = [];
  const ipv6: number[] = [];
  for (const { address, port } of peers) {
    const bytes = parseAddress(address);
    if (bytes === null) continue;
    const list = bytes.length === IPV4_BYTES ? ipv4 : ipv6;
    list.push(...bytes, port >>> 8, port & 0xff);
  }
  return { ipv4: Uint8Array.from(ipv4), ipv6: Uint8Array.from(ipv6) };
}

/** `text` is known to be IPv4. By hand, since every packet of the DHT names a dozen: six times as fast as by `split`. */
function parseIpv4(text: string): Uint8Array {
  const bytes = new Uint8Array(IPV4_BYTES);
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) at++;
    else bytes[at] = bytes[at]! * 10 + code - ZERO;
  }
  return bytes;
}

/** `text` is known to be IPv6: at most one `::`, perhaps with an IPv4 tail. */
function parseIpv6(text: string): Uint8Array {
  const [head = '', tail] = text.split('::');
  const before = groupBytes(head);
  const after = tail === undefined ? [] : groupBytes(tail);
  const bytes = new Uint8Array(IPV6_BYTES);
  bytes.set(before, 0);
  bytes.set(after, IPV6_BYTES - after.length);
  return bytes;
}

function groupBytes(text: string): number[] {
  if (text === '') return [];
  const bytes: number[] = [];
  for (const group of text.split(':')) {
    const value = Number.parseInt(group, 16);
    bytes.push(...(group.includes('.') ? parseIpv4(group) : [value >>> 8, value & 0xff]));
  }
  return bytes;
}

function unwrapMapped(bytes: Uint8Array): Uint8Array {
  const isMapped =
    bytes.length === IPV6_BYTES && MAPPED_PREFIX.every((byte, index) => bytes[index] === byte);
  return isMapped ? bytes.subarray(MAPPED_PREFIX.length) : bytes;
}

/** RFC 5952: lower case, no leading zeros, `::` for the longest run of two or more zero groups. */
function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[2 * index]! << 8) | bytes[2 * index + 1]!).toString(16),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  const before = groups.slice(0, run.start).join(':');
  const after = groups.slice(run.start + run.length).join(':');
  return `${before}::${after}`;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  }
  return longest;
}
