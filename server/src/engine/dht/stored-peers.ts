/**
 * The announced peers of one torrent and one address family, packed: a peer is its compact address, one byte of flags
 * and four of time, so that a million of them fit into some twenty megabytes. Invariant: no endpoint stands twice,
 * and one source (an IPv4 address, an IPv6 network of 64 bits) has so many places at most that it cannot fill the
 * list alone.
 */
import type { Random } from '../core/random.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { addressScope, type AddressScope } from '../net/address-rules.ts';
import { formatAddress, parseAddress, type AddressFamily } from '../net/address.ts';

const PORT_BYTES = 2;
const FLAG_BYTES = 1;
const TIME_BYTES = 4;
const IS_SEED = 1;
/** Where the address leads is kept: to find it out takes longer than anything else here. */
const IS_PRIVATE = 2;
/** On this machine, or nowhere that others could dial. */
const IS_INNERMOST = 4;
const FIRST_CAPACITY = 4;
/** Peers behind one address or in one network: homes behind a carrier's NAT share one. */
export const MAX_PEERS_A_SOURCE = 8;

/** Which peers are told to an asker. */
export interface PickRules {
  withoutSeeds: boolean;
  /** Where the asker is: it is told of nothing further inside. */
  askedFrom: AddressScope;
}

export class StoredPeers {
  readonly #addressBytes: number;
  readonly #sourceBytes: number;
  readonly #entryBytes: number;
  readonly #capacity: number;
  #bytes = new Uint8Array();
  #count = 0;

  /** `capacity`: as many peers at most. */
  constructor(family: AddressFamily, capacity: number) {
    this.#addressBytes = family === 4 ? 4 : 16;
    this.#sourceBytes = family === 4 ? 4 : 8;
    this.#entryBytes = this.#addressBytes + PORT_BYTES + FLAG_BYTES + TIME_BYTES;
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#count;
  }

  /** Whether a peer of this address would be taken. */
  accepts(address: string): boolean {
    return this.#count < this.#capacity || this.#oldestOfSource(address).places > 0;
  }

