/**
 * Downloads one torrent with Shoal's engine, from another program's point of view.
 *
 *   node docs/examples/download.ts FILE.torrent FOLDER [ADDRESS:PORT of a peer]
 *
 * Node 24 runs it as it is. docs/library.md explains it step by step.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createEngine, parseMetainfo, silentLogger, type DownloadStatus } from 'shoal/engine';

const [torrentPath, folder, peer] = process.argv.slice(2);
if (!torrentPath || !folder) throw new Error('Usage: download.ts FILE.torrent FOLDER [PEER]');

const torrent = await readFile(torrentPath);
const { id, name } = parseMetainfo(torrent);

// 1. One engine a program. It opens its sockets in start() and closes them in stop().
//    With a peer at hand it looks for no others.
const isAlone = peer === undefined;
const engine = createEngine({
  config: { peerPort: 0, dht: isAlone, lsd: isAlone },
  logger: silentLogger,
});
const { peerPort } = await engine.start();
process.stdout.write(`${name}: listening for peers on port ${peerPort}\n`);

// 2. Listen before adding, so that no event is missed.
const finished = new Promise<DownloadStatus>((succeed, fail) => {
  engine.on('state', ({ status }) => {
    process.stdout.write(`now ${status.state}\n`);
    if (status.state === 'seeding') succeed(status);
    if (status.error) fail(new Error(status.error.message));
  });
});
engine.on('progress', (changes) => {
  for (const { progress, downloadRate } of changes) {
    if (progress !== undefined) process.stdout.write(`${(progress * 100).toFixed(1)} % `);
    if (downloadRate !== undefined) process.stdout.write(`${downloadRate} B/s\n`);
  }
});
await engine.watchProgress(true);

// 3. Add the download. With no resume state, what is already in the folder is checked first.
await engine.add({
  metainfo: torrent,
  directory: resolve(folder),
  state: 'started',
  sequential: false,
  filePriorities: [],
  trackers: null,
  resume: null,
});

// 4. Peers come from the trackers; more may be named.
if (peer) {
  const [, address = '', port = ''] = /^(.+):(\d+)$/.exec(peer) ?? [];
  await engine.addPeers(id, [{ address, port: Number(port) }]);
}

// 5. `seeding` means: everything is there, verified and written.
try {
  const { completedBytes } = await finished;
  process.stdout.write(`complete: ${completedBytes} bytes\n`);
} finally {
  await engine.stop();
}
