import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { DhtQuery, DhtResponse } from './dht-message.ts';
import { DhtRpc } from './dht-rpc.ts';
import { readDhtMessage } from './read-dht-message.ts';

const TO: PeerEndpoint = { address: '20.1.1.1', port: 6881 };
const PING = { method: 'ping', id: new Uint8Array(20) } as const;

function setUp(isReadOnly = false) {
  const clock = new FakeClock();
  const sent: { query: DhtQuery; to: PeerEndpoint; fail: () => void }[] = [];
  const budget = { left: Infinity };
  const rpc = new DhtRpc({
    clock,
    random: seededRandom(1),
    isReadOnly,
    send: (packet, to, fail) => sent.push({ query: readDhtMessage(packet) as DhtQuery, to, fail }),
    takeBudget: (bytes) => {
      if (budget.left < bytes) return false;
      budget.left -= bytes;
      return true;
    },
  });
  const heard: string[] = [];
  const ask = (to = TO): void =>
    rpc.ask(to, PING, {
      onAnswer: (_response, roundTripMs) => heard.push(`answer after ${roundTripMs}`),
      onSlow: () => heard.push('slow'),
      onFailed: (failure) => heard.push(failure),
    });
  return { clock, sent, budget, rpc, heard, ask };
}

function answerTo(query: DhtQuery): DhtResponse {
  return {
    kind: 'response',
    transactionId: query.transactionId,
    version: null,
    id: new Uint8Array(20),
    externalAddress: null,
    nodes: [],
    peers: [],
    token: null,
    scrape: null,
    item: null,
    samples: null,
  };
}

describe('a question', () => {
  it('is answered by who was asked, once', () => {
    const { clock, sent, rpc, heard, ask } = setUp();
    ask();
    clock.advance(120);
    const answer = answerTo(sent[0]!.query);
    expect(rpc.isAwaiting(TO)).toBe(true);
    expect(rpc.take(answer, { ...TO, port: 6882 })).toBe(false);
    expect(rpc.take(answer, { ...TO, address: '20.1.1.2' })).toBe(false);
    expect(rpc.take(answer, TO)).toBe(true);
    expect(rpc.take(answer, TO)).toBe(false);
    clock.advance(60_000);
    expect(heard).toEqual(['answer after 120']);
    expect(rpc.counts).toEqual({ queriesOut: 1, answersIn: 1, timeouts: 0, unasked: 3 });
    expect(rpc.isAwaiting(TO)).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is slow after a second, and given up after fifteen', () => {
    const { clock, rpc, heard, ask } = setUp();
    ask();
    clock.advance(999);
    expect(heard).toEqual([]);
    clock.advance(251);
    expect(heard).toEqual(['slow']);
    clock.advance(13_500);
    expect(heard).toEqual(['slow']);
    clock.advance(500);
    expect(heard).toEqual(['slow', 'timeout']);
    expect(rpc.counts.timeouts).toBe(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is refused by an error, and fails where it cannot be sent', () => {
    const { sent, rpc, heard, ask } = setUp();
    ask();
    ask();
    const { transactionId } = sent[0]!.query;
    const error = { code: 203, text: '', externalAddress: null, version: null, transactionId };
    rpc.take({ kind: 'error', ...error }, TO);
    sent[1]!.fail();
    sent[1]!.fail();
    expect(heard).toEqual(['refused', 'unsent']);
  });

  it('says that it is of a read-only node (BEP 43), and has an id that none other has', () => {
    const { sent, ask } = setUp(true);
    for (let count = 0; count < 100; count++) ask();
    expect(sent.every(({ query }) => query.isReadOnly)).toBe(true);
    const ids = sent.map(({ query }) => Buffer.from(query.transactionId).toString('hex'));
    expect(new Set(ids).size).toBe(100);
    expect(ids[0]).toHaveLength(8);
  });
});

describe('many questions', () => {
  it('wait while the budget is used up, and go in their order', () => {
    const { clock, sent, budget, ask } = setUp();
    budget.left = 200;
    for (let count = 1; count <= 10; count++) ask({ ...TO, port: count });
    expect(sent.map(({ to }) => to.port)).toEqual([1, 2]);
    budget.left = Infinity;
    clock.advance(100);
    expect(sent.map(({ to }) => to.port)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('are 512 in flight, and two thousand that wait', () => {
    const { clock, sent, rpc, heard, ask } = setUp();
    for (let count = 0; count < 2_600; count++) ask();
    expect(sent).toHaveLength(512);
    expect(heard).toEqual(Array.from({ length: 88 }, () => 'unsent'));
    rpc.take(answerTo(sent[0]!.query), TO);
    expect(sent).toHaveLength(513);
    clock.advance(15_000);
    expect(sent).toHaveLength(1_025);
  });

  it('all fail at the end, and none is asked after it', () => {
    const { clock, sent, budget, rpc, heard, ask } = setUp();
    budget.left = 100;
    ask();
    ask();
    rpc.stop();
    ask();
    expect(heard).toEqual(['unsent', 'unsent', 'unsent']);
    expect(sent).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });
});
