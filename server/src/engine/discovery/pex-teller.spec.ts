import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey } from '../net/address.ts';
import { PexTeller } from './pex-teller.ts';

function peers(from: number, to: number): Map<string, PeerEndpoint> {
  const all = new Map<string, PeerEndpoint>();
  for (let port = from; port < to; port++) {
    const peer = { address: '192.0.2.1', port };
    all.set(endpointKey(peer), peer);
  }
  return all;
}

const ports = (list: readonly PeerEndpoint[]): number[] => list.map(({ port }) => port);

describe('what a peer is told of others', () => {
  it('is everybody at first, then only what changed, once a minute', () => {
    const teller = new PexTeller();
    expect(ports(teller.next(peers(1, 4), 0)!.added)).toEqual([1, 2, 3]);
    expect(teller.next(peers(2, 6), 59_999)).toBeNull();
    const later = teller.next(peers(2, 6), 60_000)!;
    expect([ports(later.added), ports(later.dropped)]).toEqual([[4, 5], [1]]);
  });

  it('does not wait a minute where there was nothing to tell', () => {
    const teller = new PexTeller();
    expect(teller.next(peers(0, 0), 0)).toBeNull();
    expect(teller.next(peers(1, 2), 1)!.added).toHaveLength(1);
  });

  it('is at most 50 of each in a message, the others follow', () => {
    const teller = new PexTeller();
    expect(teller.next(peers(0, 120), 0)!.added).toHaveLength(50);
    expect(teller.next(peers(0, 120), 60_000)!.added).toHaveLength(50);
    expect(teller.next(peers(0, 120), 120_000)!.added).toHaveLength(20);
    const first = teller.next(new Map(), 180_000)!;
    expect([first.added.length, first.dropped.length]).toEqual([0, 50]);
  });

  it('never names as dropped who was not named as added', () => {
    const teller = new PexTeller();
    teller.next(peers(0, 60), 0);
    const dropped = ports(teller.next(new Map(), 60_000)!.dropped);
    expect(dropped).toEqual([...peers(0, 50).values()].map(({ port }) => port));
    expect(teller.next(new Map(), 120_000)).toBeNull();
  });
});
