import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import type { AddressFamily } from '../net/address.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { MAX_ANSWER_BYTES } from './answer-room.ts';
import type { DhtMessage, DhtNode, DhtQuestion, DhtResponse } from './dht-message.ts';
import { DhtResponder } from './dht-responder.ts';
import { IpBloomFilter } from './ip-bloom-filter.ts';
import { readDhtMessage } from './read-dht-message.ts';
import { writeDhtMessage } from './write-dht-message.ts';

const ASKER_ID = new Uint8Array(20).fill(0xaa);
const TARGET = new Uint8Array(20).fill(0x11);
const IPV4: PeerEndpoint = { address: '203.0.113.7', port: 6881 };
const IPV6: PeerEndpoint = { address: '2001:db8:7::1', port: 6881 };
const OWN_ID: Record<AddressFamily, Uint8Array> = {
  4: new Uint8Array(20).fill(4),
  6: new Uint8Array(20).fill(6),
};
const CLOSE_NODES: Record<AddressFamily, DhtNode[]> = {
  4: Array.from({ length: 8 }, (_, n) => ({ id: TARGET, address: `198.51.100.${n}`, port: 6881 })),
  6: Array.from({ length: 8 }, (_, n) => ({ id: TARGET, address: `2001:db8:${n}::1`, port: 6881 })),
};

type Ask = (question: DhtQuestion, from?: PeerEndpoint, maxBytes?: number) => DhtMessage;

interface Arranged {
  responder: DhtResponder;
  clock: FakeClock;
  ask: Ask;
  respond: (question: DhtQuestion, from?: PeerEndpoint, maxBytes?: number) => DhtResponse;
  announce: (from: PeerEndpoint, more?: Partial<AnnounceFields>) => DhtMessage;
}
type AnnounceFields = Extract<DhtQuestion, { method: 'announce_peer' }>;

function arrange(nodes = CLOSE_NODES): Arranged {
  const clock = new FakeClock();
  const responder = new DhtResponder({
    clock,
    random: seededRandom(11),
    version: Buffer.from('SH\x01\x00'),
    view: {
      ownId: (family) => OWN_ID[family],
      closest: (_target, family, count) => nodes[family].slice(0, count),
    },
  });
  const ask: Ask = (question, from = IPV4, maxBytes = MAX_ANSWER_BYTES) => {
    const transactionId = Buffer.from('tt');
    const query = { kind: 'query', transactionId, version: null, isReadOnly: false } as const;
    return responder.answer({ ...query, question }, from, maxBytes);
  };
  const respond: Arranged['respond'] = (question, from, maxBytes) => {
    const message = ask(question, from, maxBytes);
    if (message.kind !== 'response') throw new Error(`no response: ${JSON.stringify(message)}`);
    return message;
  };
  const announce: Arranged['announce'] = (from, more = {}) => {
    const token = respond(getPeers(), from).token ?? new Uint8Array(8);
    return ask({ ...announceOf(token), ...more }, from);
  };
  return { responder, clock, ask, respond, announce };
}

function getPeers(more: { withoutSeeds?: boolean; wantsScrape?: boolean } = {}): DhtQuestion {
  const flags = { withoutSeeds: false, wantsScrape: false, ...more };
  return { method: 'get_peers', id: ASKER_ID, infoHash: TARGET, want: null, ...flags };
}

function announceOf(token: Uint8Array): AnnounceFields {
  const fields = { infoHash: TARGET, port: 7_000, isPortImplied: false, token, isSeed: false };
  return { method: 'announce_peer', id: ASKER_ID, ...fields };
}

describe('answers to every query', () => {
  it('say who we are to that family, and where the asker was seen', () => {
    const { respond } = arrange();
    const ping = { method: 'ping', id: ASKER_ID } as const;
    expect(respond(ping)).toMatchObject({ id: OWN_ID[4], externalAddress: IPV4 });
    expect(respond(ping, IPV6)).toMatchObject({ id: OWN_ID[6], externalAddress: IPV6 });
    expect(Buffer.from(respond(ping).transactionId).toString()).toBe('tt');
  });

  it('name close nodes of the families that the asker wants, else of its own', () => {
    const { respond } = arrange();
    const find = { method: 'find_node', id: ASKER_ID, target: TARGET } as const;
    expect(respond({ ...find, want: null }).nodes).toEqual(CLOSE_NODES[4]);
    expect(respond({ ...find, want: null }, IPV6).nodes).toEqual(CLOSE_NODES[6]);
    expect(respond({ ...find, want: [6] }).nodes).toEqual(CLOSE_NODES[6]);
    expect(respond({ ...find, want: [4, 6] }, IPV6).nodes).toEqual([
      ...CLOSE_NODES[6],
      ...CLOSE_NODES[4],
    ]);
  });

  it('tell no address of the local network to the internet', () => {
    const inside = { id: TARGET, address: '192.168.1.5', port: 6881 };
    const outside = { id: TARGET, address: '198.51.100.1', port: 6881 };
    const { respond, announce } = arrange({ 4: [inside, outside], 6: [] });
    announce({ address: '192.168.1.9', port: 6881 });
    announce({ address: '203.0.113.9', port: 6881 });
    const toOutside = respond(getPeers());
    expect(toOutside.nodes).toEqual([outside]);
    expect(toOutside.peers).toEqual([{ address: '203.0.113.9', port: 7_000 }]);
    const toInside = respond(getPeers(), { address: '192.168.1.7', port: 6881 });
    expect(toInside.nodes).toEqual([inside, outside]);
    expect(toInside.peers).toHaveLength(2);
  });

  it('take a method that is not known for find_node where it has a target', () => {
    const { ask, respond } = arrange();
    const unknown = { method: 'unknown', id: ASKER_ID, name: 'vote' } as const;
    expect(respond({ ...unknown, target: TARGET }).nodes).toEqual(CLOSE_NODES[4]);
    expect(ask({ ...unknown, target: null })).toMatchObject({ kind: 'error', code: 204 });
  });
});

