import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slab } from './slab.ts';

const UNIT_BYTES = 16;

describe('Slab', () => {
  it('hands out one run after the other, and says -1 when it is full', () => {
    const slab = new Slab(8 * UNIT_BYTES, UNIT_BYTES);
    expect([slab.reserve(3), slab.reserve(3), slab.reserve(3)]).toEqual([0, 3 * UNIT_BYTES, -1]);
    expect(slab.freeUnits).toBe(2);
  });

  it('takes what was given back last, which is still in the caches, and then walks on', () => {
    const slab = new Slab(10 * UNIT_BYTES, UNIT_BYTES);
    for (let run = 0; run < 3; run++) slab.reserve(2);
    slab.release(0, 2);
    slab.release(2 * UNIT_BYTES, 2);
    expect(slab.reserve(2)).toBe(2 * UNIT_BYTES);
    expect(slab.reserve(2)).toBe(0);
    expect(slab.reserve(2)).toBe(6 * UNIT_BYTES);
  });

  it('finds a run that lies across the place where it last found room', () => {
    const slab = new Slab(8 * UNIT_BYTES, UNIT_BYTES);
    for (let unit = 0; unit < 8; unit++) slab.reserve(1);
    slab.release(2 * UNIT_BYTES, 1);
    expect(slab.reserve(1)).toBe(2 * UNIT_BYTES); // the walk stands behind unit 2
    slab.release(2 * UNIT_BYTES, 1);
    slab.release(3 * UNIT_BYTES, 2);
    expect(slab.reserve(3)).toBe(2 * UNIT_BYTES);
  });

  it('has one unit at least, and whole units only', () => {
    expect(new Slab(1, UNIT_BYTES).freeUnits).toBe(1);
    expect(new Slab(5 * UNIT_BYTES - 1, UNIT_BYTES).bytes).toHaveLength(4 * UNIT_BYTES);
  });

  it('never gives a unit away twice, and finds room wherever there is any', () => {
    const step = fc.record({ units: fc.integer({ min: 1, max: 5 }), releaseAt: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const slab = new Slab(16 * UNIT_BYTES, UNIT_BYTES);
        const owner = Array.from({ length: 16 }, () => 0);
        let isRight = true;
        const runs: { start: number; units: number }[] = [];
        steps.forEach(({ units, releaseAt }, number) => {
          const offset = slab.reserve(units);
          if (offset >= 0) {
            const start = offset / UNIT_BYTES;
            isRight &&= owner.slice(start, start + units).every((by) => by === 0);
            owner.fill(number + 1, start, start + units);
            runs.push({ start, units });
          } else {
            const used = owner.map((by) => (by === 0 ? '0' : '1')).join('');
            isRight &&= !used.includes('0'.repeat(units));
            const [run] = runs.splice(releaseAt % runs.length, 1);
            slab.release(run!.start * UNIT_BYTES, run!.units);
            owner.fill(0, run!.start, run!.start + run!.units);
          }
          isRight &&= slab.freeUnits === owner.filter((by) => by === 0).length;
        });
        expect(isRight).toBe(true);
      }),
    );
  });
});
