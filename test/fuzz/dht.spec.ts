import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { DhtMessageError } from '../../server/src/engine/dht/dht-message-error.ts';
import type { DhtMessage } from '../../server/src/engine/dht/dht-message.ts';
import { readDhtMessage, refusedQueryId } from '../../server/src/engine/dht/read-dht-message.ts';
import { writeDhtMessage } from '../../server/src/engine/dht/write-dht-message.ts';
import { encoded } from './arbitrary-bencode.ts';
import { DHT_CORPUS, DHT_WORDS, dhtPackets } from './dht-packets.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import { outcomeOf, type FuzzTarget } from './fuzz-target.ts';

const target: FuzzTarget = {
  name: 'DHT packets',
  corpus: DHT_CORPUS,
  words: DHT_WORDS,
  maxInputBytes: 6_000,
  isBencode: true,
  examine: (input) => {
    refusedQueryId(input);
    try {
      const message = readDhtMessage(input);
      expectSound(message);
      return describe(message);
    } catch (error) {
      if (error instanceof DhtMessageError) return outcomeOf(error);
      throw error;
    }
  },
};

/** What was read is written so that it is read the same; an answer is never much longer than what it repeats. */
function expectSound(message: DhtMessage): void {
  // Of a method that is not known only a cleaned name is kept.
  if (message.kind === 'query' && message.question.method === 'unknown') return;
  // An address that is not IPv6 but written as one is unwrapped, and goes into the other list.
  if (message.kind === 'response') message.nodes.sort((one, other) => family(one) - family(other));
  const again = readDhtMessage(writeDhtMessage(message));
  if (!isDeepStrictEqual(again, message))
    throw new Error('it is read otherwise when written again');
}

const family = ({ address }: { address: string }): number => (address.includes(':') ? 6 : 4);

function describe(message: DhtMessage): string {
  if (message.kind === 'error') return `error ${message.text === ''}`;
  const said = message.kind === 'query' ? message.question : message;
  const shape = Object.entries(said).map(([key, value]) => {
    const isThere = Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
    return isThere ? key : '';
  });
  return `${message.kind} ${'method' in said ? said.method : ''} ${shape.join()}`;
}

it(
  'the DHT reader survives changed packets',
  async () => expect(await fuzzMutated(target, 200_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it(
  'the DHT reader survives generated packets',
  async () => expect(await fuzzGenerated(target, encoded(dhtPackets), 40_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);
