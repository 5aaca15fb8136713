import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BencodeError,
  decodeBencode,
  dictionaryOf,
  EncodedBencode,
  encodeBencode,
  integerOf,
  listOf,
  scanBencode,
  textOf,
  type BencodeErrorCode,
  type BencodeLimits,
  type BencodeValue,
} from './index.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

function codeOf(input: Uint8Array, limits?: Partial<BencodeLimits>): string {
  try {
    decodeBencode(input, limits);
    return 'accepted';
  } catch (error) {
    if (error instanceof BencodeError) return error.code;
    throw error;
  }
}

describe('decodeBencode', () => {
  const refused: [BencodeErrorCode, string][] = [
    ['empty', ''],
    ['unexpected-byte', 'e'],
    ['unexpected-byte', 'x'],
    ['bad-string-length', '-10:foobar'],
    ['bad-string-length', 'l-3:e'],
    ['bad-string-length', '18446744073709551615:'],
    ['truncated', '99999999:foobar'],
    ['bad-string-length', '100000000:foobar'],
    ['bad-string-length', '3foo'],
    ['truncated', '10:abc'],
    ['truncated', '3'],
    ['bad-integer', 'ie'],
    ['bad-integer', 'i-e'],
    ['bad-integer', 'i+1e'],
    ['bad-integer', 'i1.5e'],
    ['bad-integer', 'i35412-5633e'],
    ['bad-integer', 'i92337203t8e'],
    ['bad-integer', `i${'9'.repeat(21)}e`],
    ['truncated', 'i-'],
    ['truncated', 'i42'],
    ['key-not-string', 'di5e1:ae'],
    ['key-not-string', 'dle1:ae'],
    ['key-without-value', 'd1:ae'],
    ['key-without-value', 'd1:a1:b1:ce'],
    ['truncated', 'l2:..0'],
    ['truncated', 'd1000'],
    ['truncated', 'l'],
    ['truncated', 'd'],
    ['too-deep', `${'l'.repeat(1_024)}${'e'.repeat(1_024)}`],
    ['too-deep', 'l'.repeat(1_000_000)],
    ['too-deep', 'd1:a'.repeat(101)],
    ['trailing-bytes', 'leee'],
    ['trailing-bytes', 'i1e\n'],
  ];

  it.each(refused)('refuses as %s: %s', (code, text) => {
    expect(codeOf(bytes(text))).toBe(code);
  });

  it('names the byte where it stopped', () => {
    expect(() => decodeBencode(bytes('l4:spami-ee'))).toThrow('(byte 7)');
  });

  it('counts values against the limit', () => {
    expect(codeOf(bytes(`l${'0:'.repeat(999)}e`), { maxTokens: 1_000 })).toBe('accepted');
    expect(codeOf(bytes(`l${'0:'.repeat(1_000)}e`), { maxTokens: 1_000 })).toBe('too-many-tokens');
  });

  it('takes nesting up to the limit and no deeper', () => {
    const nested = (depth: number): Uint8Array => bytes('l'.repeat(depth) + 'e'.repeat(depth));
    expect(codeOf(nested(100))).toBe('accepted');
    expect(codeOf(nested(101))).toBe('too-deep');
    expect(codeOf(nested(33), { maxDepth: 32 })).toBe('too-deep');
  });

  it('refuses more bytes than allowed', () => {
    expect(codeOf(bytes('10:aaaaaaaaaa'), { maxBytes: 12 })).toBe('too-large');
  });

  it('keeps every integer exact', () => {
    expect(decodeBencode(bytes('i0e'))).toBe(0);
    expect(decodeBencode(bytes('i-9007199254740991e'))).toBe(-9_007_199_254_740_991);
    expect(decodeBencode(bytes('i9007199254740992e'))).toBe(9_007_199_254_740_992n);
    expect(decodeBencode(bytes('i9007199254740993e'))).toBe(9_007_199_254_740_993n);
    expect(decodeBencode(bytes('i9223372036854775807e'))).toBe(9_223_372_036_854_775_807n);
    expect(decodeBencode(bytes('li-9223372036854775807ee'))).toEqual([-9_223_372_036_854_775_807n]);
  });

  it('keeps a key that is special to JavaScript as a key', () => {
    for (const key of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      const value = decodeBencode(bytes(`d${key.length}:${key}d7:isAdmini1eee`));
      expect(integerOf(dictionaryOf(dictionaryOf(value)?.get(key))?.get('isAdmin'))).toBe(1);
      expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
    }
  });

  it('reads keys with NUL, keys in UTF-8, and other keys as latin1', () => {
    const value = dictionaryOf(decodeBencode(bytes('d3:a\0bi1e2:\xc3\xa4i2e2:\xff\xfei3ee')));
    expect([...value!.keys()]).toEqual(['a\0b', '\u00e4', '\u00ff\u00fe']);
  });

  it('lets the first of two equal keys count', () => {
    expect(dictionaryOf(decodeBencode(bytes('d1:ai1e1:ai2ee')))?.get('a')).toBe(1);
  });

  it('returns bytes that share no memory with the input', () => {
    const input = bytes('4:spam');
    const value = decodeBencode(input);
    input.fill(0);
    expect(textOf(value)).toBe('spam');
  });

  it.each(['06:foobar', 'i01e', 'i-0e', 'i-03e', 'd1:bi1e1:ai2ee', 'd1:ai1e1:ai2ee'])(
    'takes %s unless it is strict',
    (text) => {
      expect(codeOf(bytes(text))).toBe('accepted');
      expect(codeOf(bytes(text), { strict: true })).toBe('not-canonical');
    },
  );

  it('throws only BencodeError, whatever the bytes are', () => {
    const tokens = fc.constantFrom(
      'd',
      'l',
      'i',
      'e',
      '1:a',
      '0:',
      'i1e',
      '-',
      '9',
      ':',
      '2:',
      '\xff',
    );
    const almost = fc.array(tokens, { maxLength: 40 }).map((parts) => bytes(parts.join('')));
    fc.assert(
      fc.property(fc.oneof(almost, fc.uint8Array({ maxLength: 200 })), (input) => {
        expect(codeOf(input)).toBeTypeOf('string');
      }),
      { numRuns: 5_000 },
    );
  });

  it('gets nothing from a value that was cut anywhere', () => {
    const whole = bytes('d1:ali1e4:spamd1:xi-5eee1:bi123e3:key10:0123456789e');
    expect(codeOf(whole)).toBe('accepted');
    for (let end = 0; end < whole.length; end++) {
      expect(codeOf(whole.subarray(0, end))).not.toBe('accepted');
    }
  });

  it('takes time in proportion to the input for a dictionary of many unsorted keys', () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `6:${999_999 - index}0:`);
    const begin = performance.now();
    decodeBencode(bytes(`d${keys.join('')}e`));
    expect(performance.now() - begin).toBeLessThan(3_000);
  });
});

