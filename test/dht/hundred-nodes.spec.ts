/**
 * A DHT of a hundred nodes on this machine, half of them ours and half libtorrent's, each on an address and in a network
 * of its own, as on the internet. All keep to their defaults.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readDhtState } from '../../server/src/engine/dht/dht-state.ts';
import { endpointKey } from '../../server/src/engine/net/address.ts';
import { median } from '../bench/statistics.ts';
import { describeWith } from '../support/describe-with.ts';
import { DhtNetwork, type PlannedAnnounce } from './dht-network.ts';
import {
  FALSE_PEERS,
  FLOODER,
  HOSTILE_NETWORK,
  flood,
  forgeTokens,
  lie,
  spoof,
  surround,
  type Attack,
} from './hostile-nodes.ts';
import type { OwnNode } from './own-nodes.ts';

const OF_EACH_KIND = 50;
const MOST_DEPTH = 8;
const FLOODED = 5;
/** 5 a second on the average of ten seconds, and pings of ours: somebody who asks may be a node. */
const MOST_ANSWERS_TO_A_FLOOD = 60;
const SURROUNDING = 40;
const ATTACK_MS = 4_000;
/** Two in each bucket: all that stand near one target are in one, those of random ids in any. */
const MOST_HOSTILE_KNOWN = 6;

/** Nodes of the attacker's network that a node of ours keeps. */
function hostileNodesOf({ dht }: OwnNode): number {
  const { nodes } = readDhtState(dht.state())!.get(4)!;
  return nodes.filter(({ address }) => address.startsWith(HOSTILE_NETWORK)).length;
}

describeWith(['libtorrent'], 'a DHT of 50 nodes of ours and 50 of libtorrent', () => {
  let network: DhtNetwork;
  beforeAll(async () => {
    network = await DhtNetwork.start(OF_EACH_KIND);
  });
  afterAll(() => network[Symbol.asyncDispose]());

  it('finds every announce from nodes of both kinds, by few questions one after the other', async () => {
    const announced = network.plan(25);
    await network.announceAll(announced);
    const { missedByOwn, missedByOthers, depths } = await network.lookForAll(announced);
    expect({ missedByOwn, missedByOthers }).toEqual({ missedByOwn: [], missedByOthers: [] });
    expect(median(depths)).toBeLessThanOrEqual(MOST_DEPTH);
  });

  it('keeps every node within its upload limit', async () => {
    for (const { bytes, allowedBytes } of [network.busiest, await network.busiestOther()]) {
      expect(bytes).toBeLessThanOrEqual(allowedBytes);
    }
  });

  it('works as well with an attacker in it, who surrounds, lies, floods, forges and spoofs', async () => {
    const planned = network.plan(10, 30);
    const [target] = planned as [PlannedAnnounce];
    const victims = network.own.map(({ endpoint }) => endpoint);
    const flooded = network.own.slice(0, FLOODED);
    const attacks: Attack[] = await Promise.all([
      surround(target.infoHash, victims, SURROUNDING),
      lie(victims),
      flood(flooded.map(({ endpoint }) => endpoint)),
      forgeTokens(target.infoHash, victims),
      spoof(victims.slice(-3), victims.slice(0, FLOODED)),
    ]);
    try {
      await sleep(ATTACK_MS);
      await network.announceAll(planned);
      const { missedByOwn, missedByOthers, strangers } = await network.lookForAll(planned);
      expect({ missedByOwn, missedByOthers }).toEqual({ missedByOwn: [], missedByOthers: [] });
      const lies = Object.values(FALSE_PEERS).map(endpointKey);
      expect(lies.filter((peer) => strangers.has(peer))).toEqual([]);
    } finally {
      await Promise.all(attacks.map((attack) => attack.close()));
    }
    const answers = flooded.map(({ sent }) => sent.packetsTo(FLOODER));
    expect(Math.max(...answers)).toBeLessThanOrEqual(MOST_ANSWERS_TO_A_FLOOD);
    expect(Math.max(...network.own.map(hostileNodesOf))).toBeLessThanOrEqual(MOST_HOSTILE_KNOWN);
    const { bytes, allowedBytes } = network.busiest;
    expect(bytes).toBeLessThanOrEqual(allowedBytes);
  });
});
