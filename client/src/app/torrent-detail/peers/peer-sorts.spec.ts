import { describe, expect, it } from 'vitest';
import { buildPeer } from '../../testing/downloads';
import { heldOrder, nextSort, parsePeerSort, sortedIds, USUAL_PEER_SORT } from './peer-sorts';

const addresses = (ids: string[]) => ids.map((id) => id.replace(/:6881$/, ''));

describe('sortedIds', () => {
  it('puts those that move most data first, and keeps the others by their addresses', () => {
    const peers = [
      buildPeer(10),
      buildPeer(9),
      buildPeer(3, { uploadRate: 5 }),
      buildPeer(4, { downloadRate: 4, uploadRate: 4 }),
    ];
    expect(addresses(sortedIds(peers, USUAL_PEER_SORT))).toEqual([
      '192.0.2.4',
      '192.0.2.3',
      '192.0.2.9',
      '192.0.2.10',
    ]);
  });

  it('sorts addresses by their numbers, IPv6 behind IPv4', () => {
    const peers = [
      buildPeer(1, { address: '2001:db8::2' }),
      buildPeer(1, { address: '192.0.2.100' }),
      buildPeer(1, { address: '192.0.2.20' }),
    ];
    expect(addresses(sortedIds(peers, { field: 'address', direction: 'asc' }))).toEqual([
      '192.0.2.20',
      '192.0.2.100',
      '[2001:db8::2]',
    ]);
  });

  it.each(['asc', 'desc'] as const)('keeps unknown countries behind (%s)', (direction) => {
    const peers = [buildPeer(1), buildPeer(2, { country: 'DE' }), buildPeer(3, { country: 'US' })];
    const ids = addresses(sortedIds(peers, { field: 'country', direction }));
    expect(ids[2]).toBe('192.0.2.1');
    expect(ids[0]).toBe(direction === 'asc' ? '192.0.2.2' : '192.0.2.3');
  });

  it('does not change what it sorts', () => {
    const peers = [buildPeer(1), buildPeer(2, { downloadRate: 1 })];
    sortedIds(peers, USUAL_PEER_SORT);
    expect(peers.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2']);
  });
});

describe('heldOrder', () => {
  it('drops who left and puts who came behind', () => {
    const peers = [buildPeer(4), buildPeer(1), buildPeer(3)];
    const before = ['192.0.2.3:6881', '192.0.2.2:6881', '192.0.2.1:6881'];
    expect(addresses(heldOrder(before, peers))).toEqual(['192.0.2.3', '192.0.2.1', '192.0.2.4']);
  });
});

describe('nextSort', () => {
  it('begins with what is of most interest, and turns round', () => {
    const byRate = nextSort(USUAL_PEER_SORT, 'downloadRate');
    expect(byRate).toEqual({ field: 'downloadRate', direction: 'desc' });
    expect(nextSort(byRate, 'downloadRate').direction).toBe('asc');
    expect(nextSort(byRate, 'client')).toEqual({ field: 'client', direction: 'asc' });
  });
});

describe('parsePeerSort', () => {
  it('takes what it knows', () => {
    const sort = { field: 'client', direction: 'desc' } as const;
    expect(parsePeerSort(sort)).toEqual(sort);
  });

  it.each([
    undefined,
    null,
    'client',
    {},
    { field: 'shoe', direction: 'asc' },
    { field: 'client' },
  ])('falls back to the usual order for %j', (kept) =>
    expect(parsePeerSort(kept)).toEqual(USUAL_PEER_SORT),
  );
});
