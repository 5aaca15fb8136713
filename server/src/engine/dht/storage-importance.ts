/**
 * What a full store of the DHT gives up first: what few announce and what is far from this node's id, because others
 * do not look for it here. Five announcers are worth one bit of distance, so that something twice as far stays
 * where it has five more (libtorrent's rule).
 */
import { ID_BITS, sharedPrefixBits } from './node-distance.ts';

const ANNOUNCERS_A_BIT = 5;

/** Bits of the distance between a target and this node, 0 to 160. */
export type MeasureDistance = (target: Uint8Array) => number;

export interface StoredThing {
  target: Uint8Array;
  announcers: number;
}

/** The thing that matters least; of equals the first. There is one at least. */
export function leastImportant<T extends StoredThing>(
  things: readonly T[],
  distanceTo: MeasureDistance,
): T {
  let least = things[0]!;
  let leastWorth = Infinity;
  for (const thing of things) {
    const worth = Math.floor(thing.announcers / ANNOUNCERS_A_BIT) - distanceTo(thing.target);
    if (worth >= leastWorth) continue;
    least = thing;
    leastWorth = worth;
  }
  return least;
}

/** Bits of the distance between two ids (BEP 5): 0 for the same id, 160 where the first bit differs. */
export function distanceBits(one: Uint8Array, other: Uint8Array): number {
  return ID_BITS - sharedPrefixBits(one, other);
}
