import { afterEach, describe, expect, it } from 'vitest';
import {
  addition,
  endSessions,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
} from '../testing/loopback-session.ts';
import { buildTorrent } from '../testing/torrent-builder.ts';

afterEach(endSessions);

describe('the counters of a session', () => {
  it('know what moved, also when its download is removed', async () => {
    const torrent = buildTorrent();
    const { id, totalBytes } = torrent.metainfo;
    const seed = await startSeed(torrent);
    const leech = await startSession();
    await leech.session.add(addition(torrent, await temporaryFolder()));
    await leech.session.addPeers(id, [seed.endpoint]);
    await reaches(leech, torrent, 'seeding');
    expect(await leech.session.counters()).toMatchObject({
      traffic: { downloadedBytes: totalBytes, uploadedBytes: 0 },
      downloads: { seeding: 1, downloading: 0, error: 0 },
      faults: {},
      disk: { writtenBytes: totalBytes, faults: 0, hashMismatches: 0 },
    });
    await leech.session.remove(id, { deleteData: true });
    const { traffic, downloads } = await leech.session.counters();
    expect(traffic.downloadedBytes).toBe(totalBytes);
    expect(downloads.seeding).toBe(0);
    const served = await seed.session.counters();
    expect(served.traffic).toEqual({ downloadedBytes: 0, uploadedBytes: totalBytes });
    expect(served.disk.readBytes).toBe(totalBytes);
    expect(served.incomingConnections).toBe(1);
    // The peer was on this machine: that says nothing of the way from the internet.
    expect(served.lastOutsideConnectionAt).toBeNull();
  });

  it('measure delays of the event loop from the first question on', async () => {
    const { session } = await startSession();
    expect((await session.counters()).eventLoop.longestDelayMs).toBeNull();
    const { activeMs, longestDelayMs } = (await session.counters()).eventLoop;
    expect(longestDelayMs).toBeGreaterThanOrEqual(0);
    expect(activeMs).toBeGreaterThan(0);
  });
});
