import { expect, it } from 'vitest';
import { seededRandom } from '../../server/src/engine/core/random.ts';
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import { DhtMessageError } from '../../server/src/engine/dht/dht-message-error.ts';
import type {
  DhtMessage,
  DhtNode,
  DhtQuery,
  DhtQuestion,
} from '../../server/src/engine/dht/dht-message.ts';
import { DhtResponder } from '../../server/src/engine/dht/dht-responder.ts';
import { readDhtMessage } from '../../server/src/engine/dht/read-dht-message.ts';
import { immutableTarget, mutableTarget } from '../../server/src/engine/dht/signed-item.ts';
import { writeDhtMessage } from '../../server/src/engine/dht/write-dht-message.ts';
import { FakeClock } from '../../server/src/engine/testing/fake-clock.ts';
import { encoded } from './arbitrary-bencode.ts';
import { DHT_QUERIES, DHT_WORDS, dhtPackets } from './dht-packets.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import { outcomeOf, type FuzzTarget } from './fuzz-target.ts';

const MAX_ANSWER_BYTES = 1_400;
const PACKET_INTERVAL_MS = 200;
const PEER_LIMITS = { torrents: 4, peersOfTorrent: 20 };
const MAX_ITEMS = 20;

/** One node under fire, for all inputs: what they leave behind in it is what is tried. */
class FuzzedNode {
  /** Full at times, else the limits were not tried. */
  readonly most = { torrents: 0, items: 0 };
  readonly #clock = new FakeClock();
  readonly #random = seededRandom(6);
  readonly #responder: DhtResponder;

  constructor() {
    const clock = this.#clock;
    const random = this.#random;
    const view = {
      ownId: () => new Uint8Array(20),
      closest: (id: Uint8Array, family: number, count: number): DhtNode[] =>
        Array.from({ length: count }, (_, n) => {
          const address = family === 4 ? `198.51.100.${n}` : `2001:db8::${n}`;
          return { id, address, port: 6881 };
        }),
    };
    const limits = { peerLimits: PEER_LIMITS, maxItems: MAX_ITEMS };
    this.#responder = new DhtResponder({ clock, random, view, version: null, ...limits });
  }

  examine(packet: Uint8Array): string {
    this.#clock.advance(PACKET_INTERVAL_MS);
    const from = this.#someAddress();
    let message: DhtMessage;
    try {
      message = readDhtMessage(packet);
    } catch (error) {
      if (!(error instanceof DhtMessageError)) throw error;
      const refusal = this.#responder.refuse(packet, error, from);
      if (refusal !== null) this.#check(refusal);
      return outcomeOf(error);
    }
    if (message.kind !== 'query') return message.kind;
    const answer = this.#responder.answer(this.#withToken(message, from), from);
    this.#check(answer);
    return `${message.question.method} ${answer.kind === 'error' ? answer.code : shapeOf(answer)}`;
  }

  /** Half of what needs a token has one that is right, so that it goes further. */
  #withToken(query: DhtQuery, from: PeerEndpoint): DhtQuery {
    const { question } = query;
    const target = targetOf(question);
    if (target === null || this.#random.below(2) === 0) return query;
    const get = { method: 'get', id: question.id, target, sequence: null, want: null } as const;
    const answer = this.#responder.answer({ ...query, question: get }, from);
    if (answer.kind !== 'response' || answer.token === null) return query;
    return { ...query, question: { ...question, token: answer.token } as DhtQuestion };
  }

  #check(answer: DhtMessage): void {
    const packet = writeDhtMessage(answer);
    if (packet.length > MAX_ANSWER_BYTES) throw new Error(`an answer of ${packet.length} bytes`);
    readDhtMessage(packet);
    const { torrents, peers, items } = this.#responder.stored;
    this.most.torrents = Math.max(this.most.torrents, torrents);
    this.most.items = Math.max(this.most.items, items);
    const isBounded =
      torrents <= PEER_LIMITS.torrents &&
      peers <= torrents * 2 * PEER_LIMITS.peersOfTorrent &&
      items <= MAX_ITEMS;
    if (!isBounded)
      throw new Error(`it keeps ${torrents} torrents, ${peers} peers, ${items} items`);
  }

  #someAddress(): PeerEndpoint {
    const host = this.#random.below(200);
    const address = host < 100 ? `203.0.${host}.1` : `2001:db8:${host}::1`;
    return { address, port: 1_024 + this.#random.below(60_000) };
  }
}

function targetOf(question: DhtQuestion): Uint8Array | null {
  if (question.method === 'announce_peer') return question.infoHash;
  if (question.method !== 'put') return null;
  const { signed, value } = question;
  return signed === null ? immutableTarget(value) : mutableTarget(signed.key, signed.salt);
}

function shapeOf(answer: DhtMessage): string {
  const isThere = (part: unknown): boolean =>
    Array.isArray(part) ? part.length > 0 : part !== null;
  return Object.entries(answer)
    .map(([key, part]) => (isThere(part) ? key : ''))
    .join();
}

function targetAt(node: FuzzedNode): FuzzTarget {
  return {
    name: 'DHT answers',
    corpus: DHT_QUERIES,
    words: DHT_WORDS,
    maxInputBytes: 4_096,
    isBencode: true,
    examine: (input) => node.examine(input),
  };
}

it(
  'a DHT node answers changed packets within its limits',
  async () => {
    const node = new FuzzedNode();
    expect(await fuzzMutated(targetAt(node), 200_000)).toBeGreaterThan(0);
    expect(node.most).toEqual({ torrents: PEER_LIMITS.torrents, items: MAX_ITEMS });
  },
  FUZZ_TIMEOUT_MS,
);

it(
  'a DHT node answers generated packets within its limits',
  async () => {
    const target = targetAt(new FuzzedNode());
    expect(await fuzzGenerated(target, encoded(dhtPackets), 10_000)).toBeGreaterThan(0);
  },
  FUZZ_TIMEOUT_MS,
);
