/**
 * Sets of address ranges: single addresses and CIDR networks, of both families. Invariant: a range has one
 * spelling (`canonicalRange`), and an address is looked up by its bytes, so that no other spelling of it is missed.
 * A look-up costs one hash for each prefix length that occurs, however many ranges there are.
 */
import { formatAddress, parseAddress, type AddressFamily } from './address.ts';

const BITS: Readonly<Record<AddressFamily, number>> = { 4: 32, 6: 128 };
/** An IPv4-mapped address has the IPv4 one behind so many bits. */
const MAPPED_BITS = 96;

interface Range {
  /** With zeros behind the prefix. */
  bytes: Uint8Array;
  prefixBits: number;
}

/**
 * The one spelling of an address or a network: `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32`. Null for a text that
 * is neither. Bits behind the prefix do not count.
 */
export function canonicalRange(text: string): string | null {
  const range = parseRange(text);
  if (range === null) return null;
  const { bytes, prefixBits } = range;
  const address = formatAddress(bytes);
  return prefixBits === bytes.length * 8 ? address : `${address}/${prefixBits}`;
}

/** Length of the prefix of a range in its one spelling, in bits, and of its addresses. */
export function rangeBits(text: string): { prefixBits: number; addressBits: number } | null {
  const range = parseRange(text);
  return range && { prefixBits: range.prefixBits, addressBits: range.bytes.length * 8 };
}

export class AddressRanges {
  /** By family and length of the prefix: the prefixes. */
  readonly #prefixes: Readonly<Record<AddressFamily, Map<number, Set<string>>>> = {
    4: new Map(),
    6: new Map(),
  };
  #size = 0;

  /** What is no range is left out. */
  constructor(ranges: Iterable<string> = []) {
    for (const text of ranges) {
      const range = parseRange(text);
      if (range !== null) this.#add(range);
    }
  }

  get size(): number {
    return this.#size;
  }

  /** Whether one of the ranges holds the address; false for a text that is none. */
  has(address: string): boolean {
    if (this.#size === 0) return false;
    const bytes = parseAddress(address);
    if (bytes === null) return false;
    for (const [prefixBits, prefixes] of this.#prefixes[familyOf(bytes)]) {
      if (prefixes.has(keyOf(masked(bytes, prefixBits)))) return true;
    }
    return false;
  }

  #add({ bytes, prefixBits }: Range): void {
    const ofFamily = this.#prefixes[familyOf(bytes)];
    const prefixes = ofFamily.get(prefixBits) ?? new Set();
    ofFamily.set(prefixBits, prefixes);
    prefixes.add(keyOf(bytes));
    this.#size++;
  }
}

function parseRange(text: string): Range | null {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const bytes = parseAddress(address);
  if (bytes === null) return null;
  const mapped = address.includes(':') && familyOf(bytes) === 4 ? MAPPED_BITS : 0;
  const most = BITS[familyOf(bytes)];
  const prefixBits = prefix === undefined ? most : Number(prefix) - mapped;
  if (prefixBits < 0 || prefixBits > most) return null;
  return { bytes: masked(bytes, prefixBits), prefixBits };
}

function masked(bytes: Uint8Array, prefixBits: number): Uint8Array {
  return bytes.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, prefixBits - index * 8));
    return byte & (0xff << (8 - kept));
  });
}

function keyOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function familyOf(bytes: Uint8Array): AddressFamily {
  return bytes.length === 4 ? 4 : 6;
}
