import { afterEach, describe, expect, it } from 'vitest';
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

function torrentOf(name: string, isPrivate = false): BuiltTorrent {
  const files = [{ path: [], content: sampleBytes(200_000) }];
  return buildTorrent({ name, files, private: isPrivate });
}

afterEach(endSessions);

/** A session with the torrent that fetches slowly, so that everybody stays connected. */
async function startLeech(torrent: BuiltTorrent, pex = true): Promise<RunningSession> {
  const leech = await startSession({
    pex,
    dht: false,
    downloadLimit: 1_024,
    limitLocalPeers: true,
  });
  await leech.session.add(addition(torrent, await temporaryFolder()));
  await reaches(leech, torrent, 'downloading');
  return leech;
}

/** A hub that knows a seed, which hears of nobody; a newcomer that knows the hub alone. */
async function meetAtHub(torrent: BuiltTorrent, newcomerPex = true) {
  const { id } = torrent.metainfo;
  const seed = await startSeed(torrent, { pex: false, dht: false });
  const hub = await startLeech(torrent);
  await hub.session.addPeers(id, [seed.endpoint]);
  await until(
    async () => (await hub.session.peers(id)).length === 1,
    () => 'the hub has not met the seed',
  );
  const newcomer = await startLeech(torrent, newcomerPex);
  await newcomer.session.addPeers(id, [hub.endpoint]);
  const sources = async (): Promise<string[]> =>
    (await newcomer.session.peers(id)).map(({ source }) => source).toSorted();
  return { seed, hub, newcomer, sources };
}

describe('peer exchange', () => {
  it('leads a newcomer to those that its peer is connected to', async () => {
    const torrent = torrentOf('exchanged');
    const { sources } = await meetAtHub(torrent);
    await until(
      async () => (await sources()).join() === 'manual,pex',
      async () => `its peers are ${(await sources()).join()}`,
    );
    expect(await sources()).toEqual(['manual', 'pex']);
  });

  it('names peers that dialled us by the port that they listen at', async () => {
    const torrent = torrentOf('dialling');
    const { id } = torrent.metainfo;
    const hub = await startSeed(torrent, { dht: false });
    const leeches = [await startLeech(torrent), await startLeech(torrent)];
    for (const { session } of leeches) await session.addPeers(id, [hub.endpoint]);
    await until(
      async () => (await leeches[0]!.session.peers(id)).length === 2,
      async () => JSON.stringify(await leeches[0]!.session.peers(id)),
    );
    const ports = (await leeches[0]!.session.peers(id)).map(({ port }) => port);
    expect(ports).toContain(hub.endpoint.port);
  });

  it('is not there where it is switched off', async () => {
    const torrent = torrentOf('silent');
    const { sources } = await meetAtHub(torrent, false);
    await until(
      async () => (await sources()).length === 1,
      () => 'it has not met the hub',
    );
    await pause(2_500);
    expect(await sources()).toEqual(['manual']);
  });

  it('is not there for a private torrent', async () => {
    const torrent = torrentOf('private', true);
    const { sources } = await meetAtHub(torrent);
    await until(
      async () => (await sources()).length === 1,
      () => 'it has not met the hub',
    );
    await pause(2_500);
    expect(await sources()).toEqual(['manual']);
  });
});
