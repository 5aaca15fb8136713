import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { ItemStore, type PutRefusal } from './item-store.ts';
import { immutableTarget, mutableTarget, signItem, type SignedItem } from './signed-item.ts';
import { distanceBits } from './storage-importance.ts';

const HOUR_MS = 60 * 60_000;
const SEED = new Uint8Array(32).fill(1);
const ADDRESS = '203.0.113.1';

const value = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`${text.length}:${text}`));

function arrange(maxItems = 700): {
  clock: FakeClock;
  store: ItemStore;
  put: (text: string, sequence: number, over?: number) => PutRefusal | null;
  stored: () => string;
} {
  const clock = new FakeClock();
  const distanceTo = (target: Uint8Array): number => distanceBits(target, new Uint8Array(20));
  const store = new ItemStore({ clock, distanceTo, maxItems });
  const target = mutableTarget(signed('', 0).key, null);
  return {
    clock,
    store,
    put: (text, sequence, over) =>
      store.putMutable(signed(text, sequence), over === undefined ? null : BigInt(over), ADDRESS),
    stored: () => Buffer.from(store.get(target)?.value ?? '').toString(),
  };
}

function signed(text: string, sequence: number): SignedItem {
  return signItem(SEED, { value: value(text), sequence: BigInt(sequence), salt: null });
}

describe('stored items', () => {
  it('are found under the hash of their value', () => {
    const { store } = arrange();
    expect(store.putImmutable(value('hello'), ADDRESS)).toBeNull();
    expect(store.get(immutableTarget(value('hello')))).toEqual({
      kind: 'immutable',
      value: value('hello'),
    });
    expect(store.get(immutableTarget(value('other')))).toBeNull();
  });

  it('change with a higher sequence number only', () => {
    const { put, stored } = arrange();
    expect(put('one', 5)).toBeNull();
    expect(put('two', 4)).toBe('old-sequence');
    expect(put('two', 5)).toBe('old-sequence');
    expect(stored()).toBe('3:one');
    expect(put('two', 6)).toBeNull();
    expect(stored()).toBe('3:two');
  });

  it('change over the version that is named only, where one is stored', () => {
    const { put, stored } = arrange();
    expect(put('one', 5, 99)).toBeNull();
    expect(put('two', 6, 4)).toBe('other-version');
    expect(put('two', 6, 5)).toBeNull();
    expect(stored()).toBe('3:two');
  });

  it('are refused with a wrong signature or a negative number', () => {
    const { store, put } = arrange();
    expect(put('one', -1)).toBe('negative-sequence');
    const forged = { ...signed('one', 1), value: value('two') };
    expect(store.putMutable(forged, null, ADDRESS)).toBe('wrong-signature');
    expect(store.size).toBe(0);
  });

  it('stay for two hours after they were put last', () => {
    const { clock, store, put, stored } = arrange();
    put('one', 1);
    store.putImmutable(value('hello'), ADDRESS);
    clock.advance(1.5 * HOUR_MS);
    expect(put('one', 1)).toBeNull();
    clock.advance(HOUR_MS);
    store.expire();
    expect(store.size).toBe(1);
    expect(stored()).toBe('3:one');
    clock.advance(HOUR_MS);
    store.expire();
    expect(store.size).toBe(0);
  });

  it('are bounded: those that are close, or put by many, stay', () => {
    const { store } = arrange(20);
    const popular = value('popular');
    for (let host = 0; host < 255; host++) store.putImmutable(popular, `203.0.113.${host}`);
    for (let number = 0; number < 2_000; number++) {
      store.putImmutable(value(`item ${number}`), ADDRESS);
    }
    expect(store.size).toBe(20);
    expect(store.get(immutableTarget(popular))).not.toBeNull();
  });

  it('are refused where they would be the first to go', () => {
    const { store } = arrange(1);
    const values = Array.from({ length: 50 }, (_, number) => value(`item ${number}`));
    const distance = (one: Uint8Array): number =>
      distanceBits(immutableTarget(one), new Uint8Array(20));
    values.sort((one, other) => distance(one) - distance(other));
    expect(store.putImmutable(values[0]!, ADDRESS)).toBeNull();
    expect(store.putImmutable(values.at(-1)!, ADDRESS)).toBe('no-room');
  });
});
