/**
 * The built server is stopped by a signal in the middle of what could hold it: it exits with 0 within 10 s, refuses what
 * comes meanwhile, and loses nothing that was recorded.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadListDto } from '@shared/dto/download.js';
import { createMetainfo } from '../../server/src/engine/index.ts';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { fillLibrary } from '../bench/scale-library.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const MEBIBYTE = 1024 * 1024;
/** What trackers get, with a margin for a busy machine. */
const AFTER_TRACKERS_MS = 8_000;
const TIMEOUT_MS = 15_000;

let folder: TempFolder;
let server: RealServer;
let resources: AsyncDisposableStack;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  folder = resources.use(await TempFolder.create('stop'));
});
afterEach(() => resources.disposeAsync());

async function start(environment: Record<string, string> = {}): Promise<RealServer> {
  server = resources.use(await RealServer.start(folder.path, environment));
  return server;
}

/** The exit code, and how long it took. */
async function stop(signal: 'SIGTERM' | 'SIGINT' = 'SIGTERM'): Promise<[number, number]> {
  const startedAt = performance.now();
  const code = await server.end(signal);
  return [code, performance.now() - startedAt];
}

/** Answers announces, but none that says `stopped`. */
async function startTracker(): Promise<{ url: string; events: string[] }> {
  const events: string[] = [];
  const tracker: Server = createServer((request, response) => {
    const event = new URL(request.url!, 'http://tracker').searchParams.get('event') ?? '';
    events.push(event);
    if (event !== 'stopped') response.end('d8:intervali1800e5:peers0:e');
  });
  tracker.listen(0, '127.0.0.1');
  await once(tracker, 'listening');
  resources.defer(() => void (tracker.closeAllConnections(), tracker.close()));
  return { url: `http://127.0.0.1:${(tracker.address() as AddressInfo).port}/announce`, events };
}

async function untilState(id: string, state: string): Promise<void> {
  await waitUntil(async () => (await server.status(id)).state === state, {
    timeoutMs: TIMEOUT_MS,
    what: `the state ${state}`,
  });
}

/** A download that has told its tracker, which will not answer a farewell. */
async function downloadWithHangingTracker(): Promise<string[]> {
  const { url, events } = await startTracker();
  await server.download(buildTorrent({ trackers: [[url]] }).bytes);
  await waitUntil(() => events.includes('started'), { timeoutMs: TIMEOUT_MS, what: 'an announce' });
  return events;
}

/** A sparse file among the downloads. */
async function addZeros(name: string, mebibytes: number): Promise<string> {
  const path = join(RealServer.downloadFolder(folder.path), name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  await truncate(path, mebibytes * MEBIBYTE);
  return path;
}

/** Of files that are all zeros: one that is called as the torrent, or several below it. */
function zerosTorrent(name: string, files: [path: string, mebibytes: number][]): Uint8Array {
  const hash = createHash('sha1').update(new Uint8Array(MEBIBYTE)).digest();
  const pieceCount = files.reduce((sum, [, mebibytes]) => sum + mebibytes, 0);
  return createMetainfo({
    name,
    files: files.map(([path, mebibytes]) => ({
      path: basename(path) === name ? [] : [basename(path)],
      bytes: mebibytes * MEBIBYTE,
    })),
    pieceLength: MEBIBYTE,
    pieceHashes: Buffer.concat(Array.from({ length: pieceCount }, () => hash)),
    trackers: [],
  });
}

async function openConnection(text: string): Promise<Socket> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  resources.defer(() => void socket.destroy());
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

describe('the first signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('(%s) ends it with 0', async (signal) => {
    await start();
    const [code] = await stop(signal);
    expect(code).toBe(0);
  });

  it('waits for a hanging tracker, but not long, and refuses requests meanwhile', async () => {
    await start();
    const events = await downloadWithHangingTracker();
    const stopping = stop();
    await waitUntil(() => events.includes('stopped'), {
      timeoutMs: TIMEOUT_MS,
      what: 'a farewell',
    });
    const { status, headers, body } = await call(server.url, 'GET', '/api/downloads');
    expect([status, body['code']]).toEqual([503, 'stopping']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    const [code, took] = await stopping;
    expect(code).toBe(0);
    expect(took).toBeLessThan(AFTER_TRACKERS_MS);
  });

  it('is not held by a check that runs', async () => {
    const path = await addZeros('big', 1024);
    await start();
    await untilState(await server.download(zerosTorrent('big', [[path, 1024]])), 'checking');
    const [code, took] = await stop();
    expect(code).toBe(0);
    expect(took).toBeLessThan(AFTER_TRACKERS_MS / 2);
  });

  it('is not held by connections, whatever their state', async () => {
    await start();
    const host = new URL(server.url).host;
    const upgrade =
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n' +
      `Host: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n\r\n';
    const webSocket = await openConnection(upgrade);
    await once(webSocket, 'data');
    // From here on it neither reads nor answers.
    webSocket.pause();
    const keptAlive = await openConnection(`GET /api/info HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(keptAlive, 'data');
    await openConnection(`GET /api/info HTTP/1.1\r\nHost: ${host}\r\nX-Half: `);
    const upload = `POST /api/upload-torrent HTTP/1.1\r\nHost: ${host}\r\n`;
    const type = 'Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000\r\n\r\n--x';
    await openConnection(upload + type);
    const slow = await openConnection(`GET /api/openapi.json HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    slow.pause();
    const [code, took] = await stop();
    expect(code).toBe(0);
    expect(took).toBeLessThan(AFTER_TRACKERS_MS / 2);
  });

  it('ends it while downloads are being restored', async () => {
    const library = { downloads: 200, piecesPerDownload: 4, trackers: [] };
    await fillLibrary(folder.path, library);
    await start();
    const [code] = await stop();
    expect(code).toBe(0);
    await start();
    const list = await call<DownloadListDto>(server.url, 'GET', '/api/downloads');
    expect(list.body.items.every(({ progress }) => progress === 1)).toBe(true);
    expect(list.body.total).toBe(library.downloads);
  });
});

describe('a second signal', () => {
  it('ends it at once with 1, and nothing that was recorded is lost', async () => {
    await start();
    await downloadWithHangingTracker();
    const { bytes, content, metainfo } = buildTorrent({ name: 'had' });
    await writeFile(join(RealServer.downloadFolder(folder.path), 'had'), content);
    await server.download(bytes);
    await untilState(metainfo.id, 'seeding');
    const patch = { body: { tags: ['kept'] } };
    await call(server.url, 'PATCH', `/api/downloads/${metainfo.id}`, patch);
    process.kill(server.pid, 'SIGTERM');
    await sleep(1_000);
    const [code, took] = await stop();
    expect(code).toBe(1);
    expect(took).toBeLessThan(2_000);
    await start();
    const { body } = await call<DownloadListDto>(server.url, 'GET', '/api/downloads');
    expect(body.total).toBe(2);
    expect(await server.status(metainfo.id)).toMatchObject({ progress: 1, tags: ['kept'] });
  });
});
