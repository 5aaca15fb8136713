/**
 * `node test/bench/scale-peers.ts [--peers N] [--idle SECONDS]`: what connected peers cost that ask for nothing.
 * Each dials from a loopback address of its own, spread over ten seeding downloads. Linux only: it reads /proc,
 * and all of 127.0.0.0/8 is this machine.
 */
import { connect, type Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { encodeHandshake } from '../../server/src/engine/wire/handshake.ts';
import { findFreePort } from '../support/free-port.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { fillLibrary } from './scale-library.ts';
import { cpuShare, residentBytes } from './scale.ts';

const DOWNLOADS = 10;
const PIECES = 2_000;
const MEBIBYTE = 1024 ** 2;

const { values } = parseArgs({
  options: {
    peers: { type: 'string', default: '1000' },
    idle: { type: 'string', default: '20' },
  },
});
const peers = Number(values.peers);
const idleSeconds = Number(values.idle);

await using folder = await TempFolder.create('peers');
const library = { downloads: DOWNLOADS, piecesPerDownload: PIECES, trackers: [] };
const torrents = await fillLibrary(folder.path, library);
const port = await findFreePort();
await using server = await RealServer.start(folder.path, {
  SHOAL_PEER_PORT: String(port),
  SHOAL_MAX_CONNECTIONS: String(peers + 100),
  SHOAL_MAX_CONNECTIONS_PER_DOWNLOAD: String(peers),
});
const memoryBefore = await residentBytes(server.pid);
const sockets: Socket[] = [];
for (let peer = 0; peer < peers; peer++) {
  const { infoHash } = torrents[peer % DOWNLOADS]!;
  const localAddress = `127.1.${peer >> 8}.${peer & 255}`;
  const socket = connect({ host: '127.0.0.1', port, localAddress });
  socket.on('error', () => {}).resume();
  socket.write(encodeHandshake(infoHash, randomBytes(20)));
  sockets.push(socket);
  if (peer % 50 === 49) await sleep(100);
}
await sleep(5_000);
const cpu = await cpuShare(server.pid, idleSeconds);
const memory = (await residentBytes(server.pid)) - memoryBefore;
const startedAt = performance.now();
const { body } = await call<{ items: { peers: number }[] }>(server.url, 'GET', '/api/downloads');
const listMs = performance.now() - startedAt;
const connected = body.items.reduce((sum, item) => sum + item.peers, 0);
console.log({ connected, cpuShare: cpu, mebibytesMore: memory / MEBIBYTE, listMs });
for (const socket of sockets) socket.destroy();
