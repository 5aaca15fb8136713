import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import type { DiscoveredSwarm, DiscoveryMembership } from './peer-discovery.ts';
import type { TorrentContext } from './torrent-context.ts';
import { TorrentDiscovery } from './torrent-discovery.ts';
import type { TorrentState } from './torrent-state.ts';

const NODES = [
  { address: '192.0.2.1', port: 6881 },
  { address: '2001:db8::1', port: 6882 },
];
const INSIDE = [
  { address: '10.0.0.1', port: 6881 },
  { address: '127.0.0.1', port: 6881 },
];
const INFO_HASH = new Uint8Array(20).fill(7);

function startOf(isPrivate: boolean): { joined: DiscoveredSwarm[]; nodes: PeerEndpoint[] } {
  const joined: DiscoveredSwarm[] = [];
  const nodes: PeerEndpoint[] = [];
  const discovery = {
    addDhtNode: (node: PeerEndpoint) => void nodes.push(node),
    join: (swarm: DiscoveredSwarm) => {
      joined.push(swarm);
      return { leave: () => {} } as DiscoveryMembership;
    },
  };
  const state = {
    metainfo: { private: isPrivate, nodes: [...NODES, ...INSIDE] },
    infoHash: INFO_HASH,
  };
  const topic = new TorrentDiscovery(
    state as unknown as TorrentState,
    { discovery } as unknown as TorrentContext,
    () => {
      throw new Error('nobody is found');
    },
  );
  topic.start();
  topic.start();
  return { joined, nodes };
}

describe('the search for peers of a torrent', () => {
  it('begins once, at the nodes that the torrent names outside our own network', () => {
    const { joined, nodes } = startOf(false);
    expect(nodes).toEqual(NODES);
    expect(joined.map(({ infoHash }) => infoHash)).toEqual([INFO_HASH]);
  });

  it('does not begin for a private torrent, whatever nodes it names', () => {
    expect(startOf(true)).toEqual({ joined: [], nodes: [] });
  });
});
