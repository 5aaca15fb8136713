import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DownloadPeerDto, DownloadSourcesDto } from '@shared/dto/download.js';
import type { BanDto, BansDto } from '@shared/dto/peer.js';
import { simulatedPeers } from '../../server/src/engine-host/testing/simulated-swarm.ts';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload, type Answer } from '../support/rest-client.ts';

let directory: string;
let server: FakeApp;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'shoal-peers-'));
  server = await startFakeApp({ directory });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const send = <Body = BanDto & { code: string; detail: string }>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<Body>> =>
  call<Body>(server.url, method, `/api/${path}`, body === undefined ? {} : { body });

const bans = async (): Promise<BanDto[]> => (await send<BansDto>('GET', 'bans')).body.items;

async function start(name: string): Promise<string> {
  const torrentId = await upload(server.url, buildTorrent({ name }));
  await send('POST', 'start-download', { torrentId });
  return torrentId;
}

describe('GET /api/downloads/:id/sources', () => {
  it('says where the addresses of peers come from', async () => {
    const id = await start('a');
    const { status, body } = await send<DownloadSourcesDto>('GET', `downloads/${id}/sources`);
    expect([status, body]).toEqual([
      200,
      {
        private: false,
        dht: {
          state: 'announced',
          lastAnnounceAt: '2026-01-01T00:00:00.000Z',
          nextAnnounceAt: '2026-01-01T00:15:00.000Z',
          found: 40,
        },
        lsd: {
          state: 'announced',
          lastAnnounceAt: '2026-01-01T00:00:00.000Z',
          nextAnnounceAt: '2026-01-01T00:05:00.000Z',
          found: 0,
        },
        pex: { enabled: true, peers: 4, found: 12 },
        known: { tracker: 30, dht: 25, pex: 9, incoming: 3 },
        connected: { tracker: 3, incoming: 3 },
      },
    ]);
    expect((await send('GET', `downloads/${'0'.repeat(40)}/sources`)).status).toBe(404);
  });
});

describe('GET /api/downloads/:id/peers', () => {
  it('tells the country of public IPv4 addresses, and of no others', async () => {
    const id = await start('a');
    const addresses = ['8.8.8.8', '193.99.144.80', '192.168.1.5', '2001:4860:4860::8888'];
    const [peer] = simulatedPeers(0, 0);
    vi.spyOn(server.engine, 'peers').mockResolvedValue(
      addresses.map((address) => Object.assign({}, peer, { address })),
    );
    const { body } = await send<DownloadPeerDto[]>('GET', `downloads/${id}/peers`);
    expect(body.map(({ address, country }) => [address, country])).toEqual([
      ['8.8.8.8', 'US'],
      ['193.99.144.80', 'DE'],
      ['192.168.1.5', null],
      ['2001:4860:4860::8888', null],
    ]);
  });
});

describe('POST /api/downloads/:id/peers', () => {
  it('has the download dial them', async () => {
    const peers = ['192.0.2.1:51413', '[2001:DB8::1]:6881'];
    expect((await send('POST', `downloads/${await start('a')}/peers`, { peers })).status).toBe(204);
    expect(server.engine.addedPeers).toEqual([
      { address: '192.0.2.1', port: 51_413 },
      { address: '2001:db8::1', port: 6881 },
    ]);
  });

  it.each([
    'peer.example:1',
    '192.0.2.1',
    '192.0.2.1:0',
    '192.0.2.1:65536',
    '224.0.0.1:1',
    '169.254.169.254:80',
  ])('refuses %s, and takes none of the others', async (peer) => {
    const path = `downloads/${await start('a')}/peers`;
    const { status, body } = await send('POST', path, { peers: ['192.0.2.9:1', peer] });
    expect([status, body.code]).toEqual([422, 'peer-invalid']);
    expect(server.engine.addedPeers).toEqual([]);
  });

  it('needs a download and peers', async () => {
    expect(
      (await send('POST', `downloads/${'0'.repeat(40)}/peers`, { peers: ['192.0.2.1:1'] })).body
        .code,
    ).toBe('download-not-found');
    expect((await send('POST', `downloads/${await start('a')}/peers`, { peers: [] })).status).toBe(
      400,
    );
  });
});

describe('the bans of the user', () => {
  it('are told to the engine at once and at the next start, and lifted', async () => {
    const added = await send('POST', 'bans', { network: '192.0.2.77/24', reason: 'spam' });
    expect([added.status, added.body]).toMatchObject([
      201,
      { network: '192.0.2.0/24', reason: 'spam', source: 'user', downloadId: null },
    ]);
    expect(await bans()).toEqual([added.body]);
    expect(server.engine.bans).toEqual(['192.0.2.0/24']);
    await server.close();
    server = await startFakeApp({ directory });
    expect(server.engine.bans).toEqual(['192.0.2.0/24']);
    expect((await send('DELETE', `bans/${added.body.id}`)).status).toBe(204);
    expect(server.engine.bans).toEqual([]);
    expect((await send('DELETE', `bans/${added.body.id}`)).body.code).toBe('ban-not-found');
  });

  it('are one for each network, however it is spelt', async () => {
    const { body: first } = await send('POST', 'bans', { network: '192.0.2.1' });
    const again = await send('POST', 'bans', { network: '::ffff:192.0.2.1', reason: 'leech' });
    expect(again.body).toEqual({ ...first, reason: 'leech' });
    expect(await bans()).toHaveLength(1);
  });

  it.each([
    ['peer.example', 422],
    ['192.0.2.0/33', 422],
    ['0.0.0.0/0', 422],
    ['10.0.0.0/7', 422],
    ['::/0', 422],
    ['', 400],
  ])('do not hold for "%s"', async (network, status) => {
    expect((await send('POST', 'bans', { network })).status).toBe(status);
    expect(server.engine.bans).toEqual([]);
  });
});

describe('the bans of a download', () => {
  it('are listed behind those of the user, and lifted', async () => {
    const downloadId = await start('a');
    server.engine.banned = ['192.0.2.5', '2001:db8::5'].map((address) => ({ downloadId, address }));
    await send('POST', 'bans', { network: '192.0.2.1' });
    const [own, first, second] = await bans();
    expect(own!.source).toBe('user');
    expect(first).toMatchObject({ network: '192.0.2.5', source: 'bad-data', downloadId });
    expect((await send('DELETE', `bans/${encodeURIComponent(second!.id)}`)).status).toBe(204);
    expect((await send('DELETE', `bans/${second!.id}`)).body.code).toBe('ban-not-found');
    expect((await bans()).map(({ network }) => network)).toEqual(['192.0.2.1', '192.0.2.5']);
  });
});