  /** Puts a peer in, or says anew what it is; the oldest of its source gives way to it. False: there is no room. */
  put(peer: PeerEndpoint, isSeed: boolean, nowSeconds: number): boolean {
    const address = parseAddress(peer.address);
    if (address?.length !== this.#addressBytes) return false;
    const index = this.#placeFor(peer, address);
    if (index === null) return false;
    const at = index * this.#entryBytes;
    this.#bytes.set(address, at);
    const view = this.#view();
    const portAt = at + this.#addressBytes;
    view.setUint16(portAt, peer.port);
    view.setUint8(portAt + PORT_BYTES, (isSeed ? IS_SEED : 0) | insideOf(peer.address));
    view.setUint32(portAt + PORT_BYTES + FLAG_BYTES, nowSeconds);
    return true;
  }

  /** Forgets who was heard of before this time. */
  expire(beforeSeconds: number): void {
    const view = this.#view();
    for (let index = this.#count - 1; index >= 0; index--) {
      if (this.#heardAt(view, index) < beforeSeconds) this.#remove(index);
    }
    if (this.#bytes.length > 4 * this.#count * this.#entryBytes) this.#resize(this.#count);
  }

  /** Random peers that the rules allow, so many at most. */
  pick(count: number, random: Random, rules: PickRules): PeerEndpoint[] {
    const forbidden = forbiddenBy(rules);
    const picked: PeerEndpoint[] = [];
    const indices = Uint16Array.from({ length: this.#count }, (_, index) => index);
    for (let left = indices.length; left > 0 && picked.length < count; left--) {
      const chosen = random.below(left);
      const index = indices[chosen]!;
      indices[chosen] = indices[left - 1]!;
      if ((this.#flags(index) & forbidden) === 0) picked.push(this.#peerAt(index));
    }
    return picked;
  }

  /** Calls `visit` with every address. */
  forEachAddress(visit: (address: string, isSeed: boolean) => void): void {
    for (let index = 0; index < this.#count; index++) {
      visit(this.#peerAt(index).address, (this.#flags(index) & IS_SEED) !== 0);
    }
  }

  /** Where this peer stands or will stand. */
  #placeFor(peer: PeerEndpoint, address: Uint8Array): number | null {
    const known = this.#find(address, peer.port);
    if (known !== null) return known;
    const { places, oldest } = this.#oldestOfSource(peer.address);
    const isFull = this.#count >= this.#capacity;
    if (places >= MAX_PEERS_A_SOURCE || (isFull && places > 0)) return oldest;
    if (isFull) return null;
    if ((this.#count + 1) * this.#entryBytes > this.#bytes.length) {
      const doubled = Math.max(FIRST_CAPACITY, this.#count * 2);
      this.#resize(Math.min(this.#capacity, doubled));
    }
    return this.#count++;
  }

  #find(address: Uint8Array, port: number): number | null {
    const view = this.#view();
    for (let index = 0; index < this.#count; index++) {
      const portAt = index * this.#entryBytes + this.#addressBytes;
      if (view.getUint16(portAt) !== port) continue;
      if (this.#startsWith(index, address, this.#addressBytes)) return index;
    }
    return null;
  }

  /** How many peers of this address's source there are, and which one was heard of longest ago. */
  #oldestOfSource(address: string): { places: number; oldest: number } {
    const bytes = parseAddress(address);
    const view = this.#view();
    let places = 0;
    let oldest = 0;
    if (bytes?.length !== this.#addressBytes) return { places, oldest };
    for (let index = 0; index < this.#count; index++) {
      if (!this.#startsWith(index, bytes, this.#sourceBytes)) continue;
      const isOlder = this.#heardAt(view, index) < this.#heardAt(view, oldest);
      if (places === 0 || isOlder) oldest = index;
      places++;
    }
    return { places, oldest };
  }

  #startsWith(index: number, address: Uint8Array, length: number): boolean {
    const at = index * this.#entryBytes;
    for (let offset = 0; offset < length; offset++) {
      if (this.#bytes[at + offset] !== address[offset]) return false;
    }
    return true;
  }

  #peerAt(index: number): PeerEndpoint {
    const at = index * this.#entryBytes;
    const portAt = at + this.#addressBytes;
    const address = formatAddress(this.#bytes.subarray(at, portAt));
    return { address, port: this.#view().getUint16(portAt) };
  }

  #flags(index: number): number {
    return this.#bytes[index * this.#entryBytes + this.#addressBytes + PORT_BYTES]!;
  }

  #heardAt(view: DataView, index: number): number {
    return view.getUint32((index + 1) * this.#entryBytes - TIME_BYTES);
  }

  #remove(index: number): void {
    const last = --this.#count * this.#entryBytes;
    this.#bytes.copyWithin(index * this.#entryBytes, last, last + this.#entryBytes);
  }

  #resize(capacity: number): void {
    const bytes = new Uint8Array(capacity * this.#entryBytes);
    bytes.set(this.#bytes.subarray(0, Math.min(bytes.length, this.#count * this.#entryBytes)));
    this.#bytes = bytes;
  }

  #view(): DataView {
    return new DataView(this.#bytes.buffer);
  }
}

function insideOf(address: string): number {
  const scope = addressScope(address);
  if (scope === 'public') return 0;
  return scope === 'private' ? IS_PRIVATE : IS_INNERMOST;
}

/** Flags of the peers that are not told. */
function forbiddenBy({ withoutSeeds, askedFrom }: PickRules): number {
  const seeds = withoutSeeds ? IS_SEED : 0;
  if (askedFrom === 'loopback') return seeds;
  const isInside = askedFrom === 'private' || askedFrom === 'link-local';
  return seeds | IS_INNERMOST | (isInside ? 0 : IS_PRIVATE);
}