describe('announced peers', () => {
  it('are told to who asks next, by the port that they said', () => {
    const { announce, respond } = arrange();
    expect(announce(IPV4).kind).toBe('response');
    const answer = respond(getPeers(), { address: '203.0.113.8', port: 1 });
    expect(answer.peers).toEqual([{ address: IPV4.address, port: 7_000 }]);
    expect(answer.nodes).toEqual(CLOSE_NODES[4]);
    expect(answer.token).toHaveLength(8);
  });

  it('are told by the port of their packet where it is implied', () => {
    const { announce, respond } = arrange();
    announce(IPV4, { isPortImplied: true, port: 0 });
    expect(respond(getPeers()).peers).toEqual([IPV4]);
  });

  it('are told to their own family only', () => {
    const { announce, respond } = arrange();
    announce(IPV4);
    announce(IPV6);
    expect(respond(getPeers(), IPV6).peers).toEqual([{ address: IPV6.address, port: 7_000 }]);
  });

  it('are refused without a token of ours for this address and torrent', () => {
    const { responder, announce, respond, ask } = arrange();
    const token = respond(getPeers(), { address: '203.0.113.99', port: 6881 }).token!;
    expect(announce(IPV4, { token })).toMatchObject({ kind: 'error', code: 203 });
    expect(announce(IPV4, { infoHash: ASKER_ID })).toMatchObject({ kind: 'error', code: 203 });
    const moved = { address: IPV4.address, port: 9_999 };
    expect(ask(announceOf(respond(getPeers()).token!), moved).kind).toBe('response');
    expect(responder.stored).toMatchObject({ torrents: 1, peers: 1 });
  });

  it('are refused at the ports of other services, so that nobody is sent there', () => {
    const { announce } = arrange();
    expect(announce(IPV4, { port: 25 })).toMatchObject({ kind: 'error', code: 203 });
  });

  it('expire while queries come in', () => {
    const { clock, responder, announce, respond } = arrange();
    announce(IPV4);
    clock.advance(32 * 60_000);
    respond({ method: 'ping', id: ASKER_ID });
    expect(responder.stored).toMatchObject({ torrents: 0, peers: 0 });
  });

  it('are counted for a scrape, seeds apart, and seeds are left out for seeds', () => {
    const { announce, respond } = arrange();
    announce({ address: '203.0.113.1', port: 1 }, { isSeed: true });
    announce({ address: '203.0.113.2', port: 1 });
    const { scrape, peers } = respond(getPeers({ wantsScrape: true, withoutSeeds: true }));
    expect(new IpBloomFilter(scrape!.seeds).has('203.0.113.1')).toBe(true);
    expect(new IpBloomFilter(scrape!.peers).has('203.0.113.2')).toBe(true);
    expect(peers).toEqual([{ address: '203.0.113.2', port: 7_000 }]);
    expect(respond(getPeers()).scrape).toBeNull();
  });
});

describe('the length of answers', () => {
  const families = fc.constantFrom(null, [4] as const, [6] as const, [4, 6] as const);

  it('is never above what fits a packet, nor above what it may be', () => {
    const { announce, respond, ask } = arrange();
    for (let number = 0; number < 300; number++) {
      announce({ address: `203.${number & 1}.${number >>> 1}.1`, port: 1 });
      announce({ address: `2001:db8:${number.toString(16)}::1`, port: 1 }, { isSeed: true });
    }
    const property = fc.property(
      families,
      fc.boolean(),
      fc.constantFrom(IPV4, IPV6),
      fc.integer({ min: 150, max: 2_000 }),
      (want, wantsScrape, from, maxBytes) => {
        const question = { ...getPeers({ wantsScrape }), want } as DhtQuestion;
        const packet = writeDhtMessage(ask(question, from, maxBytes));
        expect(packet.length).toBeLessThanOrEqual(Math.min(maxBytes, MAX_ANSWER_BYTES));
        expect(readDhtMessage(packet)).toMatchObject({ kind: 'response' });
      },
    );
    fc.assert(property, { numRuns: 100 });
    expect(respond(getPeers()).peers).toHaveLength(100);
  });

  it('leaves room for nodes and for peers in a short one', () => {
    const { announce, respond } = arrange();
    for (let host = 0; host < 50; host++) announce({ address: `203.0.113.${host}`, port: 1 });
    const { nodes, peers } = respond(getPeers(), IPV4, 300);
    expect(nodes.length).toBeGreaterThan(1);
    expect(peers.length).toBeGreaterThan(5);
  });
});
