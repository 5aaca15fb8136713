import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { addressGrouping } from './address-groups.ts';
import { randomIdSharing } from './node-distance.ts';
import { RoutingTable } from './routing-table.ts';

const random = seededRandom(3);

/** A table that has a node at each of these distances, as leading bits that ids share. */
function tableWith(distances: readonly number[]): RoutingTable {
  const groupOf = addressGrouping(false);
  const table = new RoutingTable(random.bytes(20), { groupOf, isFit: () => true });
  for (const [index, prefixBits] of distances.entries()) {
    const id = randomIdSharing(table.ownId, prefixBits, random);
    table.answered({ id, address: `20.1.${index}.1`, port: 6881 }, 10, 0);
  }
  return table;
}

describe('a gap in the routing table', () => {
  it('is where nobody is known, though somebody nearer is', () => {
    const table = tableWith([2, 2, 4]);
    const gaps = Array.from({ length: 8 }, (_, bits) => table.isGap(bits));
    expect(gaps).toEqual([true, true, false, true, false, false, false, false]);
  });

  it('is nowhere in an empty table: everything is missing there', () => {
    expect(tableWith([]).isGap(0)).toBe(false);
  });
});
