import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom, type Random } from '../../server/src/engine/core/random.ts';
import { FakeClock } from '../../server/src/engine/testing/fake-clock.ts';
import { TrackerError } from '../../server/src/engine/tracker/tracker-error.ts';
import type { DatagramPort } from '../../server/src/engine/tracker/tracker-transport.ts';
import { UdpExchange } from '../../server/src/engine/tracker/udp-exchange.ts';
import {
  readAnnounceAnswer,
  readConnectAnswer,
  UDP_ACTION,
} from '../../server/src/engine/tracker/udp-packets.ts';
import { bytesOf } from './arbitrary-bencode.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { expectSoundReply } from './sound-reply.ts';

const PROMISE_TURNS = 10;
const FROM = { address: '9.9.9.9', port: 80 };
/** Every transaction has this id, so that any packet that carries it is an answer. */
const TRANSACTION = Uint8Array.of(1, 2, 3, 4);
const constant: Random = { ...seededRandom(1), bytes: () => TRANSACTION };

let deliver: (packet: Uint8Array, port: number, address: string) => void = () => {};
const port: DatagramPort = {
  send: () => {},
  onMessage: (listener) => {
    deliver = listener;
    return () => {};
  },
};
const exchange = new UdpExchange({ clock: new FakeClock(), random: constant, datagrams: port });

function answer(action: number, body: Uint8Array): Uint8Array {
  return Uint8Array.of(0, 0, 0, action, ...TRANSACTION, ...body);
}

const numbers = Uint8Array.of(0, 0, 7, 8, 0, 0, 0, 5, 0, 0, 0, 6);
const target: FuzzTarget = {
  name: 'UDP tracker packets',
  corpus: [
    new Uint8Array(),
    answer(0, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
    answer(1, numbers),
    answer(1, new Uint8Array()),
    answer(1, Uint8Array.of(...numbers, 1, 2, 3, 4, 0x1a, 0xe1, 127, 0, 0, 1, 0, 80)),
    answer(1, Uint8Array.of(...numbers, ...new Uint8Array(6 * 90).fill(7))),
    answer(1, new Uint8Array(12).fill(0xff)),
    answer(3, Buffer.from('connection id mismatch')),
    answer(3, Buffer.from('\u001b[31m\u202e<script>')),
    answer(2, numbers),
  ],
  words: ['\x01\x02\x03\x04', '\0\0\0\x01', '\0\0\0\x03', '\x7f\xff\xff\xff', '\x80\0\0\0'],
  maxInputBytes: 600,
  isBencode: false,
  examine: async (input) => {
    const asConnect = await outcomeFor(input, UDP_ACTION.connect, (bytes) => {
      if (typeof readConnectAnswer(bytes) !== 'bigint') throw new Error('no connection id');
    });
    const asAnnounce = await outcomeFor(input, UDP_ACTION.announce, (bytes) => {
      expectSoundReply(readAnnounceAnswer(bytes, 4));
      expectSoundReply(readAnnounceAnswer(bytes, 6));
    });
    return `${asConnect} / ${asAnnounce}`;
  },
};

/** Asks, hears this packet as the answer, and reads it. */
async function outcomeFor(
  input: Uint8Array,
  action: number,
  read: (bytes: Buffer) => void,
): Promise<string> {
  const controller = new AbortController();
  const asked = exchange.ask({ to: FROM, action, packet: () => input }, controller.signal);
  const outcome = asked.then(
    (bytes) => {
      read(bytes);
      return 'read';
    },
    (error: unknown) => {
      if (controller.signal.aborted) return 'not heard';
      throw error;
    },
  );
  deliver(input, FROM.port, FROM.address);
  // An answer that was heard comes within a few turns of the promises; one that was not never comes.
  for (let turn = 0; turn < PROMISE_TURNS; turn++) await Promise.resolve();
  controller.abort();
  return outcome.catch((error: unknown) => {
    if (error instanceof TrackerError) return error.code;
    throw error;
  });
}

const packets = fc
  .tuple(fc.nat(4), fc.option(fc.constant(numbers)), bytesOf(80))
  .map(([action, begin, rest]) => answer(action, Uint8Array.of(...(begin ?? []), ...rest)));

it(
  'UDP trackers may answer with changed packets',
  async () => expect(await fuzzMutated(target, 80_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it(
  'UDP trackers may answer with generated packets',
  async () => expect(await fuzzGenerated(target, packets, 20_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);
