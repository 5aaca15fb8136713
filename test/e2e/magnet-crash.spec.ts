/**
 * Magnet links with the real engine, through a crash at the worst moments: two built servers, one of which has the
 * torrent, on this machine alone.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ServerInfoDto } from '@shared/dto/session.js';
import type { TorrentDto } from '@shared/dto/torrent.js';
import { parseMetainfo } from '../../server/src/engine/index.ts';
import { buildTorrent, sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';
import { credentialsFor } from '../support/credentials.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const CONTENT = sampleBytes(300_000);
const torrent = buildTorrent({ name: 'reef.bin', files: [{ path: [], content: CONTENT }] });
const { id } = torrent.metainfo;
const LINK = `magnet:?xt=urn:btih:${id}&dn=Reef`;

let folder: TempFolder;
let seed: RealServer;
let server: RealServer;
/** Address of the seed as peers dial it. */
let peer: string;
/** Folder of the server of a test. */
let own: string;
let runs = 0;

beforeAll(async () => {
  folder = await TempFolder.create('magnet-crash');
  await folder.folder('seed/downloads');
  await writeFile(join(RealServer.downloadFolder(folder.join('seed')), 'reef.bin'), CONTENT);
  seed = await RealServer.start(folder.join('seed'));
  await seed.download(torrent.bytes);
  const info = await call<ServerInfoDto>(seed.url, 'GET', '/api/info');
  peer = `127.0.0.1:${info.body.peerPort}`;
  await until(async () => (await seed.status(id)).state === 'seeding');
});
afterAll(async () => {
  await seed[Symbol.asyncDispose]();
  await folder.remove();
});
beforeEach(async () => {
  own = `server-${++runs}`;
  server = await RealServer.start(folder.join(own));
});
afterEach(() => server[Symbol.asyncDispose]());

const until = (condition: () => Promise<boolean>): Promise<void> =>
  waitUntil(condition, { timeoutMs: 30_000, intervalMs: 50, what: 'the metadata' });

const add = (magnet: string) =>
  call<TorrentDto>(server.url, 'POST', '/api/upload-torrent', { body: { magnet } });

const find = async (): Promise<TorrentDto> =>
  (await call<TorrentDto>(server.url, 'GET', `/api/torrents/${id}`)).body;

const begin = () => call(server.url, 'POST', '/api/start-download', { body: { torrentId: id } });

async function crash(): Promise<void> {
  await server.end('SIGKILL');
  server = await RealServer.start(folder.join(own));
}

describe('a magnet link in the built server', () => {
  it('shows its files, can be saved and downloads, by the peer that it names', async () => {
    await add(`${LINK}&x.pe=${peer}`);
    await until(async () => (await find()).metadata === null);
    expect(await find()).toMatchObject({ name: 'reef.bin', files: [{ bytes: CONTENT.length }] });
    const file = await fetch(`${server.url}/api/torrents/${id}/file`, {
      headers: await credentialsFor(server.url),
    });
    expect(parseMetainfo(new Uint8Array(await file.arrayBuffer())).id).toBe(id);
    await begin();
    await until(async () => (await server.status(id)).state === 'seeding');
  });

  it('that was started waits on after a crash, and downloads when a peer comes', async () => {
    await add(LINK);
    await begin();
    expect(await server.status(id)).toMatchObject({ state: 'metadata', name: 'Reef' });
    await crash();
    expect(await server.status(id)).toMatchObject({ state: 'metadata', name: 'Reef' });
    await call(server.url, 'POST', `/api/downloads/${id}/peers`, { body: { peers: [peer] } });
    await until(async () => (await server.status(id)).state === 'seeding');
    await crash();
    await until(async () => (await server.status(id)).state === 'seeding');
    expect(await server.status(id)).toMatchObject({
      name: 'reef.bin',
      metadata: null,
      progress: 1,
    });
  });
});
