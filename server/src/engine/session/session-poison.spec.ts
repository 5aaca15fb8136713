/** Peers that send wrong bytes, among honest ones: found by their blocks, and nobody else with them. */
import { readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../core/logger.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import {
  addition,
  endSessions,
  firstWrongFile,
  reaches,
  startSeed,
  startSession,
  temporaryFolder,
  type RunningSession,
} from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes, type BuiltTorrent } from '../testing/torrent-builder.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

interface Watched extends RunningSession {
  directory: string;
  /** Bad pieces and bans in their order: `bad 7`, `ban 127.0.0.2`. */
  blame: string[];
}

// Eleven seeds start one after the other.
vi.setConfig({ testTimeout: 60_000 });

afterEach(endSessions);

function torrentOf(pieceLength: number, bytes: number): BuiltTorrent {
  return buildTorrent({ files: [{ path: [], content: sampleBytes(bytes) }], pieceLength });
}

async function startWatched(torrent: BuiltTorrent): Promise<Watched> {
  const blame: string[] = [];
  const leech = await startSession(
    { diskWorkers: 1, writeSlabBytes: 16 * MEBIBYTE },
    {
      ...silentLogger,
      warn: (message, fields) => {
        if (message.startsWith('piece hashed wrong'))
          blame.push(`bad ${String(fields?.['piece'])}`);
        if (message.startsWith('peer banned')) blame.push(`ban ${String(fields?.['peer'])}`);
      },
    },
  );
  const directory = await temporaryFolder();
  await leech.session.add(addition(torrent, directory));
  return { ...leech, directory, blame };
}

/** First a seed at each given address whose file is spoilt once it seeds, then honest ones at another. */
async function startSwarm(
  torrent: BuiltTorrent,
  honest: number,
  poisoners: readonly string[],
): Promise<PeerEndpoint[]> {
  const endpoints: PeerEndpoint[] = [];
  for (const peerHost of poisoners) {
    const { endpoint, directory } = await startSeed(torrent, { diskWorkers: 1, peerHost });
    const [name] = await readdir(directory);
    await spoil(join(directory, name!), torrent.content.length);
    endpoints.push(endpoint);
  }
  for (let count = 0; count < honest; count++) {
    endpoints.push((await startSeed(torrent, { diskWorkers: 1 })).endpoint);
  }
  return endpoints;
}

/** With its time put back: the seed would notice otherwise, and serve nobody. */
async function spoil(path: string, bytes: number): Promise<void> {
  const { mtimeMs } = await stat(path);
  await writeFile(path, sampleBytes(bytes, 77));
  const seconds = (Math.floor(mtimeMs) + 0.5) / 1_000; // no rounding leaves its millisecond
  await utimes(path, seconds, seconds);
}

/** Has the poisoners dialled with the first of the others, of all those that are dialled in one second. */
async function meet(
  torrent: BuiltTorrent,
  { session }: RunningSession,
  peers: PeerEndpoint[],
): Promise<void> {
  await session.addPeers(torrent.metainfo.id, peers.slice(0, 8));
  await session.addPeers(torrent.metainfo.id, peers.slice(8));
}

async function downloads(torrent: BuiltTorrent, leech: Watched): Promise<void> {
  await reaches(leech, torrent, 'seeding');
  expect(await firstWrongFile(torrent, leech.directory)).toBeNull();
}

describe('a poisoner among ten honest peers', () => {
  it.each([
    { name: 'small pieces', pieceLength: 64 * KIBIBYTE, bytes: 12 * MEBIBYTE },
    { name: 'pieces of 1 MiB', pieceLength: MEBIBYTE, bytes: 24 * MEBIBYTE },
    { name: 'pieces of several chunks', pieceLength: 4 * MEBIBYTE, bytes: 32 * MEBIBYTE },
  ])(
    'is banned after at most two bad pieces, and nobody else: $name',
    async ({ pieceLength, bytes }) => {
      const torrent = torrentOf(pieceLength, bytes);
      const peers = await startSwarm(torrent, 10, ['127.0.0.2']);
      const leech = await startWatched(torrent);
      await meet(torrent, leech, peers);
      await downloads(torrent, leech);
      expect(leech.blame.filter((line) => line.startsWith('ban'))).toEqual(['ban 127.0.0.2']);
      expect(leech.blame.indexOf('ban 127.0.0.2')).toBeLessThanOrEqual(2);
    },
  );
});

describe('two poisoners among four honest peers', () => {
  it('are both banned, and nobody else', async () => {
    const torrent = torrentOf(256 * KIBIBYTE, 12 * MEBIBYTE);
    const peers = await startSwarm(torrent, 4, ['127.0.0.2', '127.0.0.3']);
    const leech = await startWatched(torrent);
    await meet(torrent, leech, peers);
    await downloads(torrent, leech);
    expect(leech.blame.filter((line) => line.startsWith('ban')).toSorted()).toEqual([
      'ban 127.0.0.2',
      'ban 127.0.0.3',
    ]);
  });
});
