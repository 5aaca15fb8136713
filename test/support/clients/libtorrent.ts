/** libtorrent-rasterbar through Debian's Python binding (python/libtorrent_peer.py). */
import { join } from 'node:path';
import { ChildProgram, runProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { SYSTEM_PYTHON } from '../programs.ts';
import type { ClientKind, ClientOptions, RunningClient } from './client.ts';

const DRIVER = join(import.meta.dirname, '..', 'python', 'libtorrent_peer.py');

export interface LibtorrentOptions extends ClientOptions {
  /** Trust the files without a check, though they may be wrong: a seed that lies. */
  seedMode?: boolean;
  /** Large send buffers: the seed of a benchmark must not be what limits it. */
  fastSeed?: boolean;
  /** A leech that seeds afterwards. */
  stay?: boolean;
  uploadLimitBytesPerSecond?: number;
  downloadLimitBytesPerSecond?: number;
}

export interface LibtorrentClient extends RunningClient {
  /** Payload that it has sent so far, by its next status line. */
  uploadedBytes(): Promise<number>;
  /** When payload first flowed, in milliseconds of the machine's monotonic clock. */
  firstPayloadAt(timeoutMs: number): Promise<number>;
}

/** Starts a session. For what a `ClientKind` does not offer. */
export async function startLibtorrent(
  role: 'seed' | 'leech',
  options: LibtorrentOptions,
): Promise<LibtorrentClient> {
  const port = options.port ?? (await findFreePort());
  const program = new ChildProgram(SYSTEM_PYTHON, [
    DRIVER,
    role,
    options.torrent.path,
    options.folder,
    '--port',
    String(port),
    ...(options.peers ?? []).flatMap((peer) => ['--peer', peer]),
    ...(options.useTrackers ? [] : ['--no-tracker']),
    '--encryption',
    options.encryption ?? 'enabled',
    ...(options.seedMode === true ? ['--seed-mode'] : []),
    ...(options.fastSeed === true ? ['--fast-seed'] : []),
    ...(options.stay === true ? ['--stay'] : []),
    '--upload-limit',
    String(Math.round(options.uploadLimitBytesPerSecond ?? 0)),
    '--download-limit',
    String(Math.round(options.downloadLimitBytesPerSecond ?? 0)),
  ]);
  await program.waitForLine((line) => line.includes('"listening"'));
  const doneEvent = role === 'seed' ? '"ready"' : '"complete"';
  const isDone = (line: string): boolean => line.includes(doneEvent);
  return {
    pid: program.pid,
    address: `127.0.0.1:${port}`,
    complete: async (timeoutMs) => {
      await program.waitForLine(isDone, timeoutMs);
      // A leech writes what it still holds in memory, and ends.
      if (role === 'leech' && options.stay !== true) {
        const code = await program.waitForExit(timeoutMs);
        if (code !== 0) throw program.failure('failed');
      }
    },
    firstPayloadAt: async (timeoutMs) => {
      const line = await program.waitForLine((text) => text.includes('"first"'), timeoutMs);
      return (JSON.parse(line) as { at: number }).at;
    },
    uploadedBytes: () =>
      new Promise((resolve) => {
        const unsubscribe = program.onLine((line) => {
          if (!line.includes('"status"')) return;
          unsubscribe();
          resolve((JSON.parse(line) as { uploadedBytes: number }).uploadedBytes);
        });
      }),
    [Symbol.asyncDispose]: () => program.stop(),
  };
}

export const libtorrent: ClientKind = {
  name: 'libtorrent',
  seed: (options) => startLibtorrent('seed', options),
  leech: (options) => startLibtorrent('leech', options),
  version: async () => {
    const print = 'import libtorrent; print(libtorrent.__version__)';
    return `libtorrent ${(await runProgram(SYSTEM_PYTHON, ['-c', print])).trim()}`;
  },
};
