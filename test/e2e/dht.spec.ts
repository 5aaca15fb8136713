/** The DHT of the built server: two of them on this machine, and what one of them knows after a restart. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DiagnosticsDto } from '../../shared/dto/diagnostics.ts';
import { RealServer } from '../support/real-server.ts';
import { call } from '../support/rest-client.ts';
import { TempFolder } from '../support/temp-folder.ts';
import { waitUntil } from '../support/wait-until.ts';

const JOIN_TIMEOUT_MS = 20_000;

let folder: TempFolder;
const servers: RealServer[] = [];

beforeEach(async () => {
  folder = await TempFolder.create('shoal-dht');
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server[Symbol.asyncDispose]()));
  await folder.remove();
});

async function start(name: string, environment: Record<string, string> = {}): Promise<RealServer> {
  const server = await RealServer.start(await folder.folder(name), environment);
  servers.push(server);
  return server;
}

async function diagnose(server: RealServer): Promise<DiagnosticsDto> {
  return (await call<DiagnosticsDto>(server.url, 'GET', '/api/diagnostics')).body;
}

async function knowsOther(server: RealServer): Promise<void> {
  await waitUntil(async () => (await diagnose(server)).dht.report?.families[0]?.nodes === 1, {
    timeoutMs: JOIN_TIMEOUT_MS,
    what: 'the server to know the other node of the DHT',
  });
}

it('finds a node that it is to ask, says so in diagnostics and metrics, and knows it at the next start', async () => {
  const other = await start('other');
  const router = `127.0.0.1:${(await diagnose(other)).peerPort.port}`;
  const server = await start('server', { SHOAL_DHT_BOOTSTRAP: router });
  await knowsOther(server);
  expect((await diagnose(server)).dht).toMatchObject({
    status: 'ok',
    message: 'It knows nodes that answer: 1 over IPv4.',
  });
  const { body: metrics } = await call<string>(server.url, 'GET', '/metrics');
  expect(metrics).toContain('shoal_dht_nodes{family="ipv4"} 1\n');
  const nodeId = (await diagnose(server)).dht.report?.families[0]?.nodeId;
  expect(await server.end('SIGTERM')).toBe(0);
  const again = await start('server');
  await knowsOther(again);
  expect((await diagnose(again)).dht.report?.families[0]?.nodeId).toBe(nodeId);
});

it('takes no part where it is told so', async () => {
  const server = await start('server', { SHOAL_DHT: 'false' });
  expect((await diagnose(server)).dht).toMatchObject({ available: false, report: null });
});
