import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBencode, type BencodeInput } from '../../server/src/engine/bencode/index.ts';
import { seededRandom } from '../../server/src/engine/core/random.ts';
import { readAnnounceReply, readFailure } from '../../server/src/engine/tracker/announce-reply.ts';
import { httpGet } from '../../server/src/engine/tracker/http-get.ts';
import { TrackerError } from '../../server/src/engine/tracker/tracker-error.ts';
import type { AnnounceReply } from '../../server/src/engine/tracker/tracker-transport.ts';
import { bencodeValues, bytesOf, dictionaries, encoded } from './arbitrary-bencode.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import { latin1, type FuzzTarget } from './fuzz-target.ts';
import { NASTY_BENCODE } from './nasty-bencode.ts';
import { expectSoundReply } from './sound-reply.ts';

const WORDS = [
  'peers',
  'peers6',
  'interval',
  'min interval',
  'complete',
  'incomplete',
  'tracker id',
  'ip',
  'port',
  'failure reason',
  'warning message',
  'retry in',
  'never',
  'external ip',
  'peer id',
  '1.2.3.4',
  '::1',
  'localhost',
  '__proto__',
  '<script>',
  '\u202e',
  '\0\0\0\0\0\0',
];
const COMPACT = Uint8Array.from({ length: 60 }, (_, at) => at);
const REPLIES: Record<string, BencodeInput>[] = [
  { interval: 1800, 'min interval': 900, complete: 5, incomplete: 6, peers: COMPACT },
  { interval: 1800, peers: [{ ip: '1.2.3.4', port: 6881, 'peer id': COMPACT.subarray(0, 20) }] },
  { interval: -1, peers: '', peers6: Uint8Array.from({ length: 72 }, (_, at) => at) },
  { 'failure reason': 'not registered', 'retry in': 'never' },
  { 'failure reason': '\u202e<b>', 'retry in': 5 },
  { 'warning message': 'slow', 'tracker id': 'x', 'external ip': Uint8Array.of(1, 2, 3, 4) },
];
/** As in a test of another client: a failure with a length that is not its own. */
const WRONG_LENGTH = latin1('d14:failure reason63:Not authorized to use this tracker.e');

const target: FuzzTarget = {
  name: 'HTTP tracker replies',
  corpus: [...REPLIES.map(encodeBencode), WRONG_LENGTH, ...NASTY_BENCODE],
  words: WORDS,
  maxInputBytes: 65_536,
  isBencode: true,
  examine: (input) => {
    try {
      readFailure(input);
      return describeReply(readAnnounceReply(input));
    } catch (error) {
      if (error instanceof TrackerError) return error.code;
      throw error;
    }
  },
};

function describeReply(reply: AnnounceReply): string {
  expectSoundReply(reply);
  return Object.values(reply)
    .map((value) => (Array.isArray(value) ? value.length > 0 : value !== null))
    .join();
}

const anything = bencodeValues(WORDS);
const peer = dictionaries({ ip: fc.oneof(fc.ipV4(), fc.ipV6()), port: fc.nat(70_000) }, anything);
const replies = dictionaries(
  {
    peers: fc.oneof(bytesOf(60), fc.array(peer, { maxLength: 5 })),
    peers6: bytesOf(90),
    interval: fc.integer(),
    'min interval': fc.integer(),
    complete: fc.integer(),
    incomplete: fc.integer(),
    'warning message': fc.string({ unit: 'binary', maxLength: 400 }).map((it) => it.toWellFormed()),
    'external ip': bytesOf(17),
    'tracker id': bytesOf(10),
  },
  anything,
);

it(
  'the reader of tracker replies survives changed replies',
  async () => expect(await fuzzMutated(target, 130_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it(
  'the reader of tracker replies survives generated replies',
  async () => expect(await fuzzGenerated(target, encoded(replies), 30_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

describe('a tracker on a socket', () => {
  let server: Server;
  let answer: Uint8Array = new Uint8Array();
  const url = (): URL => {
    const address = server.address();
    return new URL(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/announce`);
  };

  beforeAll(async () => {
    server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () => socket.end(answer));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => server.close());

  const gzipped = gzipSync(encodeBencode(REPLIES[0]!));
  const head = 'HTTP/1.1 200 OK\r\n';
  const overHttp: FuzzTarget = {
    name: 'HTTP trackers on a socket',
    corpus: [
      latin1(`${head}Content-Length: 2\r\n\r\nde`),
      latin1(`${head}Transfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n`),
      latin1(`${head}Connection: close\r\n\r\nde`),
      latin1('HTTP/1.0 302 Found\r\nLocation: http://a.test/announce\r\n\r\n'),
      Buffer.concat([
        latin1(`${head}Content-Encoding: gzip\r\nContent-Length: ${gzipped.length}\r\n\r\n`),
        gzipped,
      ]),
    ],
    words: [
      '\r\n',
      '\r\n\r\n',
      'Transfer-Encoding: chunked',
      'Content-Length: ',
      'ffffffffffffffff',
      'Content-Encoding: deflate',
      'Content-Encoding: br',
      'Location: //',
      'HTTP/9.9 ',
      '100',
    ],
    maxInputBytes: 65_536,
    isBencode: false,
    examine: async (input) => {
      answer = input;
      try {
        const reply = await httpGet(
          {
            url: url(),
            addresses: ['127.0.0.1'],
            localAddress: null,
            acceptSelfSigned: false,
            userAgent: 'test',
          },
          AbortSignal.timeout(5_000),
        );
        return `${reply.status} ${reply.location !== null}`;
      } catch (error) {
        if (error instanceof TrackerError) return error.code;
        throw error;
      }
    },
  };

  it(
    'may answer with anything',
    async () => expect(await fuzzMutated(overHttp, 3_000)).toBeGreaterThan(0),
    FUZZ_TIMEOUT_MS,
  );

  it('may answer with noise', async () => {
    const random = seededRandom(5);
    const outcomes = new Set<string>();
    for (let turn = 0; turn < 300; turn++) {
      outcomes.add(await overHttp.examine(random.bytes(random.below(200))));
    }
    expect([...outcomes].filter((outcome) => outcome.startsWith('2'))).toEqual([]);
  });
});
