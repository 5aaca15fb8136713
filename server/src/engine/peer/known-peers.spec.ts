import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { KnownPeers } from './known-peers.ts';

const peer = { address: '192.0.2.1', port: 6881 };

function known(): { clock: FakeClock; peers: KnownPeers } {
  const clock = new FakeClock();
  return { clock, peers: new KnownPeers(clock) };
}

/** Fails the only peer that is due. */
function fail(peers: KnownPeers): void {
  const [due] = peers.due(1);
  peers.ended(due!, false);
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

  it('never offers one that is connected or banned', () => {
    const { peers } = known();
    peers.add(peer, 'tracker');
    const [due] = peers.due(1);
    due!.status = 'connected';
    expect(peers.due(1)).toEqual([]);
    due!.status = 'banned';
    peers.ended(due!, true);
    peers.refresh();
    expect(peers.due(1)).toEqual([]);
  });

  it('makes room for new addresses by those that were given up, and by no others', () => {
    const { peers } = known();
    for (let port = 1; port <= 3_000; port++) peers.add({ ...peer, port }, 'tracker');
    peers.add({ ...peer, port: 4_000 }, 'tracker');
    expect(peers.get({ ...peer, port: 4_000 })).toBeUndefined();
    const dead = peers.get({ ...peer, port: 7 })!;
    for (let failures = 0; failures < 3; failures++) peers.ended(dead, false);
    peers.add({ ...peer, port: 4_000 }, 'tracker');
    expect(peers.get({ ...peer, port: 4_000 })).toBeDefined();
    expect(peers.get({ ...peer, port: 7 })).toBeUndefined();
  });
});
