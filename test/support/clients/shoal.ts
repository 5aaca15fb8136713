/**
 * Shoal itself, as the built command line program: the same process, threads and defaults that a user gets.
 * Needs `npm run build:server`; `npm test` and `npm run bench` see to that.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChildProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import type { ClientEncryption, ClientKind, ClientOptions, WatchedClient } from './client.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join(ROOT, 'dist', 'server', 'server', 'src', 'cli', 'main.js');

const POLICIES = {
  plain: 'disabled',
  enabled: 'allowed',
  preferred: 'preferred',
  forced: 'required',
} as const satisfies Record<ClientEncryption, string>;

/** One line of `--json`: "seeding" is said once every piece is there, checked and written. */
function isSeeding(line: string): boolean {
  return line.startsWith('{') && (JSON.parse(line) as { state: string }).state === 'seeding';
}

/** A seed is a download that finds everything there. The torrent's trackers are always asked. */
async function start(options: ClientOptions): Promise<WatchedClient> {
  const port = options.port ?? (await findFreePort());
  const program = new ChildProgram(process.execPath, [
    PROGRAM,
    'download',
    options.torrent.path,
    '--output',
    options.folder,
    '--peer-host',
    '127.0.0.1',
    '--port',
    String(port),
    ...(options.peers ?? []).flatMap((peer) => ['--peer', peer]),
    ...(options.encryption === undefined ? [] : ['--encryption', POLICIES[options.encryption]]),
    // Who meets whom is the test's choice, as with the other clients.
    '--no-dht',
    '--no-pex',
    '--no-lsd',
    '--seed',
    '--json',
  ]);
  return {
    pid: program.pid,
    address: `127.0.0.1:${port}`,
    complete: async (timeoutMs) => {
      await program.waitForLine(isSeeding, timeoutMs);
    },
    progress: async () => {
      const line = await program.waitForNextLine((text) => text.startsWith('{'));
      return (JSON.parse(line) as { progress: number }).progress;
    },
    [Symbol.asyncDispose]: () => program.stop(),
  };
}

export const shoal: ClientKind<WatchedClient> = {
  name: 'shoal',
  seed: start,
  leech: start,
  version: async () => {
    const text = await readFile(join(ROOT, 'package.json'), 'utf8');
    const { version } = JSON.parse(text) as { version: string };
    return `shoal ${version} on Node ${process.versions.node}`;
  },
};
