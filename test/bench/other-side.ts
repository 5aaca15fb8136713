/**
 * What the measured client gets its data from, or gives them to. The bare source and sink (bare/) are the
 * rule; libtorrent stands in where the transfer must be encrypted, which the bare ones do not speak.
 */
import { join } from 'node:path';
import { ChildProgram } from '../support/child-program.ts';
import { startLibtorrent } from '../support/clients/libtorrent.ts';
import type { TorrentFixture } from '../support/fixtures.ts';
import { monotonicMs } from './clock.ts';

const START_TIMEOUT_MS = 60_000;
/** Transmission serves a new peer only at its next turn, after ten seconds. */
const FIRST_DATA_TIMEOUT_MS = 30_000;

export interface OtherSide extends AsyncDisposable {
  readonly pid: number;
  /** When the first block flowed. */
  firstDataAt(): Promise<number>;
  /** When a sink had everything. */
  completedAt(timeoutMs: number): Promise<number>;
}

export interface OtherSideKind {
  readonly name: string;
  /** Has the torrent's content and connects to the peer; `beforeData` is done when it is about to. */
  startSource(
    torrent: TorrentFixture,
    peer: string,
    connections: number,
    beforeData?: () => Promise<void>,
  ): Promise<OtherSide>;
  /** Connects to the peer and takes everything; a sink that keeps it does so in `folder`. */
  startSink(torrent: TorrentFixture, peer: string, folder: string): Promise<OtherSide>;
}

export const bare: OtherSideKind = {
  name: 'a bare source or sink',
  startSource: async (torrent, peer, connections, beforeData) =>
    await startBare(
      'bare-source',
      torrent,
      ['--peer', peer, '--connections', String(connections)],
      beforeData,
    ),
  startSink: async (torrent, peer) => await startBare('bare-sink', torrent, ['--peer', peer]),
};

/** A source that listens, for a bare sink. */
export async function startListeningSource(
  torrent: TorrentFixture,
  port: number,
): Promise<OtherSide> {
  return await startBare('bare-source', torrent, ['--listen', String(port)]);
}

async function startBare(
  name: 'bare-source' | 'bare-sink',
  torrent: TorrentFixture,
  options: readonly string[],
  beforeData?: () => Promise<void>,
): Promise<OtherSide> {
  const script = join(import.meta.dirname, 'bare', `${name}.ts`);
  const words = [script, torrent.path, torrent.contentFolder, ...options];
  const program = new ChildProgram(process.execPath, words, { takesInput: true });
  if (name === 'bare-source') {
    await program.waitForLine(isEvent('ready'), START_TIMEOUT_MS);
    await beforeData?.();
    program.writeLine('go');
  }
  program.onLine((line) => {
    if (isEvent('stall')(line)) console.error('The seed dropped requests: they were made again.');
  });
  const timeOf = async (event: string, timeoutMs: number): Promise<number> => {
    const line = await program.waitForLine(isEvent(event), timeoutMs);
    return (JSON.parse(line) as { at: number }).at;
  };
  return {
    pid: program.pid,
    firstDataAt: () => firstData(timeOf('first', FIRST_DATA_TIMEOUT_MS)),
    completedAt: (timeoutMs) => timeOf('complete', timeoutMs),
    [Symbol.asyncDispose]: () => program.stop(),
  };
}

async function firstData(time: Promise<number>): Promise<number> {
  try {
    return await time;
  } catch (error) {
    throw new Error(`No block flowed within ${FIRST_DATA_TIMEOUT_MS / 1000} s.`, { cause: error });
  }
}

function isEvent(name: string): (line: string) => boolean {
  return (line) => line.startsWith(`{"event":"${name}"`);
}

/** libtorrent as a seed with send buffers that do not limit it, or as a leech. */
export function libtorrentSide(encryption: 'plain' | 'forced'): OtherSideKind {
  const start = async (
    role: 'seed' | 'leech',
    torrent: TorrentFixture,
    folder: string,
    peer: string,
  ): Promise<OtherSide> => {
    const client = await startLibtorrent(role, {
      torrent,
      folder,
      peers: [peer],
      useTrackers: false,
      encryption,
      fastSeed: role === 'seed',
      seedMode: role === 'seed',
      stay: true,
    });
    return {
      pid: client.pid,
      firstDataAt: () => firstData(client.firstPayloadAt(FIRST_DATA_TIMEOUT_MS)),
      completedAt: async (timeoutMs) => {
        await client.complete(timeoutMs);
        return monotonicMs();
      },
      [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
    };
  };
  return {
    name: encryption === 'forced' ? 'libtorrent with RC4 forced' : 'libtorrent',
    startSource: async (torrent, peer, _connections, beforeData) => {
      await beforeData?.();
      return await start('seed', torrent, torrent.contentFolder, peer);
    },
    startSink: (torrent, peer, folder) => start('leech', torrent, folder, peer),
  };
}
