import { afterEach, describe, expect, it } from 'vitest';
import type { DhtService } from '../dht/index.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { endSessions, startSession, stopSession, until } from '../testing/loopback-session.ts';
import { SessionDht } from './session-dht.ts';

const MINUTE_MS = 60_000;

afterEach(endSessions);

/** One that knows so many nodes, with a state that says how many. */
function serviceWith(known: { nodes: number }): DhtService {
  const off = new SessionDht({ service: null, clock: new FakeClock(), onState: () => {} }).status();
  const family = { family: 4, replacements: 0, nodeId: '', externalAddress: null } as const;
  return {
    start: () => {},
    stop: () => {},
    addNode: () => {},
    lookup: () => ({ cancel: () => {}, done: Promise.reject(new Error('nothing to look for')) }),
    learnExternalAddress: () => {},
    status: () => ({ ...off, families: [{ ...family, nodes: known.nodes, isBootstrapped: true }] }),
    state: () => Uint8Array.of(known.nodes),
  };
}

describe('what the DHT knows', () => {
  it('is told soon after the start, then now and again, and at the stop', () => {
    const known = { nodes: 1 };
    const clock = new FakeClock();
    const told: number[] = [];
    const dht = new SessionDht({
      service: serviceWith(known),
      clock,
      onState: ([nodes]) => told.push(nodes!),
    });
    dht.start();
    clock.advance(MINUTE_MS);
    expect(told).toEqual([1]);
    clock.advance(30 * MINUTE_MS);
    expect(told).toEqual([1]);
    known.nodes = 2;
    clock.advance(10 * MINUTE_MS);
    expect(told).toEqual([1, 2]);
    known.nodes = 3;
    dht.stop();
    expect(told).toEqual([1, 2, 3]);
    clock.advance(60 * MINUTE_MS);
    expect(told).toHaveLength(3);
  });

  it('is not forgotten because of a run that found nobody', () => {
    const clock = new FakeClock();
    const told: unknown[] = [];
    const dht = new SessionDht({
      service: serviceWith({ nodes: 0 }),
      clock,
      onState: (state) => told.push(state),
    });
    dht.start();
    clock.advance(60 * MINUTE_MS);
    dht.stop();
    expect(told).toEqual([]);
  });
});

describe('a session with the DHT', () => {
  it('finds the nodes that it is to ask, tells what it knows at its stop, and finds them by that again', async () => {
    const other = await startSession();
    const { address, port } = other.endpoint;
    const first = await startSession({ dhtBootstrap: [`${address}:${port}`] });
    const states: Uint8Array[] = [];
    first.session.on('dhtState', ({ state }) => states.push(state));
    await until(
      async () => (await first.session.stats()).dhtNodes === 1,
      async () => JSON.stringify(await first.session.dhtStatus()),
    );
    await stopSession(first);
    expect(states).toHaveLength(1);
    const second = await startSession({ dhtState: states[0]! });
    await until(
      async () => (await second.session.stats()).dhtNodes === 1,
      async () => JSON.stringify(await second.session.dhtStatus()),
    );
  });

  it('has none where it is switched off', async () => {
    const { session } = await startSession({ dht: false });
    expect(await session.dhtStatus()).toMatchObject({ enabled: false, families: [] });
    expect((await session.stats()).dhtNodes).toBeNull();
  });

  it('begins anew with a state that is damaged', async () => {
    const { session } = await startSession({ dhtState: Uint8Array.of(1, 2, 3) });
    expect(await session.dhtStatus()).toMatchObject({ enabled: true, families: [{ nodes: 0 }] });
  });
});
