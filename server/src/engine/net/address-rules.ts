/**
 * Which addresses this client may connect to. Peers, trackers and web seeds are named by strangers, and a
 * stranger must not make us knock at services of this machine or the network around it (SSRF).
 *
 * Two questions: may an address be dialled as a peer, and may a fetch of ours go there. Both look at parsed
 * bytes only, never at a spelling: 127.1, 0x7f000001 and ::ffff:127.0.0.1 are all one address by then. Callers
 * resolve a name, ask about every address, and connect to one that was allowed, not to the name again.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import { parseAddress } from './address.ts';
import type { AddressRanges } from './address-ranges.ts';
import { isServicePort } from './blocked-ports.ts';

/**
 * Where an address leads. `forbidden` is what nothing may connect to: unspecified, multicast, broadcast,
 * reserved ranges and the metadata services of clouds, which hand out credentials to whoever asks.
 */
export type AddressScope = 'public' | 'private' | 'link-local' | 'loopback' | 'forbidden';

/** `[range, prefix length]`. The first list that holds an address decides, in this order. */
const RANGES: readonly [AddressScope, readonly (readonly [string, number])[]][] = [
  [
    'forbidden',
    [
      ['0.0.0.0', 8],
      ['192.0.0.0', 24], // protocol assignments; 192.0.0.192 is Oracle's metadata service
      ['100.100.100.200', 32], // Alibaba's metadata service
      ['224.0.0.0', 4], // multicast
      ['240.0.0.0', 4], // reserved, and 255.255.255.255
      ['::', 128],
      ['fd00:ec2::', 32], // Amazon's metadata service and its kin
      ['ff00::', 8], // multicast
    ],
  ],
  [
    'loopback',
    [
      ['127.0.0.0', 8],
      ['::1', 128],
    ],
  ],
  [
    'link-local',
    [
      ['169.254.0.0', 16], // 169.254.169.254 is the metadata service of most clouds
      ['fe80::', 10],
    ],
  ],
  [
    'private',
    [
      ['10.0.0.0', 8],
      ['100.64.0.0', 10], // carrier NAT, and overlay networks such as Tailscale
      ['172.16.0.0', 12],
      ['192.168.0.0', 16],
      ['fc00::', 7],
      ['fec0::', 10],
    ],
  ],
];

/** The same as bytes. By hand and not by `BlockList`: every packet of the DHT asks of a dozen addresses. */
const SCOPES = RANGES.flatMap(([scope, ranges]) =>
  ranges.map(([range, prefix]) => ({ scope, range: parseAddress(range)!, prefix })),
);

/** IPv6 prefixes whose addresses carry an IPv4 address, and where in the 16 bytes it stands. */
const CARRIERS: readonly { prefix: readonly number[]; at: number }[] = [
  { prefix: [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0], at: 12 }, // NAT64, RFC 6052
  { prefix: [0x20, 0x02], at: 2 }, // 6to4, RFC 3056
];

/** Where this address leads; `forbidden` for a text that is no address. */
export function addressScope(address: string): AddressScope {
  const bytes = parseAddress(address);
  if (bytes === null) return 'forbidden';
  const target = carriedIpv4(bytes) ?? bytes;
  for (const { scope, range, prefix } of SCOPES) {
    if (isWithin(target, range, prefix)) return scope;
  }
  return 'public';
}

/** Whether both are of one family and share so many leading bits. */
function isWithin(bytes: Uint8Array, range: Uint8Array, prefix: number): boolean {
  if (bytes.length !== range.length) return false;
  const wholeBytes = prefix >>> 3;
  for (let at = 0; at < wholeBytes; at++) {
    if (bytes[at] !== range[at]) return false;
  }
  const otherBits = prefix & 7;
  return otherBits === 0 || (bytes[wholeBytes]! ^ range[wholeBytes]!) >>> (8 - otherBits) === 0;
}

/** Whether it is on this machine or in the local network, so that no line to the outside is in the way to it. */
export function isLocalAddress(address: string): boolean {
  const scope = addressScope(address);
  return scope === 'private' || scope === 'link-local' || scope === 'loopback';
}

