/**
 * Shoal as the server that a user starts, with one download: for what only its settings can ask for, and for
 * its REST API. Needs `npm run build:server`.
 */
import { readFile } from 'node:fs/promises';
import { findFreePort } from '../free-port.ts';
import { RealServer } from '../real-server.ts';
import { TempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import type { ClientKind, ClientOptions, RunningClient } from './client.ts';
import { shoal } from './shoal.ts';

/** A client of the name `shoal` whose server has these settings. The torrent's trackers are always asked. */
export function shoalServer(environment: Record<string, string> = {}): ClientKind {
  const start = (options: ClientOptions): Promise<RunningClient> =>
    startShoalServer(options, environment);
  return { ...shoal, seed: start, leech: start };
}

async function startShoalServer(
  options: ClientOptions,
  environment: Record<string, string>,
): Promise<RunningClient> {
  const port = options.port ?? (await findFreePort());
  const state = await TempFolder.create('shoal-server');
  const server = await RealServer.start(state.path, {
    SHOAL_DOWNLOAD_DIR: options.folder,
    SHOAL_PEER_PORT: String(port),
    SHOAL_DHT: 'false',
    SHOAL_PEX: 'false',
    ...environment,
  });
  const id = await server.download(await readFile(options.torrent.path));
  return {
    pid: server.pid,
    address: `127.0.0.1:${port}`,
    listUrl: `${server.url}/api/downloads`,
    complete: (timeoutMs) =>
      waitUntil(async () => (await server.status(id)).state === 'seeding', {
        timeoutMs,
        what: 'Shoal to have everything',
      }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await state.remove();
    },
  };
}
