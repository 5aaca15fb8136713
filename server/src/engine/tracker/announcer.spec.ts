import { describe, expect, it } from 'vitest';
import { silentLogger } from '../core/logger.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import { FakeClock, settlePromises } from '../testing/fake-clock.ts';
import { Announcer, type AnnouncerInit } from './announcer.ts';
import { TrackerError } from './tracker-error.ts';
import { TrackerTally } from './tracker-tally.ts';
import type { AnnounceReply, AnnounceRequest } from './tracker-transport.ts';

const A = 'http://a.example/announce';
const B = 'http://b.example/announce';
const C = 'udp://c.example:6969/announce';
const MINUTE = 60_000;
const PEER: PeerEndpoint = { address: '1.2.3.4', port: 5 };

function reply(changes: Partial<AnnounceReply> = {}): AnnounceReply {
  return {
    peers: [],
    intervalSeconds: 1800,
    minIntervalSeconds: null,
    seeds: null,
    leechers: null,
    warning: null,
    trackerId: null,
    externalAddress: null,
    ...changes,
  };
}

/** What a tracker does with an announce: a reply, an error, or `silent` until the announce is aborted. */
type Behaviour = AnnounceReply | Error | 'silent';

interface Said {
  url: string;
  event: AnnounceRequest['event'];
  atMs: number;
  request: AnnounceRequest;
}

/** An announcer of a torrent of which `left` bytes are missing, with trackers that do as they are told. */
function setUp(tiers: string[][], init: Partial<AnnouncerInit> = {}) {
  const clock = new FakeClock();
  const trackers = new Map<string, Behaviour>();
  const said: Said[] = [];
  const peers: PeerEndpoint[] = [];
  const totals = { uploaded: 0, downloaded: 0, left: 100 };
  let running = 0;
  let mostRunning = 0;
  const announce = async (
    request: AnnounceRequest,
    { signal }: { signal: AbortSignal },
  ): Promise<AnnounceReply> => {
    said.push({ url: request.url.href, event: request.event, atMs: clock.now(), request });
    mostRunning = Math.max(mostRunning, ++running);
    try {
      await Promise.resolve();
      const behaviour = trackers.get(request.url.href) ?? reply();
      if (behaviour instanceof Error) throw behaviour;
      if (behaviour !== 'silent') return behaviour;
      return await new Promise<never>((_resolve, reject) => {
        const cancel = (): void => reject(new TrackerError('connection', 'cancelled'));
        if (signal.aborted) cancel();
        signal.addEventListener('abort', cancel);
      });
    } finally {
      running--;
    }
  };
  const announcer = new Announcer(
    { clock, random: seededRandom(1), logger: silentLogger, announce },
    {
      infoHash: new Uint8Array(20),
      peerId: new Uint8Array(20),
      port: () => 6881,
      tiers,
      totals: () => totals,
      wantsPeers: () => true,
      onPeers: (found) => peers.push(...found),
      ...init,
    },
  );
  return { clock, trackers, said, peers, totals, announcer, mostRunning: () => mostRunning };
}

const down = new TrackerError('connection', 'The tracker refused the connection');
const urlsAndEvents = (said: readonly Said[]) => said.map(({ url, event }) => [url, event]);

