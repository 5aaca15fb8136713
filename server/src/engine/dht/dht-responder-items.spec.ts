import { describe, expect, it } from 'vitest';
import { encodeBencode, type BencodeInput } from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { DhtMessageError } from './dht-message-error.ts';
import type { DhtErrorMessage, DhtMessage, DhtQuestion, DhtResponse } from './dht-message.ts';
import { DhtResponder } from './dht-responder.ts';
import { readDhtMessage } from './read-dht-message.ts';
import { immutableTarget, mutableTarget, signItem, type SignedItem } from './signed-item.ts';
import { writeDhtMessage } from './write-dht-message.ts';

const ID = new Uint8Array(20).fill(0xaa);
const FROM: PeerEndpoint = { address: '203.0.113.7', port: 6881 };
const NODES = Array.from({ length: 8 }, (_, n) => {
  return { id: ID, address: `198.51.100.${n}`, port: 6881 };
});

interface Arranged {
  clock: FakeClock;
  responder: DhtResponder;
  ask: (question: DhtQuestion) => DhtMessage;
  get: (target: Uint8Array, sequence?: bigint) => DhtResponse;
  put: (value: Uint8Array, signed?: SignedItem, over?: bigint) => DhtMessage;
}

function arrange(): Arranged {
  const view = { ownId: () => new Uint8Array(20), closest: () => NODES };
  const clock = new FakeClock();
  const parts = { clock, random: seededRandom(1), view, version: null };
  const responder = new DhtResponder(parts);
  const envelope = { kind: 'query', version: null, isReadOnly: false } as const;
  // Through the wire form and back, so that what is asked and answered can be said.
  const ask = (question: DhtQuestion): DhtMessage => {
    const query = { ...envelope, transactionId: Buffer.from('tt'), question };
    const read = readDhtMessage(writeDhtMessage(query));
    if (read.kind !== 'query') throw new Error('a query is read as something else');
    const packet = writeDhtMessage(responder.answer(read, FROM));
    expect(packet.length).toBeLessThanOrEqual(1_400);
    return readDhtMessage(packet);
  };
  const get: Arranged['get'] = (target, sequence) =>
    responseOf(ask({ method: 'get', id: ID, target, sequence: sequence ?? null, want: null }));
  const put: Arranged['put'] = (value, signed, over) => {
    const target = signed ? mutableTarget(signed.key, signed.salt) : immutableTarget(value);
    const token = get(target).token!;
    const more = signed === undefined ? null : { ...signed, over: over ?? null };
    return ask({ method: 'put', id: ID, token, value, signed: more });
  };
  return { clock, responder, ask, get, put };
}

function responseOf(message: DhtMessage): DhtResponse {
  if (message.kind !== 'response') throw new Error(`no response: ${message.kind}`);
  return message;
}

const value = (text: string): Uint8Array => encodeBencode(text);

function signed(text: string, sequence: bigint, salt: Uint8Array | null = null): SignedItem {
  return signItem(new Uint8Array(32).fill(3), { value: value(text), sequence, salt });
}

