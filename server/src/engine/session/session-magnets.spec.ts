import { afterEach, describe, expect, it } from 'vitest';
import { parseMetainfo } from '../metainfo/parse-metainfo.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  pause,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  until,
} from '../testing/loopback-session.ts';
import { magnetAddition, magnetOf, nextMetadata } from '../testing/magnets.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';

afterEach(endSessions);

const torrent = buildTorrent({
  name: 'album',
  files: Array.from({ length: 1_000 }, (_, index) => ({
    path: [`disc ${index % 10}`, `a file with a name of some length, number ${index}.flac`],
    content: sampleBytes(100, index + 1),
  })),
});
const { id } = torrent.metainfo;

describe('a magnet', () => {
  it('shows what is in a torrent of a thousand files, without listing it', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    const told = nextMetadata(leech);
    const began = performance.now();
    const magnet = magnetOf(torrent, {
      peers: [seed.endpoint],
      trackers: [['http://127.0.0.1:9/announce']],
      webSeeds: ['http://127.0.0.1:9/seed'],
    });
    const status = await leech.session.fetchMetadata(id, magnet);
    expect(status).toMatchObject({ id, state: 'searching', totalBytes: null, givers: 0 });
    const { torrentId, metainfo } = await told;
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(torrentId).toBe(id);
    const parsed = parseMetainfo(metainfo);
    expect(parsed).toMatchObject({ id, name: 'album', trackers: magnet.trackers });
    expect(parsed.webSeeds).toEqual(magnet.webSeeds);
    expect(parsed.files).toEqual(torrent.metainfo.files);
    expect(await leech.session.list()).toEqual([]);
    expect(await leech.session.metadataStatus(id)).toMatchObject({
      state: 'done',
      found: { manual: 1 },
    });
    await leech.session.dropMetadata(id);
    expect(await leech.session.metadataStatus(id)).toBeNull();
  });

  it('becomes its torrent when it is added again, with the peers that it knew', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    const directory = await temporaryFolder();
    const told = nextMetadata(leech);
    const magnet = magnetOf(torrent, { peers: [seed.endpoint], name: 'an album' });
    const listed = await leech.session.add(magnetAddition(magnet, directory));
    expect(listed).toMatchObject({ id, name: 'an album', state: 'metadata', totalBytes: 0 });
    const { metainfo } = await told;
    expect(await leech.session.status(id)).toMatchObject({ state: 'metadata' });
    expect(await leech.session.files(id)).toEqual([]);
    await leech.session.add({ ...addition(torrent, directory), id, metainfo });
    await reaches(leech, torrent, 'seeding');
    expect(await firstWrongFile(torrent, directory)).toBeNull();
    expect(leech.said[0]).toBe('added');
    expect(leech.said[1]).toMatch(/^metadata -> /);
    expect(leech.said.filter((word) => word === 'added')).toHaveLength(1);
  });

  it('stops asking while it is paused, and is gone when it is removed', async () => {
    const seed = await startSession();
    const leech = await startSession();
    const directory = await temporaryFolder();
    const { session } = leech;
    const magnet = magnetOf(torrent, { peers: [seed.endpoint] });
    await session.add(magnetAddition(magnet, directory));
    expect(await session.pause(id)).toMatchObject({ state: 'paused' });
    await expect(session.pause(id)).rejects.toMatchObject({ code: 'state-conflict' });
    await expect(session.recheck(id)).rejects.toThrow('not there yet');
    await expect(session.pieces(id)).rejects.toMatchObject({ code: 'state-conflict' });
    await expect(session.add(magnetAddition(magnet, directory))).rejects.toMatchObject({
      code: 'download-exists',
    });
    expect(await session.resume(id)).toMatchObject({ state: 'metadata' });
    expect(await session.cancel(id)).toMatchObject({ state: 'cancelled' });
    expect((await session.counters()).downloads).toMatchObject({ cancelled: 1, metadata: 0 });
    await session.remove(id, { deleteData: true });
    expect(await session.list()).toEqual([]);
    expect(await session.metadataStatus(id)).toBeNull();
    expect(leech.said).toEqual([
      'added',
      'metadata -> paused',
      'paused -> metadata',
      'metadata -> cancelled',
      'removed',
    ]);
  });

  it('is fetched by one fetch for a preview and a download, and goes on for the one when the other ends', async () => {
    const leech = await startSession();
    const directory = await temporaryFolder();
    const { session } = leech;
    await session.fetchMetadata(id, magnetOf(torrent));
    await session.add(magnetAddition(magnetOf(torrent, { name: 'later named' }), directory));
    await session.dropMetadata(id);
    const seed = await startSeed(torrent);
    const told = nextMetadata(leech);
    await session.addPeers(id, [seed.endpoint]);
    expect((await told).id).toBe(id);
    await until(
      async () => (await session.status(id)).metadata?.receivedBytes === torrent.metainfo.infoBytes,
      () => 'it should show the whole metadata',
    );
  });

  it('is given its metadata by a peer that dials us', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    const told = nextMetadata(leech);
    await leech.session.fetchMetadata(id, magnetOf(torrent));
    await seed.session.addPeers(id, [leech.endpoint]);
    expect((await told).torrentId).toBe(id);
  });

  it('gives way to the torrent file where that is added first, and its peers with it', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    await leech.session.setBans([seed.endpoint.address]);
    await leech.session.fetchMetadata(id, magnetOf(torrent, { peers: [seed.endpoint] }));
    await leech.session.setBans([]);
    await leech.session.fetchMetadata(id, magnetOf(torrent, { peers: [seed.endpoint] }));
    await leech.session.add(addition(torrent, await temporaryFolder()));
    expect(await leech.session.metadataStatus(id)).toBeNull();
    await reaches(leech, torrent, 'seeding');
    expect(leech.said[0]).toBe('added');
  });

  it('is asked for by nobody while the user keeps its peers out', async () => {
    const seed = await startSeed(torrent);
    const leech = await startSession();
    await leech.session.setBans([seed.endpoint.address]);
    await leech.session.fetchMetadata(id, magnetOf(torrent, { peers: [seed.endpoint] }));
    await pause(300);
    expect(await leech.session.metadataStatus(id)).toMatchObject({ connected: 0, found: {} });
  });

  it('is not fetched for a torrent that is there', async () => {
    const seed = await startSeed(torrent);
    const again = seed.session.fetchMetadata(id, magnetOf(torrent));
    await expect(again).rejects.toMatchObject({ code: 'download-exists' });
  });
});
