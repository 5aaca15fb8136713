/**
 * Trackers and torrents by address that lead inside, against the running server: whether a service was reached is
 * counted by a listener, not believed. Names whose answers flip, and answers that are made to hurt, are tried below the
 * server (test/hostile/trackers.spec.ts and torrent-addresses.spec.ts), where the resolver can be told what to say.
 */
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { INSIDE_FORMS } from '../support/inside-addresses.ts';
import { call, upload } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';

const REFUSED = /not one that Shoal connects to|redirected to an address|not valid/;

/** Those that need no resolver of ours, and others that no network around us may get to see. */
const FORMS = [
  ...INSIDE_FORMS.filter(
    (form) => !URL.parse(form.replace('PORT', '1'))?.hostname.endsWith('.test'),
  ),
  'http://127.0.0.1:OWN/api/settings',
  'http://localhost:OWN/metrics',
  'http://127.0.0.1:22/announce',
  'http://127.0.0.1:25/announce',
  'http://10.0.0.1/announce',
  'http://172.16.0.1:8080/announce',
  'http://192.168.0.1/announce',
  'http://100.64.0.1/announce',
  'http://[fd12::1]/announce',
];
const UDP_FORMS = ['udp://127.0.0.1:22', 'udp://169.254.169.254:80', 'udp://10.0.0.1:6969'];

let attacked: AttackedServer;
let service: Server;
let connections: number;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  attacked = await startAttackedServer({ SHOAL_ALLOWED_FETCH_NETWORKS: '127.0.0.2' });
});
afterAll(() => attacked[Symbol.asyncDispose]());

beforeEach(() => {
  connections = 0;
  answer = (response) => response.end('inner service');
});
afterEach(() => {
  service.closeAllConnections();
  service.close();
});

async function listen(address: string): Promise<number> {
  service = createServer((_request, response) => answer(response));
  service.on('connection', () => connections++);
  await once(service.listen(0, address), 'listening');
  return (service.address() as AddressInfo).port;
}

function filledIn(form: string, port: number): string {
  return form.replace('PORT', String(port)).replace('OWN', new URL(attacked.url).port);
}

/** What becomes of a download's trackers, each in a tier of its own, when all have been asked. */
async function askedTrackers(name: string, urls: string[]): Promise<DownloadTrackerDto[]> {
  const torrentId = await upload(
    attacked.url,
    buildTorrent({ name, trackers: urls.map((url) => [url]) }),
  );
  await call(attacked.url, 'POST', '/api/start-download', { body: { torrentId } });
  const path = `/api/downloads/${torrentId}/trackers`;
  let trackers: DownloadTrackerDto[] = [];
  await waitUntil(
    async () => {
      ({ body: trackers } = await call<DownloadTrackerDto[]>(attacked.url, 'GET', path));
      return trackers.every(({ state }) => !['idle', 'announcing'].includes(state));
    },
    { timeoutMs: 20_000, what: 'all trackers to be asked' },
  );
  return trackers;
}

const add = (url: string) =>
  call<{ code: string; detail: string }>(attacked.url, 'POST', '/api/upload-torrent', {
    body: { url },
  });

describe('a tracker that leads inside', () => {
  it('is refused in every form, and nothing is reached', async () => {
    const port = await listen('127.0.0.1');
    const urls = [...FORMS, ...UDP_FORMS].map((form) => filledIn(form, port));
    const trackers = await askedTrackers('forms', urls);
    expect(trackers.length).toBeGreaterThan(40);
    const reached = trackers.filter(({ message }) => !REFUSED.test(message ?? ''));
    expect(reached).toEqual([]);
    expect(connections).toBe(0);
  });

  it('is not reached by a redirect of one that is a tracker', async () => {
    const port = await listen('127.0.0.1');
    answer = (response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${port}/api/settings` }).end();
    const [tracker] = await askedTrackers('redirect', [`http://127.0.0.1:${port}/announce`]);
    expect(tracker).toMatchObject({ state: 'error' });
    expect(tracker!.message).toMatch(REFUSED);
    expect(connections).toBe(1);
  });

  it('works where the user opens its network', async () => {
    const port = await listen('127.0.0.2');
    answer = (response) => response.end(encodeBencode({ interval: 1800, peers: new Uint8Array() }));
    const [tracker] = await askedTrackers('open', [`http://127.0.0.2:${port}/tracker`]);
    expect(tracker).toMatchObject({ state: 'working' });
    expect(connections).toBe(1);
  });
});

describe('a torrent at an address inside', () => {
  it('is refused in every form, and nothing is reached', async () => {
    const port = await listen('127.0.0.1');
    const forms = [...FORMS, ...UDP_FORMS, 'http://127.0.0.1:PORT/announce', 'file:///etc/passwd'];
    for (const form of [...forms, 'gopher://127.0.0.1:PORT/x', 'ftp://127.0.0.1:PORT/x']) {
      const { status, body } = await add(filledIn(form, port));
      expect([form, status, body.code]).toEqual([form, 422, 'url-refused']);
    }
    expect(connections).toBe(0);
  });

  it('is not reached by a redirect from where the user lets it go', async () => {
    const port = await listen('127.0.0.2');
    for (const target of ['http://127.0.0.1:OWN/api/settings', 'http://169.254.169.254/latest/']) {
      answer = (response) => response.writeHead(302, { location: filledIn(target, port) }).end();
      const { status, body } = await add(`http://127.0.0.2:${port}/x.torrent`);
      expect([status, body.code]).toEqual([422, 'url-refused']);
    }
    expect(connections).toBe(2);
  });

  it('tells nothing of what stands there where it is no torrent', async () => {
    const port = await listen('127.0.0.2');
    const { status, body } = await add(`http://127.0.0.2:${port}/x.torrent`);
    expect([status, body.code]).toEqual([422, 'url-not-torrent']);
    expect(JSON.stringify(body)).not.toContain('inner');
  });
});
