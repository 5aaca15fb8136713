/** A whole DHT on virtual time: two hundred nodes of ours that began with one router. */
import { expect, it } from 'vitest';
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import type { DhtLookupResult } from '../../server/src/engine/dht/index.ts';
import { SimulatedDht, simulatedEndpoint } from '../../server/src/engine/testing/simulated-dht.ts';

const NODES = 200;
const TORRENTS = 50;
const UPLOAD_BYTES_PER_SECOND = 8_000;
/** What may be saved up while little is sent. */
const SAVED_SECONDS = 3;

it('finds every announce in a few steps, and no node sends more than its limit', async () => {
  const swarm = new SimulatedDht();
  await swarm.populate(NODES);
  const hashes = Array.from({ length: TORRENTS }, () => Uint8Array.from(swarm.random.bytes(20)));
  const announced: DhtLookupResult[] = [];
  const results: DhtLookupResult[] = [];
  const found = hashes.map((): PeerEndpoint[] => []);
  for (const [index, infoHash] of hashes.entries()) {
    const announce = { port: 5_000, isSeed: false };
    const { done } = swarm.nodes[index]!.lookup(infoHash, { announce, onPeers: () => {} });
    void done.then((result) => announced.push(result));
  }
  await swarm.pass(5_000);
  for (const [index, infoHash] of hashes.entries()) {
    const onPeers = (peers: PeerEndpoint[]): void => void found[index]!.push(...peers);
    const { done } = swarm.nodes[NODES - 1 - index]!.lookup(infoHash, { announce: null, onPeers });
    void done.then((result) => results.push(result));
  }
  await swarm.pass(5_000);
  for (const [index, peers] of found.entries()) {
    expect(peers).toContainEqual({ ...simulatedEndpoint(index), port: 5_000 });
  }
  expect(announced.map(({ announcedTo }) => announcedTo)).toEqual(hashes.map(() => 8));
  const depths = results.map(({ depth }) => depth).toSorted((one, other) => one - other);
  expect(depths).toHaveLength(TORRENTS);
  expect(depths[TORRENTS / 2]!).toBeLessThanOrEqual(4);
  const seconds = swarm.clock.now() / 1_000 + SAVED_SECONDS;
  for (let index = 0; index < NODES; index++) {
    const { address, port } = simulatedEndpoint(index);
    const sentBytes = swarm.network.sentBytes.get(`${address}:${port}`)!;
    expect(sentBytes).toBeLessThan(seconds * UPLOAD_BYTES_PER_SECOND);
  }
}, 60_000);