describe('scanBencode', () => {
  it('tells where the value of a key stands, byte for byte', () => {
    const input = bytes('d1:ad4:infoi7ee4:infod1:zi1e1:ai2eee');
    const { start, end } = scanBencode(input).valueRange('info')!;
    expect(Buffer.from(input.subarray(start, end)).toString()).toBe('d1:zi1e1:ai2ee');
    expect(scanBencode(input).valueRange('inf')).toBeUndefined();
    expect(scanBencode(bytes('l4:infoe')).valueRange('info')).toBeUndefined();
  });

  it('reports what it let pass, where first and how often', () => {
    const scan = scanBencode(bytes('d1:bi01e1:ai-0e1:ai02ee\n'), { allowTrailing: true });
    expect(scan.end).toBe(23);
    expect(scan.warnings).toEqual([
      { code: 'leading-zero', offset: 4, count: 2 },
      { code: 'unsorted-keys', offset: 8, count: 1 },
      { code: 'negative-zero', offset: 11, count: 1 },
      { code: 'duplicate-key', offset: 15, count: 1 },
      { code: 'trailing-bytes', offset: 23, count: 1 },
    ]);
    expect(scan.duplicateKeys).toEqual([15]);
  });

  it('finds a key that is there twice with others between', () => {
    expect(scanBencode(bytes('d1:ai1e1:bi1e1:ai1ee')).duplicateKeys).toEqual([13]);
    expect(scanBencode(bytes('d1:ai1e1:bd1:ai1eee')).duplicateKeys).toEqual([]);
  });

  it('reads no more of a value than is asked for', () => {
    const { root } = scanBencode(bytes('d1:ai-5e1:bl1:xi2ee1:c3:abce'));
    expect(root.field('a')?.integer()).toBe(-5);
    expect(root.field('c')?.text()).toBe('abc');
    expect([...root.field('b')!.items()].map((item) => item.kind)).toEqual(['string', 'integer']);
    expect(root.field('b')?.text()).toBeUndefined();
    expect(root.field('c')?.integer()).toBeUndefined();
    expect([...root.items()]).toEqual([]);
  });
});

