/** Distance between ids: the exclusive or of their 20 bytes, read as one number (Kademlia, section 2.1). */
import type { Random } from '../core/random.ts';
import { ID_BYTES } from './dht-limits.ts';

export const ID_BITS = ID_BYTES * 8;

/** Below 0 where `one` is closer to the target than `other`, 0 where they are the same id. */
export function compareDistance(target: Uint8Array, one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < ID_BYTES; at++) {
    const difference = (one[at]! ^ target[at]!) - (other[at]! ^ target[at]!);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** How many leading bits two ids share: 0 to 160. */
export function sharedPrefixBits(one: Uint8Array, other: Uint8Array): number {
  for (let at = 0; at < ID_BYTES; at++) {
    const difference = one[at]! ^ other[at]!;
    if (difference !== 0) return at * 8 + Math.clz32(difference) - 24;
  }
  return ID_BITS;
}

/** A random id that shares exactly so many leading bits with `id`; 160 bits are `id` itself. */
export function randomIdSharing(id: Uint8Array, prefixBits: number, random: Random): Uint8Array {
  const found = Uint8Array.from(random.bytes(ID_BYTES));
  const wholeBytes = Math.min(prefixBits >>> 3, ID_BYTES);
  found.set(id.subarray(0, wholeBytes));
  if (wholeBytes === ID_BYTES) return found;
  const keptBits = prefixBits & 7;
  const kept = 0xff00 >>> keptBits;
  const turned = 0x80 >>> keptBits;
  const own = id[wholeBytes]!;
  const free = found[wholeBytes]! & ~kept & ~turned;
  found[wholeBytes] = (own & kept & 0xff) | (~own & turned) | free;
  return found;
}

export function isSameId(one: Uint8Array, other: Uint8Array): boolean {
  return compareDistance(one, one, other) === 0;
}