export interface PeerRules {
  /**
   * Where whoever names the address is itself: nobody names one that is further inside. The user, and a program on
   * this machine, is `loopback`.
   */
  namedBy: AddressScope;
  /** Whether ports of well-known services may be named: not by strangers who are free to name anything. */
  allowServicePorts: boolean;
}

/** The rules for what the user names. */
export const USER_PEER_RULES: PeerRules = { namedBy: 'loopback', allowServicePorts: true };

/** The rules for what whoever has this address names: a peer (PEX), a node of the DHT, a neighbour (LSD). */
export function strangerPeerRules(address: string): PeerRules {
  return { namedBy: addressScope(address), allowServicePorts: false };
}

/**
 * Whether this may be dialled as a peer, or asked as a node of the DHT. A link-local address needs a zone, which no
 * list of peers tells; whoever has one itself is in the local network.
 */
export function isDialablePeer(peer: PeerEndpoint, rules: PeerRules): boolean {
  if (!Number.isInteger(peer.port) || peer.port < 1 || peer.port > 65_535) return false;
  if (!rules.allowServicePorts && isServicePort(peer.port)) return false;
  const scope = addressScope(peer.address);
  if (scope === 'private') return rules.namedBy !== 'public' && rules.namedBy !== 'forbidden';
  if (scope === 'loopback') return rules.namedBy === 'loopback';
  return scope === 'public';
}

/** How far inside an address is: a redirect must not lead further in than where it came from. */
const DEPTH: Record<AddressScope, number> = {
  public: 0,
  private: 1,
  'link-local': 2,
  loopback: 2,
  forbidden: 3,
};

export interface FetchRules {
  /** Networks that the user opens for fetches: private ones, and this machine. */
  openNetworks: AddressRanges;
  /** Whether this machine may be asked though it is not among them. */
  allowLoopback: boolean;
  /** Where the answer came from that redirected us here; null for the first request. */
  redirectedFrom: AddressScope | null;
}

/**
 * Whether a fetch may go to this address. Link-local addresses and metadata services never are, and what is not
 * public only where the user opened it: whoever names an address, a torrent or an API token, must not reach the
 * services around us by it.
 */
export function isFetchAllowed(address: string, rules: FetchRules): boolean {
  const scope = addressScope(address);
  if (scope === 'forbidden' || scope === 'link-local') return false;
  if (scope !== 'public' && !rules.openNetworks.has(address)) {
    if (scope === 'private' || !rules.allowLoopback) return false;
  }
  return rules.redirectedFrom === null || DEPTH[scope] <= DEPTH[rules.redirectedFrom];
}

/**
 * The rules for a tracker. People run trackers at home: those in private networks work where the user opens the
 * network. This machine itself is allowed for a path that ends in `/announce`, so that a torrent cannot call other
 * local services over HTTP.
 */
export function trackerFetchRules(
  url: URL,
  redirectedFrom: AddressScope | null,
  openNetworks: AddressRanges,
): FetchRules {
  // The path of a UDP tracker is no part of what reaches the service (BEP 15), so none is needed.
  const hasNoPath = url.protocol === 'udp:' && (url.pathname === '' || url.pathname === '/');
  const allowLoopback = hasNoPath || url.pathname.endsWith('/announce');
  return { openNetworks, allowLoopback, redirectedFrom };
}

/** The least inner of these addresses: what a redirect that came from one of them is held to. */
export function outermostScope(addresses: readonly string[]): AddressScope {
  const scopes = addresses.map(addressScope).toSorted((one, other) => DEPTH[one] - DEPTH[other]);
  return scopes[0] ?? 'public';
}

function carriedIpv4(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length !== 16) return null;
  const carrier = CARRIERS.find(({ prefix }) =>
    prefix.every((byte, index) => bytes[index] === byte),
  );
  return carrier === undefined ? null : bytes.slice(carrier.at, carrier.at + 4);
}
