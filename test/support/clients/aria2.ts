/** aria2, told by its command line and asked through its JSON-RPC. */
import { ChildProgram, runProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { TempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import type { ClientKind, ClientOptions, RunningClient } from './client.ts';
import { postJson } from './json-http.ts';

const START_TIMEOUT_MS = 10_000;

async function start(options: ClientOptions): Promise<RunningClient> {
  const state = await TempFolder.create('aria2');
  const peerPort = options.port ?? (await findFreePort());
  const rpcPort = await findFreePort();
  const program = new ChildProgram('aria2c', [
    '--no-conf',
    '--no-netrc',
    '--quiet=false',
    '--show-console-readout=false',
    `--dir=${options.folder}`,
    `--listen-port=${peerPort}`,
    '--interface=127.0.0.1',
    '--enable-rpc',
    `--rpc-listen-port=${rpcPort}`,
    `--stop-with-process=${process.pid}`,
    '--enable-dht6=false',
    '--bt-enable-lpd=false',
    '--enable-peer-exchange=false',
    ...dhtOptions(options, state.path, await findFreePort()),
    '--seed-ratio=0',
    ...(options.encryption === 'forced'
      ? ['--bt-require-crypto=true', '--bt-min-crypto-level=arc4']
      : []),
    `--max-upload-limit=${options.uploadLimitBytesPerSecond ?? 0}`,
    '--check-integrity=true',
    '--file-allocation=none',
    ...(options.useTrackers ? [] : ['--bt-exclude-tracker=*']),
    options.magnet ?? options.torrent.path,
  ]);
  const client = new Aria2(program, state, rpcPort, `127.0.0.1:${peerPort}`);
  await waitUntil(() => client.answers(), { timeoutMs: START_TIMEOUT_MS, what: 'aria2 to answer' });
  return client;
}

/** aria2 speaks to UDP trackers only with DHT on: it gets no node to talk to. */
function dhtOptions(options: ClientOptions, stateFolder: string, port: number): string[] {
  if (!options.useTrackers) return ['--enable-dht=false'];
  return [
    '--enable-dht=true',
    `--dht-listen-port=${port}`,
    `--dht-file-path=${stateFolder}/dht.dat`,
  ];
}

class Aria2 implements RunningClient {
  readonly address: string;
  private readonly program: ChildProgram;
  private readonly state: TempFolder;
  private readonly rpcUrl: string;

  constructor(program: ChildProgram, state: TempFolder, rpcPort: number, address: string) {
    this.program = program;
    this.state = state;
    this.rpcUrl = `http://127.0.0.1:${rpcPort}/jsonrpc`;
    this.address = address;
  }

  get pid(): number {
    return this.program.pid;
  }

  async answers(): Promise<boolean> {
    if (this.program.hasExited) throw this.program.failure('ended');
    return (await this.call('aria2.getVersion')) !== undefined;
  }

  async complete(timeoutMs: number): Promise<void> {
    await waitUntil(() => this.isComplete(), { timeoutMs, what: 'aria2 to have everything' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    await this.state.remove();
  }

  /** `seeder` is set only once the files are checked and all pieces are there. */
  private async isComplete(): Promise<boolean> {
    if (this.program.hasExited) throw this.program.failure('ended');
    const active = (await this.call('aria2.tellActive')) as { seeder?: string }[];
    return active.some((download) => download.seeder === 'true');
  }

  private async call(method: string): Promise<unknown> {
    const reply = await postJson(this.rpcUrl, { jsonrpc: '2.0', id: 1, method, params: [] });
    return (reply.body as { result?: unknown }).result;
  }
}

export const aria2: ClientKind = {
  name: 'aria2',
  seed: start,
  leech: start,
  version: async () => (await runProgram('aria2c', ['--version'])).split('\n')[0] ?? '',
};
