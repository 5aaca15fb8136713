import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, type Answer } from '../support/rest-client.ts';

const torrent = buildTorrent({ name: 'fetched' });
const SECRET = 'the-text-of-an-inner-service';

let server: FakeApp;
let site: Server;

beforeAll(async () => {
  server = await startFakeApp({ environment: { SHOAL_ALLOWED_FETCH_NETWORKS: '127.0.0.1' } });
  site = createServer((request, response) => {
    if (request.url === '/good.torrent') response.end(torrent.bytes);
    else if (request.url === '/page') response.end(`<html>${SECRET}</html>`);
    else if (request.url === '/odd') response.end(`d4:name${SECRET.length}:${SECRET}e`);
    else if (request.url === '/huge') response.end(Buffer.alloc(11 * 1024 * 1024, 'x'));
    else response.writeHead(404, SECRET).end(SECRET);
  });
  await once(site.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  site.close();
  await server.close();
});

const add = (body: object): Promise<Answer<{ id: string; name: string; code: string }>> =>
  call(server.url, 'POST', '/api/upload-torrent', { body });
const at = (path: string): string =>
  `http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`;

describe('POST /api/upload-torrent with an address', () => {
  it('fetches the torrent and tells what is in it', async () => {
    const { status, body } = await add({ url: at('/good.torrent') });
    expect([status, body.id, body.name]).toEqual([201, torrent.metainfo.id, 'fetched']);
    expect((await call(server.url, 'GET', `/api/torrents/${body.id}`)).status).toBe(200);
  });

  it.each([
    ['/page', 'url-not-torrent'],
    ['/odd', 'url-not-torrent'],
    ['/huge', 'url-not-torrent'],
    ['/missing', 'url-unreachable'],
  ])('says of %s what is wrong, and nothing of what is there', async (path, code) => {
    const { status, body } = await add({ url: at(path) });
    expect([status, body.code]).toEqual([422, code]);
    expect(JSON.stringify(body)).not.toContain(SECRET);
  });

  it.each(['http://192.168.1.1/x', 'file:///etc/passwd', 'http://169.254.169.254/', 'x'])(
    'goes nowhere for %s',
    async (url) => {
      const { status, body } = await add({ url });
      expect([status, body.code]).toEqual([422, 'url-refused']);
    },
  );

  it.each([{ url: 1 }, { url: `http://x/${'x'.repeat(5000)}` }, { url: 'http://x/', other: 1 }])(
    'refuses %j',
    async (body) => {
      expect((await add(body)).status).toBe(400);
    },
  );

  it('wants an address or a file', async () => {
    const { status, body } = await add({});
    expect([status, body.code]).toEqual([400, 'torrent-missing']);
  });
});
