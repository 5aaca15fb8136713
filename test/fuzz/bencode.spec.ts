import { expect, it } from 'vitest';
import {
  BencodeError,
  decodeBencode,
  encodeBencode,
  scanBencode,
  type BencodeLimits,
} from '../../server/src/engine/bencode/index.ts';
import { bencodeValues, encoded } from './arbitrary-bencode.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import { latin1, outcomeOf, type FuzzTarget } from './fuzz-target.ts';
import { NASTY_BENCODE } from './nasty-bencode.ts';

const WORDS = [
  '__proto__',
  'constructor',
  'toString',
  'a',
  'info',
  'l',
  'd',
  'e',
  'i1e',
  '0:',
  '3:abc',
];
const TOLERANT: Partial<BencodeLimits> = { allowTrailing: true, maxTokens: 5_000 };
const STRICT: Partial<BencodeLimits> = { strict: true, maxDepth: 20 };

const target: FuzzTarget = {
  name: 'bencode',
  corpus: [
    ...NASTY_BENCODE,
    latin1('d3:bar4:spam3:fooi42e4:listli1e1:ad1:bleee1:\xe4i-9007199254740993ee'),
  ],
  words: WORDS,
  maxInputBytes: 65_536,
  isBencode: true,
  examine: (input) => `${examineTolerant(input)} / ${examineStrict(input)}`,
};

function examineTolerant(input: Uint8Array): string {
  try {
    const scan = scanBencode(input, TOLERANT);
    expectRange(scan.root.range, input);
    scan.decode();
    return scan.warnings.map(({ code }) => code).join();
  } catch (error) {
    if (error instanceof BencodeError) return outcomeOf(error);
    throw error;
  }
}

/** What a strict reader takes has one spelling, so it is written as it was read. */
function examineStrict(input: Uint8Array): string {
  try {
    const value = decodeBencode(input, STRICT);
    const hasTextKeys = !/[\u0080-\u00ff]/.test(Buffer.from(input).toString('latin1'));
    if (hasTextKeys && Buffer.compare(encodeBencode(value), input) !== 0) {
      throw new Error('it is written in another way than it was read');
    }
    return 'read';
  } catch (error) {
    if (error instanceof BencodeError) return error.code;
    throw error;
  }
}

function expectRange({ start, end }: { start: number; end: number }, input: Uint8Array): void {
  if (start !== 0 || end < 2 || end > input.length) throw new Error(`its end is at ${end}`);
}

it(
  'the bencode reader survives changed inputs',
  async () => expect(await fuzzMutated(target, 200_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it(
  'the bencode reader survives generated values',
  async () =>
    expect(await fuzzGenerated(target, encoded(bencodeValues(WORDS)), 30_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it('a value that is well-formed is read by the strict reader', async () => {
  expect(await target.examine(encodeBencode({ a: [1, 'b', { c: 2n ** 70n }] }))).toContain(
    'bad-integer',
  );
  expect(await target.examine(encodeBencode({ a: [1, 'b', { c: 2n ** 60n }] }))).toBe(' / read');
});
