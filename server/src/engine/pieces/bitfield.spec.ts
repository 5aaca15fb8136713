import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitfield } from './bitfield.ts';

describe('Bitfield', () => {
  it('is a set of indices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.array(fc.nat(69)), (length, indices) => {
        const inside = indices.filter((index) => index < length);
        const bitfield = new Bitfield(length);
        for (const index of inside) bitfield.add(index);
        expect(bitfield.count).toBe(new Set(inside).size);
        const read = Bitfield.parse(bitfield.bytes, length)!;
        for (let index = 0; index < length; index++) {
          expect(read.has(index)).toBe(inside.includes(index));
        }
        for (const index of inside) read.delete(index);
        expect([read.count, ...read.bytes]).toEqual([0, ...new Uint8Array(read.bytes.length)]);
      }),
    );
  });

  it('puts the first piece into the high bit, as BEP 3 sends it', () => {
    const bitfield = new Bitfield(9);
    bitfield.add(0);
    bitfield.add(8);
    expect([...bitfield.bytes]).toEqual([0x80, 0x80]);
  });

  it('is not read where its size is wrong or a bit behind its end is set', () => {
    expect(Bitfield.parse(Uint8Array.of(0xff), 9)).toBeNull();
    expect(Bitfield.parse(Uint8Array.of(0xff, 0xc0), 9)).toBeNull();
    expect(Bitfield.parse(Uint8Array.of(0xff, 0x80), 9)!.isFull).toBe(true);
  });

  it('counts what it has in common with another', () => {
    const indices = fc.array(fc.nat(40));
    fc.assert(
      fc.property(indices, indices, (ones, others) => {
        const [one, other] = [new Bitfield(41), new Bitfield(41)];
        for (const index of ones) one.add(index);
        for (const index of others) other.add(index);
        const common = new Set(ones.filter((index) => others.includes(index)));
        expect(one.countCommon(other)).toBe(common.size);
      }),
    );
  });
});
