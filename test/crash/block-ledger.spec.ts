import { beforeEach, expect, it } from 'vitest';
import { BitSet } from './bit-set.ts';
import { BlockLedger } from './block-ledger.ts';

const BLOCK = 16 * 1024;
let ledger: BlockLedger;

beforeEach(() => {
  ledger = new BlockLedger(4 * BLOCK, 10);
  ledger.life = 1;
});

it('counts what comes again against the life in which it came last', () => {
  ledger.note(3, 0, BLOCK);
  ledger.note(3, BLOCK, BLOCK);
  ledger.life = 2;
  ledger.note(5, 0, BLOCK);
  ledger.life = 3;
  ledger.note(3, 0, BLOCK);
  ledger.note(3, BLOCK, BLOCK);
  ledger.note(5, 0, BLOCK);
  expect(ledger.losses).toEqual([
    [1, 2 * BLOCK],
    [2, BLOCK],
  ]);
});

it('counts what comes twice in one life against no kill', () => {
  ledger.note(3, 0, BLOCK);
  ledger.note(3, 0, BLOCK);
  expect(ledger.losses).toEqual([]);
  expect(ledger.repeatedBytes).toBe(BLOCK);
});

it('tells of a piece that comes again though the disk had it', () => {
  const whole = new BitSet(10);
  whole.add(3);
  ledger.endLife(whole);
  ledger.note(4, 0, BLOCK);
  expect([...ledger.fetchedThoughWhole]).toEqual([]);
  ledger.note(3, 0, BLOCK);
  expect([...ledger.fetchedThoughWhole]).toEqual([3]);
});
