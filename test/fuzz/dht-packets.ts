/** What the fuzzing of the DHT begins with: its words, packets that are right, and a rule that makes others. */
import * as fc from 'fast-check';
import { encodeBencode, type BencodeInput } from '../../server/src/engine/bencode/index.ts';
import { bencodeValues, bytesOf, dictionaries } from './arbitrary-bencode.ts';
import { latin1 } from './fuzz-target.ts';
import { NASTY_BENCODE } from './nasty-bencode.ts';

const METHODS = [
  'ping',
  'find_node',
  'get_peers',
  'announce_peer',
  'get',
  'put',
  'sample_infohashes',
];
export const DHT_WORDS = [
  't',
  'y',
  'q',
  'r',
  'e',
  'a',
  'v',
  'ip',
  'ro',
  'id',
  'target',
  'info_hash',
  'want',
  'n4',
  'n6',
  'nodes',
  'nodes6',
  'values',
  'token',
  'port',
  'implied_port',
  'seed',
  'noseed',
  'scrape',
  'BFsd',
  'BFpe',
  'k',
  'sig',
  'seq',
  'salt',
  'cas',
  'samples',
  'interval',
  'num',
  '__proto__',
  ...METHODS,
];
const ID = latin1('abcdefghij0123456789');
const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);

const QUERIES: [string, Record<string, BencodeInput>][] = [
  ['ping', { id: ID }],
  ['find_node', { id: ID, target: ID, want: ['n4', 'n6'] }],
  ['get_peers', { id: ID, info_hash: ID, noseed: 1, scrape: 1 }],
  [
    'announce_peer',
    { id: ID, info_hash: ID, port: 6881, implied_port: 1, token: 'aoeusnth', seed: 1 },
  ],
  ['get', { id: ID, target: ID, seq: 5 }],
  ['put', { id: ID, token: 't', v: { a: [1, 'b'] } }],
  [
    'put',
    { id: ID, token: 't', v: 'x', k: bytes(32), sig: bytes(64), seq: 2n ** 62n, salt: 's', cas: 1 },
  ],
  ['sample_infohashes', { id: ID, target: ID }],
  ['vote', { id: ID, target: ID }],
];
const RESPONSES: Record<string, BencodeInput>[] = [
  { id: ID },
  { id: ID, nodes: bytes(208), nodes6: bytes(304), token: 't' },
  {
    id: ID,
    token: 't',
    values: [bytes(6), bytes(18), bytes(6)],
    BFsd: bytes(256),
    BFpe: bytes(256),
  },
  { id: ID, v: { a: 1 }, k: bytes(32), sig: bytes(64), seq: 3 },
  { id: ID, samples: bytes(400), interval: 60, num: 1_000, nodes: bytes(26) },
];

export const DHT_QUERIES: readonly Uint8Array[] = QUERIES.map(([q, a]) =>
  encodeBencode({ t: 'aa', v: 'LT\x02\x08', y: 'q', ro: 1, q, a }),
);
/** Packets that are right, and some that are nearly. */
export const DHT_CORPUS: readonly Uint8Array[] = [
  ...DHT_QUERIES,
  ...RESPONSES.map((r) => encodeBencode({ t: 'aa', y: 'r', ip: bytes(6), r })),
  encodeBencode({ t: 'aa', y: 'e', e: [203, 'Protocol Error'] }),
  encodeBencode({ t: 'aa', y: 'r', r: { id: ID, v: [[[[[[[1]]]]]]] } }),
  latin1('d1:y1:q1:t2:aa1:q4:ping1:ad2:id20:abcdefghij0123456789ee'),
  ...NASTY_BENCODE,
];

const anything = bencodeValues(DHT_WORDS);
const ids = fc.constantFrom(ID, bytes(20));
const fields = {
  id: ids,
  target: ids,
  info_hash: ids,
  token: bytesOf(70),
  port: fc.nat(70_000),
  implied_port: fc.nat(1),
  want: fc.array(fc.constantFrom('n4', 'n6', 'n5'), { maxLength: 3 }),
  nodes: fc.nat(5).map((count) => bytes(26 * count)),
  nodes6: fc.nat(5).map((count) => bytes(38 * count)),
  values: fc.array(fc.constantFrom(bytes(6), bytes(18)), { maxLength: 5 }),
  v: anything,
  k: fc.constant(bytes(32)),
  sig: fc.constant(bytes(64)),
  seq: fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }),
  salt: bytesOf(70),
  samples: fc.nat(5).map((count) => bytes(20 * count)),
};
/** Dictionaries with the fields of messages, most of them filled as they should be. */
export const dhtPackets = dictionaries(
  {
    t: bytesOf(4),
    v: bytesOf(5),
    y: fc.constantFrom('q', 'r', 'e'),
    q: fc.constantFrom(...METHODS),
    a: dictionaries(fields, anything),
    r: dictionaries(fields, anything),
    e: fc.tuple(fc.integer(), fc.string()),
    ip: bytesOf(18),
  },
  anything,
);
