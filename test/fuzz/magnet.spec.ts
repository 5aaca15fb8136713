import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseMagnet, type Magnet } from '../../server/src/engine/metainfo/magnet.ts';
import { MetainfoError } from '../../server/src/engine/metainfo/metainfo-error.ts';
import { canonicalAddress } from '../../server/src/engine/net/address.ts';
import { isSafeName } from '../hostile/path-rules.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import { latin1, outcomeOf, type FuzzTarget } from './fuzz-target.ts';

const HEX = 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a';
const BASE32 = 'YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK';
const V2 = `1220${'d8dd32ac'.repeat(8)}`;
const WORDS = [
  'magnet:?',
  '&',
  '&amp;',
  '=',
  'xt',
  'xt.1',
  'urn:btih:',
  'urn:btmh:',
  HEX,
  BASE32,
  V2,
  'dn',
  'tr',
  'tr.1',
  'ws',
  'x.pe',
  'so',
  'xs',
  'as',
  'kt',
  '%',
  '%00',
  '%2e%2e%2f',
  '%ff',
  '%C3%A4',
  'udp://a.test:80',
  'http%3A%2F%2Fb.test%2Fannounce',
  '1.2.3.4:5',
  '[::1]:6',
  '0-299999',
  ',',
  '__proto__',
  '#',
  ';',
  '+',
  '..',
  '\\',
  'file:///etc/passwd',
];

const LINKS = [
  `magnet:?xt=urn:btih:${HEX}`,
  `magnet:?xt=urn:btih:${BASE32}&dn=A+name%20of%20a%20file.iso&tr=udp%3A%2F%2Fa.test%3A80&so=0,2,4,6-8`,
  `magnet:?xt=urn:btmh:${V2}&xt=urn:btih:${HEX}&ws=http://w.test/&x.pe=1.2.3.4:5&x.pe=[2001:db8::1]:6`,
  `magnet:?xt.1=urn:btih:${HEX}&amp;tr.1=http://a.test/announce&amp;tr.2=http://b.test/announce?k=1`,
  `magnet:?xt=urn:btih:${HEX}${'&tr=http://a.test/announce'.repeat(400)}`,
  `magnet:?xt=urn:btih:${HEX}&so=${'1-3,'.repeat(1_000)}`,
  `magnet:?xt=urn:btih:${HEX}&dn=${'%20.'.repeat(2_000)}`,
  `MAGNET:?dn=..%2F..%2Fetc&xt=urn:ed2k:${HEX}`,
];

const target: FuzzTarget = {
  name: 'magnet',
  corpus: LINKS.map(latin1),
  words: WORDS,
  maxInputBytes: 65_536,
  isBencode: false,
  examine: (input) => {
    try {
      const magnet = parseMagnet(Buffer.from(input).toString());
      expectSound(magnet);
      const { name, trackers, webSeeds, peers, selectOnly, warnings } = magnet;
      const found = [name, trackers[0], webSeeds[0], peers[0], selectOnly].map((it) => it != null);
      return `${found.join()} ${warnings.join().replaceAll(/\d+/g, '#')}`;
    } catch (error) {
      if (error instanceof MetainfoError) return outcomeOf(error);
      throw error;
    }
  },
};

/** What whoever adds the torrent relies on. */
function expectSound(magnet: Magnet): void {
  const { id, infoHashV1, infoHashV2, name, trackers, webSeeds, peers, selectOnly } = magnet;
  const ranges = selectOnly ?? [{ first: 0, last: 0 }];
  const rules: Record<string, boolean> = {
    'the hashes are hashes':
      /^[0-9a-f]{40}$/.test(infoHashV1 ?? HEX) && /^[0-9a-f]{64}$/.test(infoHashV2 ?? V2.slice(4)),
    'the id is of a hash': id === (infoHashV1 ?? infoHashV2?.slice(0, 40)),
    'the name is safe': name === null || isSafeName(name),
    'trackers are addresses': trackers.flat().every((url) => /^(?:https?|udp):/i.test(url)),
    'web seeds are addresses': webSeeds.every((url) => /^https?:/i.test(url)),
    'peers are addresses': peers.every(({ address }) => canonicalAddress(address) === address),
    'lists are bounded': trackers.length <= 500 && webSeeds.length <= 100 && peers.length <= 200,
    'ranges are in order': ranges.every(
      ({ first, last }, at) =>
        first <= last && first > (ranges[at - 1]?.last ?? -1) && last < 150_000,
    ),
  };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]);
  if (broken.length > 0) throw new Error(`not true: ${broken.join(', ')}`);
}

const values = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.string({ maxLength: 30 }),
  fc
    .string({ unit: 'binary', maxLength: 20 })
    .map((text) => encodeURIComponent(text.toWellFormed())),
  fc.webUrl().map(encodeURIComponent),
  fc.tuple(fc.ipV4(), fc.nat(70_000)).map(([address, port]) => `${address}:${port}`),
  fc.tuple(fc.ipV6(), fc.nat(70_000)).map(([address, port]) => `[${address}]:${port}`),
  fc.array(fc.nat(400_000), { maxLength: 6 }).map((indices) => indices.join('-')),
  fc.array(fc.nat(400_000), { maxLength: 6 }).map((indices) => indices.join(',')),
);
const parameters = fc.tuple(
  fc.oneof(
    fc.constantFrom('xt', 'dn', 'tr', 'ws', 'x.pe', 'so', 'tr.1', 'DN', 'amp;tr'),
    fc.string({ maxLength: 5 }),
  ),
  values,
);
const topics = fc.constantFrom(`urn:btih:${HEX}`, `urn:btih:${BASE32}`, `urn:btmh:${V2}`, 'urn:x');
const links = fc
  .tuple(fc.array(topics, { maxLength: 2 }), fc.array(parameters, { maxLength: 12 }))
  .map(([hashes, others]) => {
    const all = [...hashes.map((topic) => ['xt', topic]), ...others];
    return Buffer.from(`magnet:?${all.map((pair) => pair.join('=')).join('&')}`);
  });

it(
  'the magnet parser survives changed links',
  async () => expect(await fuzzMutated(target, 130_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it(
  'the magnet parser survives generated links',
  async () => expect(await fuzzGenerated(target, links, 30_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);
