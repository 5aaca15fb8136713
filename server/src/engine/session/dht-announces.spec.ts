import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import type { DhtLookupOptions, DhtLookupResult, DhtService } from '../dht/index.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { DiscoveredSwarm } from '../torrent/peer-discovery.ts';
import { DhtAnnounces } from './dht-announces.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SOMEBODY: PeerEndpoint = { address: '1.2.3.4', port: 5 };
const OURSELVES: PeerEndpoint = { address: '9.8.7.6', port: 6_881 };
const NODE: PeerEndpoint = { address: '5.6.7.8', port: 9 };
const FOUND = { queries: 10, depth: 3, answered: 8, peers: 1, announcedTo: 8 };
const NOBODY = { ...FOUND, peers: 0 };
const SILENCE = { ...NOBODY, answered: 0 };

interface Search {
  swarm: number;
  options: DhtLookupOptions;
  isCancelled: boolean;
  end(result: DhtLookupResult): Promise<void>;
}

/** A DHT whose searches end when the test says so. */
function create() {
  const clock = new FakeClock();
  const running: Search[] = [];
  const begun: number[] = [];
  const dht = {
    lookup: (infoHash: Uint8Array, options: DhtLookupOptions) => {
      const { promise, resolve } = Promise.withResolvers<DhtLookupResult>();
      const finish = (result: DhtLookupResult): void => {
        running.splice(running.indexOf(search), 1);
        resolve(result);
      };
      const search: Search = {
        swarm: infoHash[0]! * 256 + infoHash[1]!,
        options,
        isCancelled: false,
        end: async (result) => {
          if (result.peers > 0) options.onPeers([SOMEBODY], NODE);
          finish(result);
          await new Promise(setImmediate);
        },
      };
      running.push(search);
      begun.push(search.swarm);
      const cancel = (): void => {
        search.isCancelled = true;
        finish(SILENCE);
      };
      return { cancel, done: promise };
    },
  } as unknown as DhtService;
  const announces = new DhtAnnounces({
    clock,
    dht,
    port: OURSELVES.port,
    isOurs: ({ address }) => address === OURSELVES.address,
  });
  /** Lets time pass, second by second; every search ends at once with the result. */
  const pass = async (ms: number, result: DhtLookupResult): Promise<void> => {
    for (let passed = 0; passed < ms; passed += SECOND) {
      clock.advance(SECOND);
      announces.tick();
      while (running.length > 0) await running[0]!.end(result);
    }
  };
  return { clock, running, begun, announces, pass };
}

function swarm(number: number, isSeed = false): DiscoveredSwarm & { heard: PeerEndpoint[] } {
  const heard: PeerEndpoint[] = [];
  return {
    infoHash: Uint8Array.from(
      { length: 20 },
      (_, index) => [number >>> 8, number & 255][index] ?? 0,
    ),
    isSeed: () => isSeed,
    wantsPeers: () => true,
    onPeers: (peers) => heard.push(...peers),
    heard,
  };
}

