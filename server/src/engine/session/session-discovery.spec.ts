import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import type { EngineConfig } from './engine-api.ts';
import { encodeLsdMessage } from '../discovery/lsd-message.ts';
import {
  addition,
  endSessions,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';

const LSD_GROUP = '239.192.152.143';
const LSD_PORT = 6_771;

afterEach(endSessions);

function torrentOf(name: string, isPrivate = false): BuiltTorrent {
  const files = [{ path: [], content: sampleBytes(200_000, name.length) }];
  return buildTorrent({ name, files, private: isPrivate });
}

async function startLeech(
  torrent: BuiltTorrent,
  config: Partial<EngineConfig>,
): Promise<RunningSession> {
  const leech = await startSession(config);
  await leech.session.add(addition(torrent, await temporaryFolder()));
  return leech;
}

/** Says in the local network that somebody listens there for the torrent. */
async function shout(torrent: BuiltTorrent, port: number, times = 1): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  socket.setMulticastInterface('127.0.0.1');
  const packet = encodeLsdMessage(`${LSD_GROUP}:${LSD_PORT}`, {
    port,
    infoHashes: [torrent.metainfo.id],
    cookie: null,
  });
  for (let sent = 0; sent < times; sent++) {
    await new Promise((resolve) => {
      socket.send(packet, LSD_PORT, LSD_GROUP, resolve);
    });
  }
  socket.close();
}

describe('local service discovery', () => {
  it('brings a download together with a seed in the same network', async () => {
    const torrent = torrentOf('neighbours');
    await startSeed(torrent, { lsd: true });
    const leech = await startLeech(torrent, { lsd: true });
    await reaches(leech, torrent, 'seeding');
    expect(leech.said).toContain('completed');
  });

  it('is silent and deaf for a private torrent, and where it is switched off', async () => {
    const secret = torrentOf('private', true);
    const torrent = torrentOf('switched off');
    const seed = await startSeed(secret, { lsd: true });
    const leech = await startLeech(secret, { lsd: true });
    await startSeed(torrent, { lsd: true });
    const deaf = await startLeech(torrent, { lsd: false });
    await shout(secret, seed.endpoint.port);
    await pause(2_500);
    expect((await leech.session.status(secret.metainfo.id)).state).toBe('downloading');
    expect(await leech.session.peers(secret.metainfo.id)).toEqual([]);
    expect(await deaf.session.peers(torrent.metainfo.id)).toEqual([]);
  });

  it('can be switched on and off while downloads run', async () => {
    const torrent = torrentOf('switched later');
    await startSeed(torrent, { lsd: true });
    const leech = await startLeech(torrent, { lsd: false });
    const { session } = leech;
    const isOn = async (): Promise<boolean> =>
      (await session.discovery(torrent.metainfo.id)).lsd.state !== 'off';
    expect(await isOn()).toBe(false);
    await session.configure({ lsd: true });
    expect(await isOn()).toBe(true);
    await reaches(leech, torrent, 'seeding');
    await session.configure({ lsd: false });
    expect(await isOn()).toBe(false);
  });

  it('learns a peer from its datagram, and stays well under a flood of them', async () => {
    const torrent = torrentOf('shouting');
    const seed = await startSeed(torrent, { lsd: false });
    const leech = await startLeech(torrent, { lsd: true });
    await pause(100); // until its socket listens
    await shout(torrent, 1, 2_000);
    await until(
      async () => {
        await shout(torrent, seed.endpoint.port);
        await pause(200);
        return (await leech.session.status(torrent.metainfo.id)).state === 'seeding';
      },
      async () => JSON.stringify(await leech.session.status(torrent.metainfo.id)),
    );
    expect(leech.said).toContain('completed');
  });
});

describe('where peers come from', () => {
  it('is told for each way, with the next announce', async () => {
    const torrent = torrentOf('reported');
    const { id } = torrent.metainfo;
    const seed = await startSeed(torrent);
    const slow = { downloadLimit: 1_024, limitLocalPeers: true };
    const { session } = await startLeech(torrent, { lsd: true, ...slow });
    await until(
      async () => {
        await shout(torrent, seed.endpoint.port);
        await pause(200);
        const { connected, lsd } = await session.discovery(id);
        return connected.lsd === 1 && lsd.state === 'announced';
      },
      async () => JSON.stringify(await session.discovery(id)),
    );
    const report = await session.discovery(id);
    expect(report).toMatchObject({
      isPrivate: false,
      dht: { found: 0 },
      lsd: { state: 'announced' },
      pex: { isOn: true, found: 0, peersWithPex: 1 },
      known: { lsd: 1, tracker: 0 },
    });
    expect(report.lsd.nextAnnounceAt).toBeGreaterThan(report.lsd.lastAnnounceAt ?? Infinity);
    expect((await seed.session.discovery(id)).connected.incoming).toBe(1);
  });

  it('is no way but the trackers for a private torrent, and for one that is paused', async () => {
    const secret = torrentOf('private', true);
    const torrent = torrentOf('paused');
    const { session } = await startLeech(secret, { lsd: true });
    await session.add({ ...addition(torrent, await temporaryFolder()), state: 'paused' });
    const off = { state: 'off', lastAnnounceAt: null, nextAnnounceAt: null, found: 0 };
    const expected = { dht: off, lsd: off };
    expect(await session.discovery(secret.metainfo.id)).toMatchObject({
      ...expected,
      isPrivate: true,
      pex: { isOn: false },
    });
    expect(await session.discovery(torrent.metainfo.id)).toMatchObject({
      ...expected,
      isPrivate: false,
    });
  });
});

describe('the DHT', () => {
  it('brings a download together with a seed that announced itself', async () => {
    const torrent = torrentOf('distributed');
    const { endpoint } = await startSession({ dht: true, dhtBootstrap: [] });
    const config = { dht: true, dhtBootstrap: [`${endpoint.address}:${endpoint.port}`] };
    await startSeed(torrent, config);
    const leech = await startLeech(torrent, config);
    await reaches(leech, torrent, 'seeding');
    expect(leech.said).toContain('completed');
  }, 30_000);

  it('is told of by peers to each other, so that one peer is enough to begin with', async () => {
    const torrent = torrentOf('handed on');
    const seed = await startSeed(torrent, { dht: true, dhtBootstrap: [] });
    const leech = await startLeech(torrent, { dht: true, dhtBootstrap: [] });
    expect((await leech.session.stats()).dhtNodes).toBe(0);
    await leech.session.addPeers(torrent.metainfo.id, [seed.endpoint]);
    const nodes = async (): Promise<(number | null)[]> =>
      Promise.all([seed, leech].map(async ({ session }) => (await session.stats()).dhtNodes));
    await until(
      async () => (await nodes()).join() === '1,1',
      async () => `they have ${(await nodes()).join()} nodes`,
    );
    expect(await nodes()).toEqual([1, 1]);
  });

  it('hears nothing of a private torrent', async () => {
    const torrent = torrentOf('private', true);
    const seed = await startSeed(torrent, { dht: true, dhtBootstrap: [] });
    const leech = await startLeech(torrent, { dht: true, dhtBootstrap: [] });
    await leech.session.addPeers(torrent.metainfo.id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    await pause(1_000);
    for (const { session } of [seed, leech]) {
      const { queriesIn, queriesOut } = await session.dhtStatus();
      expect([queriesIn, queriesOut]).toEqual([0, 0]);
    }
  });
});