describe('Announcer', () => {
  it('says started once, then asks again at the interval with a little jitter', async () => {
    const { announcer, clock, said } = setUp([[A]]);
    announcer.start();
    await clock.advanceAsync(2 * 32 * MINUTE);
    expect(urlsAndEvents(said)).toEqual([
      [A, 'started'],
      [A, null],
      [A, null],
    ]);
    const firstWait = said[1]!.atMs - said[0]!.atMs;
    expect(firstWait).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(firstWait).toBeLessThanOrEqual(31 * MINUTE);
  });

  it('hands on peers and tells the swarm and the status', async () => {
    const { announcer, trackers, peers, clock } = setUp([[A]]);
    trackers.set(A, reply({ peers: [PEER], seeds: 3, leechers: 9, warning: 'be nice' }));
    announcer.start();
    await settlePromises();
    expect(peers).toEqual([PEER]);
    expect(announcer.swarm()).toEqual({ seeds: 3, peers: 9 });
    const [status] = announcer.status();
    expect(status).toMatchObject({
      url: A,
      tier: 0,
      state: 'working',
      message: 'be nice',
      seeds: 3,
      leechers: 9,
      peersReceived: 1,
      failures: 0,
      lastAnnounceAt: clock.wallTime(),
    });
    expect(status!.nextAnnounceAt! - clock.wallTime()).toBeGreaterThanOrEqual(30 * MINUTE);
  });

  it('shows that it announces while it does', () => {
    const { announcer, trackers } = setUp([[A]]);
    trackers.set(A, 'silent');
    expect(announcer.status()[0]!.state).toBe('idle');
    announcer.start();
    expect(announcer.status()[0]!.state).toBe('announcing');
    expect(announcer.swarm()).toEqual({ seeds: null, peers: null });
  });

  it('goes on to the next tracker at once, and asks the one that answered first in its tier', async () => {
    const { announcer, trackers, clock, said } = setUp([[A], [B, C]]);
    trackers.set(A, down);
    trackers.set(B, down);
    trackers.set(C, down);
    const second = announcer.status()[2]!.url;
    trackers.set(second, reply());
    announcer.start();
    await settlePromises();
    expect(said).toHaveLength(3);
    expect(said.every(({ atMs }) => atMs === 0)).toBe(true);
    expect(announcer.status().map(({ url }) => url)[1]).toBe(second);
    await clock.advanceAsync(31 * MINUTE);
    expect(urlsAndEvents(said.slice(3))).toEqual([
      [A, 'started'],
      [second, null],
    ]);
  });

  it('does not ask the other trackers while one answers', async () => {
    const { announcer, clock, said } = setUp([[A], [B]]);
    announcer.start();
    await clock.advanceAsync(3 * 60 * MINUTE);
    expect(said.every(({ url }) => url === A)).toBe(true);
    expect(announcer.status()[1]).toMatchObject({ state: 'idle', nextAnnounceAt: null });
  });

  it('backs off after failures: 20 s, 5, 15, 30, 60, 120, 120 min, and shows why', async () => {
    const { announcer, trackers, clock, said } = setUp([[A]]);
    trackers.set(A, new TrackerError('failure', 'not registered'));
    announcer.start();
    await settlePromises();
    expect(announcer.status()[0]).toMatchObject({
      state: 'error',
      message: 'not registered',
      failures: 1,
    });
    await clock.advanceAsync(7 * 60 * MINUTE);
    const waits = said.slice(1).map(({ atMs }, index) => atMs - said[index]!.atMs);
    const steps = [20_000, ...[5, 15, 30, 60, 120, 120].map((minutes) => minutes * MINUTE)];
    expect(waits).toHaveLength(steps.length);
    for (const [index, step] of steps.entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(step);
      expect(waits[index]).toBeLessThanOrEqual(step + MINUTE);
    }
    expect(said.every(({ event }) => event === 'started')).toBe(true);
  });

  it('recovers when a tracker does, and forgets the failures', async () => {
    const { announcer, trackers, clock } = setUp([[A]]);
    trackers.set(A, down);
    announcer.start();
    await settlePromises();
    trackers.delete(A);
    await clock.advanceAsync(30_000);
    expect(announcer.status()[0]).toMatchObject({ state: 'working', failures: 0, message: null });
  });

  it('asks a tracker that said never only when the user wishes it', async () => {
    const { announcer, trackers, clock, said } = setUp([[A]]);
    trackers.set(A, new TrackerError('failure', 'gone', { retryInSeconds: 'never' }));
    announcer.start();
    await clock.advanceAsync(24 * 60 * MINUTE);
    expect(said).toHaveLength(1);
    expect(announcer.status()[0]).toMatchObject({ state: 'disabled', nextAnnounceAt: null });
    announcer.announceNow();
    await settlePromises();
    expect(said).toHaveLength(2);
  });

  it('disables what is no tracker, and asks the rest', async () => {
    const { announcer, said } = setUp([['wss://w.example'], [A]]);
    announcer.start();
    await settlePromises();
    expect(announcer.status()[0]).toMatchObject({
      state: 'disabled',
      message: 'Shoal does not support this kind of tracker',
    });
    expect(urlsAndEvents(said)).toEqual([[A, 'started']]);
  });

  it('is content without trackers', async () => {
    const { announcer, clock } = setUp([]);
    announcer.start();
    announcer.announceNow();
    announcer.completed();
    await announcer.stop();
    expect(announcer.status()).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('says completed at once, and only once', async () => {
    const { announcer, totals, clock, said } = setUp([[A]]);
    announcer.start();
    await clock.advanceAsync(1000);
    totals.left = 0;
    announcer.completed();
    announcer.completed();
    await clock.advanceAsync(32 * MINUTE);
    expect(said.map(({ event, request }) => [event, request.left])).toEqual([
      ['started', 100],
      ['completed', 0],
      [null, 0],
    ]);
  });

  it('says completed after a started that was on its way', async () => {
    const { announcer, totals, said } = setUp([[A]]);
    announcer.start();
    totals.left = 0;
    announcer.completed();
    await settlePromises();
    expect(said.map(({ event }) => event)).toEqual(['started', 'completed']);
  });

  it('does not say completed to a tracker that first hears of a seed', async () => {
    const { announcer, totals, clock, trackers, said } = setUp([[A]]);
    trackers.set(A, down);
    announcer.start();
    await settlePromises();
    totals.left = 0;
    announcer.completed();
    trackers.delete(A);
    await clock.advanceAsync(60 * MINUTE);
    expect(said.map(({ event }) => event)).toEqual(['started', 'started', null]);
  });

  it('does not say completed for a torrent that was complete when it started', async () => {
    const { announcer, totals, clock, said } = setUp([[A]]);
    totals.left = 0;
    announcer.start();
    await clock.advanceAsync(32 * MINUTE);
    expect(said.map(({ event }) => event)).toEqual(['started', null]);
  });

  it('says stopped to those that know of us, and asks for no peers', async () => {
    const { announcer, trackers, clock, said } = setUp([[A], [B], [C]]);
    trackers.set(A, down);
    announcer.start();
    await settlePromises();
    await announcer.stop();
    expect(urlsAndEvents(said.slice(2))).toEqual([[B, 'stopped']]);
    expect(said[2]!.request.numWanted).toBe(0);
    expect(clock.pendingTimers).toBe(0);
    expect(announcer.status()[1]).toMatchObject({ state: 'idle', nextAnnounceAt: null });
  });

  it('says nothing where another announcer of the torrent goes on in its place', async () => {
    const { announcer, clock, said } = setUp([[A]]);
    announcer.start();
    await settlePromises();
    await announcer.stop(true);
    await clock.advanceAsync(60 * MINUTE);
    expect(said.map(({ event }) => event)).toEqual(['started']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops within five seconds where trackers are silent', async () => {
    const { announcer, trackers, clock } = setUp([[A]]);
    announcer.start();
    await settlePromises();
    trackers.set(A, 'silent');
    let hasStopped = false;
    const stopping = announcer.stop().then(() => {
      hasStopped = true;
      return undefined;
    });
    await clock.advanceAsync(4999);
    expect(hasStopped).toBe(false);
    await clock.advanceAsync(1);
    await stopping;
    expect(clock.pendingTimers).toBe(0);
  });

  it('drops answers that come after stop', async () => {
    const { announcer, trackers, peers, said, clock } = setUp([[A]]);
    trackers.set(A, reply({ peers: [PEER] }));
    announcer.start();
    const stopping = announcer.stop();
    await settlePromises();
    await stopping;
    expect(peers).toEqual([]);
    expect(said).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
    expect(announcer.status()[0]!.state).toBe('idle');
  });

  it('says started again after a stop, and not before stopped was said', async () => {
    const { announcer, trackers, clock, said } = setUp([[A]]);
    announcer.start();
    await settlePromises();
    trackers.set(A, 'silent');
    const stopping = announcer.stop();
    announcer.start();
    await clock.advanceAsync(4000);
    expect(said.map(({ event }) => event)).toEqual(['started', 'stopped']);
    trackers.delete(A);
    await clock.advanceAsync(1000);
    await stopping;
    expect(said.map(({ event }) => event)).toEqual(['started', 'stopped', 'started']);
  });

  it('grants the wish to announce ten seconds after the last announce, whatever the back-off', async () => {
    const { announcer, trackers, clock, said } = setUp([[A]]);
    trackers.set(A, down);
    announcer.start();
    await clock.advanceAsync(60_000);
    expect(said).toHaveLength(2);
    announcer.announceNow();
    await settlePromises();
    expect(said).toHaveLength(3);
    const last = clock.now();
    announcer.announceNow();
    announcer.announceNow();
    await clock.advanceAsync(9999);
    expect(said).toHaveLength(3);
    await clock.advanceAsync(1);
    expect(said).toHaveLength(4);
    expect(said[3]!.atMs).toBe(last + 10_000);
  });

  it('never has two announces on their way', async () => {
    const { announcer, clock, mostRunning } = setUp([[A, B, C]]);
    announcer.start();
    announcer.completed();
    announcer.announceNow();
    announcer.setTiers([[A, B]]);
    await clock.advanceAsync(20_000);
    announcer.announceNow();
    announcer.completed();
    await clock.advanceAsync(100 * MINUTE);
    expect(mostRunning()).toBe(1);
  });

  it('repeats the tracker id and keeps one key', async () => {
    const { announcer, trackers, clock, said } = setUp([[A]]);
    trackers.set(A, reply({ trackerId: Uint8Array.of(7) }));
    announcer.start();
    await clock.advanceAsync(32 * MINUTE);
    expect(said[0]!.request.trackerId).toBeNull();
    expect(said[1]!.request.trackerId).toEqual(Uint8Array.of(7));
    expect(said[1]!.request.key).toBe(said[0]!.request.key);
  });

  it.each([
    [true, 200],
    [false, 0],
    [35, 35],
    [-2, 0],
  ])('with wish %j asks for %i peers', (wish, expected) => {
    const { announcer, said } = setUp([[A]], { wantsPeers: () => wish });
    announcer.start();
    expect(said[0]!.request.numWanted).toBe(expected);
  });
});

describe('new trackers for an Announcer', () => {
  it('leave one that works alone, and are told stopped when they go', async () => {
    const { announcer, clock, said } = setUp([[A]]);
    announcer.start();
    await settlePromises();
    announcer.setTiers([[B], [A]]);
    await clock.advanceAsync(MINUTE);
    expect(said).toHaveLength(1);
    announcer.setTiers([[B]]);
    await settlePromises();
    expect(urlsAndEvents(said.slice(1))).toEqual([
      [A, 'stopped'],
      [B, 'started'],
    ]);
  });

  it('are asked in the order that the user gave, whichever answered before', async () => {
    const { announcer, clock, said } = setUp([[A], [B]]);
    announcer.start();
    await settlePromises();
    announcer.setTiers([[B, A]]);
    expect(announcer.status().map(({ url }) => url)).toEqual([B, A]);
    await clock.advanceAsync(40 * MINUTE);
    expect(urlsAndEvents(said.slice(0, 2))).toEqual([
      [A, 'started'],
      [B, 'started'],
    ]);
  });

  it('are asked at once where none works', async () => {
    const { announcer, trackers, said } = setUp([[A]]);
    trackers.set(A, down);
    announcer.start();
    await settlePromises();
    announcer.setTiers([[A], [B]]);
    await settlePromises();
    expect(urlsAndEvents(said.slice(1))).toEqual([[B, 'started']]);
  });

  it('replace one that is being asked', async () => {
    const { announcer, trackers, said } = setUp([[A]]);
    trackers.set(A, 'silent');
    announcer.start();
    announcer.setTiers([[B]]);
    await settlePromises();
    expect(urlsAndEvents(said)).toEqual([
      [A, 'started'],
      [B, 'started'],
    ]);
    expect(announcer.status().map(({ url, state }) => [url, state])).toEqual([[B, 'working']]);
  });
});

describe('a tracker that the user wants asked alone', () => {
  it('is asked at once, and the one in use stays so and keeps its time', async () => {
    const { announcer, clock, said } = setUp([[A], [B]]);
    announcer.start();
    await clock.advanceAsync(MINUTE);
    const due = announcer.status()[0]!.nextAnnounceAt;
    announcer.announceTo(B);
    await settlePromises();
    expect(urlsAndEvents(said)).toEqual([
      [A, 'started'],
      [B, 'started'],
    ]);
    expect(announcer.status()[0]!.nextAnnounceAt).toBe(due);
    await clock.advanceAsync(32 * MINUTE);
    expect(said.at(-1)!.url).toBe(A);
  });

  it('is asked though it failed a moment ago, once for all wishes of ten seconds', async () => {
    const { announcer, clock, said, trackers } = setUp([[A], [B]]);
    trackers.set(A, down);
    announcer.start();
    await settlePromises();
    announcer.announceTo(A);
    announcer.announceTo(A);
    await clock.advanceAsync(9_000);
    expect(said.map(({ url }) => url)).toEqual([A, B]);
    announcer.announceTo(A);
    await clock.advanceAsync(1_000);
    expect(said.map(({ url }) => url)).toEqual([A, B, A]);
    await clock.advanceAsync(30_000);
    expect(said).toHaveLength(3);
  });

  it('has the others asked where it was in use and fails', async () => {
    const { announcer, clock, said, trackers } = setUp([[A], [B]]);
    announcer.start();
    await clock.advanceAsync(MINUTE);
    trackers.set(A, down);
    announcer.announceTo(A);
    await settlePromises();
    expect(said.map(({ url }) => url)).toEqual([A, A, B]);
  });

  it('waits for the round that runs', async () => {
    const { announcer, clock, said, trackers } = setUp([[A], [B]]);
    trackers.set(A, 'silent');
    announcer.start();
    await settlePromises();
    announcer.announceTo(B);
    expect(said).toHaveLength(1);
    trackers.delete(A);
    announcer.setTiers([[B]]);
    await settlePromises();
    expect(said.map(({ url }) => url)).toEqual([A, B]);
    await clock.advanceAsync(MINUTE);
    expect(said).toHaveLength(2);
  });

  it('must be one of the torrent, and one that can be asked', () => {
    const { announcer } = setUp([[A, 'wss://d.example']]);
    expect(() => announcer.announceTo(B)).toThrow('no tracker of this address');
    expect(() => announcer.announceTo('wss://d.example')).toThrow('does not support');
  });

  it('is not asked any more once the torrent stops', async () => {
    const { announcer, clock, said, trackers } = setUp([[A]]);
    trackers.set(A, down);
    announcer.start();
    await settlePromises();
    announcer.announceTo(A);
    void announcer.stop();
    await clock.advanceAsync(MINUTE);
    expect(said).toHaveLength(1);
  });
});

it('tells the hosts of its trackers as the same array until they are others', () => {
  const { announcer } = setUp([[A, `${A}?key=1`], [B]]);
  const { hosts } = announcer;
  expect(hosts).toEqual(['a.example', 'b.example']);
  expect(announcer.hosts).toBe(hosts);
  announcer.setTiers([[B]]);
  expect(announcer.hosts).toEqual(['b.example']);
});

it('counts its trackers by host for all downloads together', async () => {
  const tally = new TrackerTally();
  const first = setUp([[A, `${A}?key=1`], [B]]);
  first.trackers.set(A, down);
  first.trackers.set(`${A}?key=1`, down);
  first.announcer.start();
  await settlePromises();
  first.announcer.tally(tally);
  setUp([[B], ['wss://d.example']]).announcer.tally(tally);
  expect(tally.hosts()).toEqual([
    {
      host: 'b.example',
      downloads: 2,
      states: { idle: 1, announcing: 0, working: 1, error: 0, disabled: 0 },
      message: null,
      lastAnnounceAt: first.clock.wallTime(),
    },
    {
      host: '',
      downloads: 1,
      states: { idle: 0, announcing: 0, working: 0, error: 0, disabled: 1 },
      message: 'Shoal does not support this kind of tracker',
      lastAnnounceAt: null,
    },
    {
      host: 'a.example',
      downloads: 1,
      states: { idle: 0, announcing: 0, working: 0, error: 2, disabled: 0 },
      message: 'The tracker refused the connection',
      lastAnnounceAt: first.clock.wallTime(),
    },
  ]);
});