describe('encodeBencode', () => {
  const encoded = (value: Parameters<typeof encodeBencode>[0]): string =>
    Buffer.from(encodeBencode(value)).toString('latin1');

  it('sorts keys as bytes, not as UTF-16', () => {
    const value = new Map([
      ['\u{10000}', 1],
      ['\uffff', 2],
      ['b', 3],
      ['a', 4],
    ]);
    const keys = [...dictionaryOf(decodeBencode(encodeBencode(value), { strict: true }))!.keys()];
    expect(keys).toEqual(['a', 'b', '\uffff', '\u{10000}']);
  });

  it('writes what is encoded already as it is', () => {
    const value = new EncodedBencode(Buffer.from('d1:bi1e1:ai01ee'));
    expect(Buffer.from(encodeBencode({ v: value })).toString()).toBe('d1:vd1:bi1e1:ai01eee');
  });

  it('leaves undefined fields out and writes integers exactly', () => {
    expect(encoded({ b: undefined, a: [0, -1, 9_007_199_254_740_993n, ''] })).toBe(
      'd1:ali0ei-1ei9007199254740993e0:ee',
    );
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('refuses %s', (value) => {
    expect(() => encodeBencode([value])).toThrow(BencodeError);
  });

  it('writes what decodeBencode reads back', () => {
    const { value } = fc.letrec<{ value: BencodeValue }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.maxSafeInteger(),
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
        fc.uint8Array({ maxLength: 80 }),
        fc.array(tie('value'), { maxLength: 5 }),
        fc
          .array(fc.tuple(fc.string({ unit: 'binary' }), tie('value')), { maxLength: 5 })
          .map((entries) => new Map(entries)),
      ),
    }));
    const plain = (input: BencodeValue): unknown => {
      if (typeof input === 'bigint')
        return Number.isSafeInteger(Number(input)) ? Number(input) : input;
      if (typeof input === 'number') return input + 0;
      if (input instanceof Uint8Array) return [...input];
      if (Array.isArray(input)) return input.map(plain);
      return new Map([...input].map(([key, item]) => [key, plain(item)]));
    };
    fc.assert(
      fc.property(value, (input) => {
        const output = decodeBencode(encodeBencode(input), { strict: true });
        expect(plain(output)).toEqual(plain(input));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('accessors', () => {
  it('give undefined for what has another type', () => {
    const value = decodeBencode(bytes('d1:ai9007199254740993e1:b1:\xffe'));
    expect(integerOf(dictionaryOf(value)?.get('a'))).toBeUndefined();
    expect(textOf(dictionaryOf(value)?.get('b'))).toBe('\ufffd');
    expect(listOf(value)).toBeUndefined();
    expect(textOf(undefined)).toBeUndefined();
  });
});
