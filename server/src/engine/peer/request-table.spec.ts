import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RequestTable } from './request-table.ts';

function drained(table: RequestTable): string[] {
  const left: string[] = [];
  table.drain((piece, block) => left.push(`${piece}/${block}`));
  return left;
}

describe('RequestTable', () => {
  it('keeps what was asked and not answered, in order, whatever is answered when', () => {
    const step = fc.record({ isAnswer: fc.boolean(), choice: fc.nat(200) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600, size: 'max' }), (steps) => {
        const table = new RequestTable();
        let asked: string[] = [];
        const removals: [first: boolean, again: boolean][] = [];
        steps.forEach(({ isAnswer, choice }, block) => {
          if (isAnswer && asked.length > 0) {
            const name = asked[choice % asked.length]!;
            const [piece, answered] = name.split('/').map(Number);
            removals.push([table.remove(piece!, answered!), table.remove(piece!, answered!)]);
            asked = asked.filter((other) => other !== name);
          } else {
            table.add(choice, block, block);
            asked.push(`${choice}/${block}`);
          }
          expect(table.size).toBe(asked.length);
        });
        expect(removals.every(([first, again]) => first && !again)).toBe(true);
        expect(drained(table)).toEqual(asked);
        expect(table.size).toBe(0);
      }),
      { numRuns: 50 },
    );
  });

  it('says whether a block was asked', () => {
    const table = new RequestTable();
    table.add(3, 4, 0);
    expect([table.has(3, 4), table.has(4, 3)]).toEqual([true, false]);
  });

  it('knows its oldest request, and whether later ones were answered before it', () => {
    const table = tableOf([1, 0], [1, 1], [1, 2]);
    expect([table.isOutOfOrder, table.oldestAskedAt]).toEqual([false, 0]);
    table.remove(1, 1);
    expect([table.isOutOfOrder, table.oldestAskedAt]).toEqual([true, 0]);
    const taken: string[] = [];
    table.takeOldest((piece, block) => taken.push(`${piece}/${block}`));
    expect(taken).toEqual(['1/0']);
    expect([table.isOutOfOrder, table.oldestAskedAt, table.size]).toEqual([false, 2, 1]);
  });

  it('gives back what was asked of one piece', () => {
    const table = tableOf([1, 0], [2, 0], [1, 1]);
    const blocks: number[] = [];
    table.drainPiece(1, (block) => blocks.push(block));
    expect(new Set(blocks)).toEqual(new Set([0, 1]));
    expect(drained(table)).toEqual(['2/0']);
  });

  it('is searched from its newest request on', () => {
    const seen: number[] = [];
    tableOf([1, 0], [1, 1], [1, 2]).someNewest((_, block) => seen.push(block) === 2);
    expect(seen).toEqual([2, 1]);
  });
});

/** Each request is made a millisecond after the one before. */
function tableOf(...requests: [piece: number, block: number][]): RequestTable {
  const table = new RequestTable();
  requests.forEach(([piece, block], at) => table.add(piece, block, at));
  return table;
}
