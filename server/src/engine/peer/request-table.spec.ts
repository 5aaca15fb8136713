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
            table.add(choice, block);
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
    table.add(3, 4);
    expect([table.has(3, 4), table.has(4, 3)]).toEqual([true, false]);
  });
});