describe('announces in the DHT', () => {
  it('begin at once, and come again every fifteen minutes', async () => {
    const { announces, begun, running, pass } = create();
    announces.add(swarm(1));
    expect(begun).toEqual([1]);
    await running[0]!.end(FOUND);
    await pass(14 * MINUTE, FOUND);
    expect(begun).toHaveLength(1);
    await pass(2 * MINUTE, FOUND);
    expect(begun).toHaveLength(2);
  });

  it('say where we listen and whether we have everything', () => {
    const { announces, running } = create();
    announces.add(swarm(1, true));
    expect(running[0]!.options.announce).toEqual({ port: 6_881, isSeed: true });
  });

  it('tell the swarm whom they find', () => {
    const { announces, running } = create();
    const one = swarm(1);
    announces.add(one);
    running[0]!.options.onPeers([SOMEBODY], NODE);
    expect(one.heard).toEqual([SOMEBODY]);
    expect(announces.status(one)).toMatchObject({ state: 'announcing', found: 1 });
  });

  it('count an address once, though every node names it, and in each search anew', async () => {
    const { announces, running, pass } = create();
    const one = swarm(1);
    announces.add(one);
    for (let node = 0; node < 8; node += 1) running[0]!.options.onPeers([SOMEBODY], NODE);
    await running[0]!.end(FOUND);
    expect(announces.status(one)).toMatchObject({ found: 1 });
    await pass(16 * MINUTE, FOUND);
    expect(announces.status(one)).toMatchObject({ found: 1 });
  });

  it('do not take ourselves for somebody that was found', async () => {
    const { announces, running, begun, pass } = create();
    const one = swarm(1);
    announces.add(one);
    running[0]!.options.onPeers([OURSELVES], NODE);
    await running[0]!.end(NOBODY);
    expect(one.heard).toEqual([]);
    expect(announces.status(one)).toMatchObject({ found: 0 });
    await pass(MINUTE, NOBODY);
    expect(begun).toHaveLength(2);
  });

  it('come sooner for a download that nobody was found for, and ever less often', async () => {
    const { announces, begun, pass } = create();
    announces.add(swarm(1));
    await pass(4 * MINUTE, NOBODY);
    expect(begun).toHaveLength(4); // after 0 s, 30 s, 90 s, 210 s
    await pass(60 * MINUTE, NOBODY);
    expect(begun.length).toBeLessThan(11);
  });

  it('come every fifteen minutes for a seed, though nobody is found', async () => {
    const { announces, begun, pass } = create();
    announces.add(swarm(1, true));
    await pass(14 * MINUTE, NOBODY);
    expect(begun).toHaveLength(1);
  });

  it('go four at a time for seeds, sixteen for downloads, downloads first', async () => {
    const { announces, begun, running } = create();
    for (let number = 1; number <= 100; number++) announces.add(swarm(number, true));
    expect(begun).toEqual([1, 2, 3, 4]);
    for (let number = 101; number <= 150; number++) announces.add(swarm(number));
    expect(running).toHaveLength(16);
    expect(begun.slice(4).every((number) => number > 100)).toBe(true);
    await running[0]!.end(FOUND);
    expect(running).toHaveLength(16);
  });

  it('of thousands of seeds come to everybody', async () => {
    const { announces, begun, pass } = create();
    for (let number = 1; number <= 2_000; number++) announces.add(swarm(number, true));
    await pass(3 * SECOND, FOUND);
    expect(new Set(begun).size).toBe(2_000);
    expect(begun).toHaveLength(2_000);
  });

  it('stop asking for all while the DHT is silent, and go on when it answers', async () => {
    const { announces, begun, pass } = create();
    for (let number = 1; number <= 50; number++) announces.add(swarm(number));
    await pass(10 * MINUTE, SILENCE);
    const whileSilent = begun.length;
    expect(whileSilent).toBeLessThan(400);
    await pass(31 * SECOND, FOUND);
    expect(new Set(begun.slice(whileSilent)).size).toBe(50);
  });

  it('end when the swarm leaves', async () => {
    const { announces, begun, running, pass } = create();
    const one = swarm(1);
    announces.add(one);
    const [search] = running;
    announces.delete(one);
    expect(search!.isCancelled).toBe(true);
    search!.options.onPeers([{ address: '1.2.3.4', port: 5 }], { address: '5.6.7.8', port: 9 });
    await pass(60 * MINUTE, FOUND);
    expect([one.heard, begun, announces.status(one).state]).toEqual([[], [1], 'off']);
  });

  it('end all when they are stopped', async () => {
    const { announces, begun, running, pass } = create();
    announces.add(swarm(1));
    announces.stop();
    expect(running).toEqual([]);
    await pass(60 * MINUTE, FOUND);
    expect(begun).toHaveLength(1);
  });
});
