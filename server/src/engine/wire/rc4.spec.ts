import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../core/hex.ts';
import { Rc4 } from './rc4.ts';

/** The cipher as textbooks have it: a byte at a time. */
function textbook(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const state = Array.from({ length: 256 }, (_, at) => at);
  const swap = (one: number, other: number): void => {
    [state[one], state[other]] = [state[other]!, state[one]!];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + state[i]! + key[i % key.length]!) % 256;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return bytes.map((byte) => {
    i = (i + 1) % 256;
    j = (j + state[i]!) % 256;
    swap(i, j);
    return byte ^ state[(state[i]! + state[j]!) % 256]!;
  });
}

describe('Rc4', () => {
  // RFC 6229: bytes of the key stream at an offset.
  it.each([
    ['0102030405', 0, 'b2396305f03dc027ccc3524a0a1118a86982944f18fc82d589c403a47a0d0919'],
    ['0102030405', 1024, '30abbcc7c20b01609f23ee2d5f6bb7df'],
    [
      '0102030405060708090a0b0c0d0e0f10',
      0,
      '9ac7cc9a609d1ef7b2932899cde41b975248c4959014126a6e8a84f11d1a9e1c',
    ],
  ])('gives for the key %s at %i what RFC 6229 says', (key, offset, expected) => {
    const stream = new Uint8Array(offset + expected.length / 2);
    new Rc4(fromHex(key)).apply(stream);
    expect(toHex(stream.subarray(offset))).toBe(expected);
  });

  it('turns Plaintext into BBF316E8D940AF0AD3 with the key Key', () => {
    const bytes = Buffer.from('Plaintext', 'latin1');
    new Rc4(Buffer.from('Key', 'latin1')).apply(bytes);
    expect(bytes.toString('hex')).toBe('bbf316e8d940af0ad3');
  });

  it('is the same however the stream is cut and wherever it stands in memory', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 12 });
    const keys = fc.uint8Array({ minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(keys, cuts, fc.nat(3), (key, lengths, shift) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const plain = Uint8Array.from({ length: total }, (_, at) => at * 7);
        const bytes = new Uint8Array(total + shift).subarray(shift);
        bytes.set(plain);
        const cipher = new Rc4(key);
        let at = 0;
        for (const length of lengths) cipher.apply(bytes.subarray(at, (at += length)));
        expect(bytes).toEqual(textbook(key, plain));
      }),
    );
  });
});
