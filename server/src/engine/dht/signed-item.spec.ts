import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/hex.ts';
import {
  immutableTarget,
  isSignatureRight,
  mutableTarget,
  signItem,
  type SignedItem,
} from './signed-item.ts';

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));
const VALUE = ascii('12:Hello World!');
const KEY = fromHex('77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548');

interface Vector {
  salt: Uint8Array | null;
  target: string;
  signature: string;
}
/** Of BEP 44. */
const VECTORS: [string, Vector][] = [
  [
    'no salt',
    {
      salt: null,
      target: '4a533d47ec9c7d95b1ad75f576cffc641853b750',
      signature:
        '305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff' +
        '1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01',
    },
  ],
  [
    'a salt',
    {
      salt: ascii('foobar'),
      target: '411eba73b6f087ca51a3795d9c8c938d365e32c1',
      signature:
        '6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d' +
        'df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08',
    },
  ],
];

function itemOf({ salt, signature }: Vector): SignedItem {
  return { value: VALUE, key: KEY, signature: fromHex(signature), sequence: 1n, salt };
}

describe('items of BEP 44', () => {
  it('are found by the hash of their value where they cannot change', () => {
    expect(toHex(immutableTarget(VALUE))).toBe('e5f96f6f38320f0f33959cb4d3d656452117aadb');
  });

  it.each(VECTORS)('have the target of the BEP with %s', (_name, vector) => {
    expect(toHex(mutableTarget(KEY, vector.salt))).toBe(vector.target);
  });

  it.each(VECTORS)(
    'have the signature of the BEP with %s, for that content alone',
    (_name, vector) => {
      const item = itemOf(vector);
      expect(isSignatureRight(item)).toBe(true);
      expect(isSignatureRight({ ...item, sequence: 2n })).toBe(false);
      expect(isSignatureRight({ ...item, value: ascii('12:Hello world!') })).toBe(false);
      expect(isSignatureRight({ ...item, salt: ascii('foobaz') })).toBe(false);
      expect(isSignatureRight({ ...item, key: KEY.toReversed() })).toBe(false);
    },
  );

  it('take an empty salt for none', () => {
    const item = { ...itemOf(VECTORS[0]![1]), salt: new Uint8Array() };
    expect(isSignatureRight(item)).toBe(true);
    expect(mutableTarget(KEY, item.salt)).toEqual(mutableTarget(KEY, null));
  });

  it('that we sign are right', () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const salt = fc.option(fc.uint8Array({ maxLength: 64 }));
    const sequence = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    const property = fc.property(bytes(32), salt, sequence, (seed, salted, number) => {
      const item = signItem(seed, { value: VALUE, salt: salted, sequence: number });
      expect(isSignatureRight(item)).toBe(true);
      expect(isSignatureRight({ ...item, sequence: number + 1n })).toBe(false);
    });
    fc.assert(property, { numRuns: 50 });
  });

  it('are refused with any bytes for a key or a signature', () => {
    const property = fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }),
      (key, signature) => {
        const item = { ...itemOf(VECTORS[0]![1]), key, signature };
        expect(isSignatureRight(item)).toBe(false);
      },
    );
    fc.assert(property, { numRuns: 100 });
  });
});
