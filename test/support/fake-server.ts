/**
 * The server with a simulated engine and a few downloads that move, for work on the web app. Run it with
 * `node test/support/fake-server.mjs`; PORT-like settings are the server's own (SHOAL_PORT ...).
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findInstallation } from '../../server/src/config/installation.ts';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import { createMetainfo, parseMetainfo } from '../../server/src/engine/index.ts';
import { StructuredLogger } from '../../server/src/logging/structured-logger.ts';
import { startFakeApp } from './fake-app.ts';
import { call, torrentForm } from './rest-client.ts';

const MEBIBYTE = 1024 * 1024;

const SAMPLES = [
  { name: 'debian-13.1.0-amd64-netinst.iso', mebibytes: [780] },
  { name: 'Big Buck Bunny', mebibytes: [350, 2, 1], private: false },
  { name: 'ubuntu-26.04-desktop-amd64.iso', mebibytes: [6100] },
  { name: 'Public domain concert (2025) [FLAC]', mebibytes: Array.from({ length: 40 }, () => 24) },
  { name: 'archlinux-2026.11.01-x86_64.iso', mebibytes: [3] },
];

/** A torrent of that many MiB a file; its hashes fit no content. */
function sampleTorrent(name: string, mebibytes: number[]): Uint8Array {
  const pieces = mebibytes.reduce((sum, size) => sum + size, 0);
  const isSingle = mebibytes.length === 1;
  return createMetainfo({
    name,
    files: mebibytes.map((size, index) => ({
      path: isSingle ? [] : [`part ${String(index + 1).padStart(2, '0')}.bin`],
      bytes: size * MEBIBYTE,
    })),
    pieceLength: MEBIBYTE,
    pieceHashes: Uint8Array.from(
      { length: pieces * 20 },
      (_, index) => (index * 31 + pieces) % 256,
    ),
    trackers: [['http://tracker.example/announce'], ['udp://broken.example:1337/announce']],
  });
}

export async function startFakeServer(environment: NodeJS.ProcessEnv): Promise<void> {
  const settings = Object.entries(environment).filter(([name]) => name.startsWith('SHOAL_'));
  const server = await startFakeApp({
    directory: await mkdtemp(join(tmpdir(), 'shoal-fake-')),
    environment: {
      SHOAL_PORT: '8080',
      ...(Object.fromEntries(settings) as Record<string, string>),
    },
    clientDirectory: findInstallation().clientDirectory,
    logger: new StructuredLogger('warn'),
    createEngine: () => new FakeEngine({ parse: parseMetainfo, isLive: true }),
  });
  const link = server.url + server.config.basePath;
  const api = `${link}api`;
  const ids: string[] = [];
  for (const { name, mebibytes } of SAMPLES) {
    const body = torrentForm(sampleTorrent(name, mebibytes));
    const torrent = await call<{ id: string }>(api, 'POST', '/upload-torrent', { body });
    const request = { torrentId: torrent.body.id, paused: ids.length === 2, tags: ['sample'] };
    await call(api, 'POST', '/start-download', { body: request });
    ids.push(torrent.body.id);
  }
  server.engine.failDownload(ids[3]!, {
    code: 'disk-full',
    message: 'The disk is full. Make room and resume the download.',
  });
  process.stdout.write(`Shoal with a simulated engine: ${link}\n`);
}
