/**
 * Shoal between two libtorrents that refuse each other, with links and one way to find peers: it resolves and downloads
 * what the one has, and the other resolves and downloads from it. The matrix is the specification: way, families.
 */
import { expect, it } from 'vitest';
import { describeDiscovery } from './discovery-spec.ts';
import { passOn, type Families } from './scene.ts';
import { shoalNode } from './shoal-node.ts';
import type { Way } from './swarm-client.ts';

const WAYS: Way[] = ['tracker', 'dht', 'pex', 'lsd'];
const FAMILIES: Families[] = ['IPv4', 'IPv6', 'mixed'];
const CASES = WAYS.flatMap((way) => FAMILIES.map((families) => ({ way, families })));

describeDiscovery('Shoal finds libtorrent and is found by libtorrent', (torrent) => {
  it.concurrent.each(CASES)('by $way alone, $families', async ({ way, families }) => {
    const outcome = await passOn({ client: shoalNode, way, families, torrent: torrent() });

    expect(outcome).toMatchObject({ seedNamedBy: [way], clientNamedBy: [way] });
    expect(outcome.client).toEqual(outcome.original);
    expect(outcome.leech).toEqual(outcome.original);
  });
});
