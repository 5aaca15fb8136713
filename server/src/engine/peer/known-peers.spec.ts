import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { KnownPeers } from './known-peers.ts';

const CAPACITY = 100;
const peer = { address: '192.0.2.1', port: 6881 };

/** The port of an address stands for its BEP 40 priority. */
function known(): { clock: FakeClock; peers: KnownPeers } {
  const clock = new FakeClock();
  const peers = new KnownPeers({ clock, capacity: CAPACITY, priorityOf: ({ port }) => port });
  return { clock, peers };
}

/** Fails the only peer that is due. */
function fail(peers: KnownPeers): void {
  const [due] = peers.due(1);
  peers.ended(due!, false);
}

function ports(peers: KnownPeers, count: number): number[] {
  return peers.due(count).map(({ endpoint }) => endpoint.port);
}

describe('KnownPeers', () => {
  it('waits 10 seconds after a failure, a minute after the next, and gives up after the third', () => {
    const { clock, peers } = known();
    peers.add(peer, 'tracker');
    fail(peers);
    clock.advance(9_999);
    expect(peers.due(1)).toEqual([]);
    clock.advance(1);
    fail(peers);
    clock.advance(59_999);
    expect(peers.due(1)).toEqual([]);
    clock.advance(1);
    fail(peers);
    clock.advance(86_400_000);
    expect(peers.due(1)).toEqual([]);
  });

  it('gives one that was given up another chance when somebody names it anew', () => {
    const { peers } = known();
    peers.add(peer, 'tracker');
    const [due] = peers.due(1);
    for (let failures = 0; failures < 3; failures++) peers.ended(due!, false);
    peers.add(peer, 'tracker');
    expect(peers.due(1)).toHaveLength(1);
  });

  it('passes over seeds while we want nothing, and is not kept busy by them', () => {
    const { clock, peers } = known();
    peers.add(peer, 'dht');
    const [seed] = peers.due(1);
    seed!.isSeed = true;
    peers.ended(seed!, true);
    peers.passesOverSeeds = true;
    clock.advance(60_000);
    expect(peers.due(1)).toEqual([]);
    expect(peers.mayBeDialled).toBe(false);
    peers.passesOverSeeds = false;
    expect(peers.due(1)).toEqual([seed]);
  });

  it('never offers one that is connected or refused for good', () => {
    const { peers } = known();
    peers.add(peer, 'tracker');
    const [due] = peers.due(1);
    due!.status = 'connected';
    expect(peers.due(1)).toEqual([]);
    due!.status = 'refused';
    peers.ended(due!, true);
    peers.refresh();
    expect(peers.due(1)).toEqual([]);
  });

  it('offers one again at once whose dial was not made', () => {
    const { peers } = known();
    peers.add(peer, 'tracker');
    const [due] = peers.due(1);
    due!.status = 'dialling';
    expect(peers.due(1)).toEqual([]);
    peers.postpone(due!);
    expect(peers.due(1)).toEqual([due]);
  });

  it('offers first what failed least, then by source, then by priority', () => {
    const { clock, peers } = known();
    peers.add({ ...peer, port: 1 }, 'manual');
    fail(peers);
    peers.add({ ...peer, port: 2 }, 'pex');
    peers.add({ ...peer, port: 3 }, 'dht');
    peers.add({ ...peer, port: 4 }, 'tracker');
    peers.add({ ...peer, port: 5 }, 'tracker');
    peers.add({ ...peer, port: 6 }, 'manual');
    clock.advance(10_000);
    expect(ports(peers, 10)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(ports(peers, 2)).toEqual([6, 5]);
  });

  it('offers nothing that may not be dialled now, and offers it later', () => {
    const { peers } = known();
    peers.add(peer, 'tracker');
    expect(peers.due(1, () => false)).toEqual([]);
    expect(peers.due(1)).toHaveLength(1);
  });

  it('orders anew when our own address is known', () => {
    const clock = new FakeClock();
    let sign = 1;
    const priorityOf = ({ port }: { port: number }): number => sign * port;
    const peers = new KnownPeers({ clock, capacity: CAPACITY, priorityOf });
    for (const port of [1, 2, 3]) peers.add({ ...peer, port }, 'tracker');
    expect(ports(peers, 3)).toEqual([3, 2, 1]);
    sign = -1;
    peers.rank();
    expect(ports(peers, 3)).toEqual([1, 2, 3]);
  });

  it('makes room for new addresses by those that were given up, else by none of equal weight', () => {
    const { peers } = known();
    for (let port = 1; port <= CAPACITY; port++) peers.add({ ...peer, port }, 'tracker');
    peers.add({ ...peer, port: 4_000 }, 'tracker');
    expect(peers.get({ ...peer, port: 4_000 })).toBeUndefined();
    const dead = peers.get({ ...peer, port: 7 })!;
    for (let failures = 0; failures < 3; failures++) peers.ended(dead, false);
    peers.add({ ...peer, port: 4_000 }, 'tracker');
    expect(peers.get({ ...peer, port: 4_000 })).toBeDefined();
    expect(peers.get({ ...peer, port: 7 })).toBeUndefined();
  });

  it('forgets what strangers named for what a tracker names, never the other way round', () => {
    const { peers } = known();
    for (let port = 1; port <= CAPACITY; port++) peers.add({ ...peer, port }, 'pex');
    peers.add({ ...peer, port: 500 }, 'tracker');
    expect(peers.get({ ...peer, port: 500 })).toBeDefined();
    expect(peers.get({ ...peer, port: 1 })).toBeUndefined();
    for (let port = 501; port < 500 + CAPACITY; port++) peers.add({ ...peer, port }, 'tracker');
    peers.add({ ...peer, port: 2 }, 'pex');
    expect(peers.get({ ...peer, port: 2 })).toBeUndefined();
  });
});
