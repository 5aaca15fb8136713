/**
 * libtorrent between two libtorrents, in each way: when this holds, what fails in the other files of this folder is
 * Shoal's.
 */
import { expect, it } from 'vitest';
import { describeDiscovery } from './discovery-spec.ts';
import { libtorrentNode } from './libtorrent-node.ts';
import { passOn } from './scene.ts';
import type { Way } from './swarm-client.ts';

const WAYS: Way[] = ['tracker', 'dht', 'pex', 'lsd'];

describeDiscovery('The networks that Shoal is tried in', (torrent) => {
  it.concurrent.each(WAYS)('let libtorrent pass on what it gets by %s alone', async (way) => {
    const outcome = await passOn({
      client: libtorrentNode,
      way,
      families: 'mixed',
      torrent: torrent(),
    });

    expect(outcome).toMatchObject({ seedNamedBy: [way], clientNamedBy: [way] });
    expect(outcome.client).toEqual(outcome.original);
    expect(outcome.leech).toEqual(outcome.original);
  });
});
