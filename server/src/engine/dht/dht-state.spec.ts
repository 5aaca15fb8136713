import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { readDhtState, writeDhtState, type SavedFamily } from './dht-state.ts';

const id = new Uint8Array(20).fill(7);

it('is read as it was written', () => {
  const state = new Map<4 | 6, SavedFamily>([
    [4, { id, nodes: [{ id, address: '20.1.1.1', port: 6881 }] }],
    [6, { id, nodes: [{ id, address: '2001:db8::1', port: 1 }] }],
  ]);
  expect(readDhtState(writeDhtState(state))).toEqual(state);
  expect(readDhtState(writeDhtState(new Map()))).toEqual(new Map());
});

it.each([
  [{ '4': { id: new Uint8Array(19), nodes: '' } }],
  [{ '4': { id, nodes: 'x' } }],
  [{ '4': { nodes: '' } }],
  [['4']],
])('is refused where it is damaged: %o', (value) => {
  expect(readDhtState(encodeBencode(value))).toBeNull();
});

it('is read or refused whatever the bytes are', () => {
  const written = writeDhtState(
    new Map([[4, { id, nodes: [{ id, address: '20.1.1.1', port: 6881 }] }]]),
  );
  fc.assert(
    fc.property(fc.nat(written.length - 1), fc.nat(255), (at, byte) => {
      const damaged = written.slice();
      damaged[at] = byte;
      expect(() => readDhtState(damaged)).not.toThrow();
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(() => readDhtState(bytes)).not.toThrow();
    }),
  );
});
