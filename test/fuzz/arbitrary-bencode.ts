/** Bencode by rules, for fast-check: any well-formed value, and well-formed values with one flaw. */
import * as fc from 'fast-check';
import { encodeBencode, type BencodeInput } from '../../server/src/engine/bencode/index.ts';

const INTEGERS = fc.oneof(
  fc.integer(),
  fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
  fc.constantFrom<number | bigint>(0, -1, 2 ** 53 - 1, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n),
);

export const bytesOf = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ maxLength }).map((bytes) => Uint8Array.from(bytes));

/** Any value, with keys of these words among others. */
export function bencodeValues(words: readonly string[]): fc.Arbitrary<BencodeInput> {
  const keys = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }));
  const { value } = fc.letrec<{ value: BencodeInput }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(INTEGERS, bytesOf(40), fc.constantFrom(...words)),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.array(fc.tuple(keys, tie('value')), { maxLength: 6 }).map((entries) => new Map(entries)),
    ),
  }));
  return value;
}

/** Dictionaries with some of these fields, each right or anything. */
export function dictionaries(
  fields: Readonly<Record<string, fc.Arbitrary<BencodeInput>>>,
  anything: fc.Arbitrary<BencodeInput>,
): fc.Arbitrary<Map<string, BencodeInput>> {
  const entries = Object.entries(fields).map(([key, right]) =>
    fc.option(fc.tuple(fc.constant(key), fc.oneof({ weight: 5, arbitrary: right }, anything)), {
      freq: 5,
    }),
  );
  return fc.tuple(...entries).map((given) => new Map(given.filter((entry) => entry !== null)));
}

/** The bytes of values, half of them with one flaw: a byte changed, dropped or added. */
export function encoded(values: fc.Arbitrary<BencodeInput>): fc.Arbitrary<Uint8Array> {
  const flaw = fc.option(fc.record({ at: fc.nat(4_000), byte: fc.nat(255), kind: fc.nat(2) }), {
    freq: 2,
  });
  return fc.tuple(values, flaw).map(([value, chosen]) => {
    const bytes = encodeBencode(value);
    if (chosen === null) return bytes;
    const at = chosen.at % bytes.length;
    const kept = chosen.kind === 2 ? at : at + 1;
    const added = chosen.kind === 1 ? [] : [chosen.byte];
    return Uint8Array.from([...bytes.subarray(0, at), ...added, ...bytes.subarray(kept)]);
  });
}