describe('stored items over the wire', () => {
  it('give back a value that cannot change, with a token and close nodes', () => {
    const { responder, get, put } = arrange();
    expect(put(value('hello')).kind).toBe('response');
    const answer = get(immutableTarget(value('hello')));
    expect(answer.item).toEqual({
      value: value('hello'),
      sequence: null,
      key: null,
      signature: null,
    });
    expect(answer.nodes).toEqual(NODES);
    expect(answer.token).toHaveLength(8);
    expect(responder.stored.items).toBe(1);
  });

  it('give back the largest value in one packet', () => {
    const { get, put } = arrange();
    const item = signed('x'.repeat(996), 2n ** 62n, new Uint8Array(64));
    expect(item.value).toHaveLength(1_000);
    expect(put(item.value, item).kind).toBe('response');
    expect(get(mutableTarget(item.key, item.salt)).item?.value).toEqual(item.value);
  });

  it('give a signed value to who has an older one, and the number alone to others', () => {
    const { get, put } = arrange();
    const item = signed('news', 7n);
    put(item.value, item);
    const target = mutableTarget(item.key, null);
    const whole = { value: item.value, sequence: 7n, key: item.key, signature: item.signature };
    expect(get(target).item).toEqual(whole);
    expect(get(target, 6n).item).toEqual(whole);
    const numberAlone = { value: null, sequence: 7n, key: null, signature: null };
    expect(get(target, 7n).item).toEqual(numberAlone);
  });

  it.each<[number, string, SignedItem, bigint | undefined]>([
    [206, 'a wrong signature', { ...signed('b', 9n), signature: new Uint8Array(64) }, undefined],
    [301, 'another version than the one that is stored', signed('b', 9n), 4n],
    [302, 'an old sequence number', signed('b', 4n), undefined],
    [203, 'a negative sequence number', signed('b', -1n), undefined],
  ])('answer with error %i to %s', (code, _what, item, over) => {
    const { put } = arrange();
    const first = signed('a', 5n);
    put(first.value, first);
    expect(put(item.value, item, over)).toMatchObject({ kind: 'error', code });
  });

  it('take nothing without the token for its target', () => {
    const { responder, ask, get } = arrange();
    const { token } = get(immutableTarget(value('other')));
    const put = { method: 'put', id: ID, value: value('hello'), signed: null } as const;
    expect(ask({ ...put, token: token! })).toMatchObject({ kind: 'error', code: 203 });
    expect(responder.stored.items).toBe(0);
  });

  it('expire while queries come in', () => {
    const { clock, responder, ask, put } = arrange();
    put(value('hello'));
    clock.advance(121 * 60_000);
    ask({ method: 'ping', id: ID });
    expect(responder.stored.items).toBe(0);
  });

  it('tell the torrents that are announced here, none of none', () => {
    const { ask } = arrange();
    const question = { method: 'sample_infohashes', id: ID, target: ID, want: null } as const;
    const none = { infoHashes: new Uint8Array(), total: 0, intervalSeconds: 21_600 };
    expect(responseOf(ask(question))).toMatchObject({ samples: none, nodes: NODES });
    for (let number = 0; number < 30; number++) {
      const infoHash = new Uint8Array(20).fill(number);
      const flags = { want: null, withoutSeeds: false, wantsScrape: false };
      const { token } = responseOf(ask({ method: 'get_peers', id: ID, infoHash, ...flags }));
      const announce = { infoHash, port: 1_000, isPortImplied: false, isSeed: false };
      ask({ method: 'announce_peer', id: ID, ...announce, token: token! });
    }
    const { samples } = responseOf(ask(question));
    expect(samples).toMatchObject({ total: 30 });
    expect(samples?.infoHashes).toHaveLength(400);
  });
});

describe('queries that cannot be read', () => {
  function refusalOf(packet: Uint8Array): DhtErrorMessage | null {
    try {
      readDhtMessage(packet);
    } catch (error) {
      if (error instanceof DhtMessageError) return arrange().responder.refuse(packet, error, FROM);
    }
    throw new Error('it is read');
  }

  const put = { id: ID, token: 'tttttttt', v: 'x', k: new Uint8Array(32), seq: 1 };
  const sig = new Uint8Array(64);

  it.each<[number, string, string, Record<string, BencodeInput>]>([
    [205, 'a value above 1,000 bytes', 'put', { ...put, sig, v: 'x'.repeat(1_000) }],
    [207, 'a salt above 64 bytes', 'put', { ...put, sig, salt: 's'.repeat(65) }],
    [203, 'no signature', 'put', put],
    [203, 'no target', 'find_node', { id: ID }],
  ])('are answered with error %i for %s', (code, _what, q, a) => {
    const packet = encodeBencode({ t: 'tt', y: 'q', q, a });
    expect(refusalOf(packet)).toMatchObject({ kind: 'error', code, externalAddress: FROM });
  });

  it('are left without an answer where they are no queries', () => {
    expect(refusalOf(encodeBencode({ t: 'tt', y: 'r', r: { id: 'short' } }))).toBeNull();
    expect(refusalOf(Buffer.from('d1:y1:qe'))).toBeNull();
  });
});
