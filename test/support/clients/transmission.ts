/**
 * transmission-daemon with a configuration of its own, asked through its RPC. It cannot be told to connect to
 * a peer, and it drops loopback addresses that a tracker names (`is_martian_addr` in its net.c): on one machine
 * others must connect to it.
 */
import { writeFile } from 'node:fs/promises';
import { ChildProgram, runProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { TempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import type { ClientKind, ClientOptions, RunningClient } from './client.ts';
import { postJson } from './json-http.ts';

const START_TIMEOUT_MS = 15_000;
const SESSION_HEADER = 'x-transmission-session-id';
/** Transmission's own number for "seeding". */
const STATUS_SEEDING = 6;
/** Its own numbers; even the first takes connections that are encrypted. */
const ENCRYPTION = { plain: 0, enabled: 0, preferred: 1, forced: 2 } as const;

async function start(options: ClientOptions): Promise<RunningClient> {
  const state = await TempFolder.create('transmission');
  const peerPort = options.port ?? (await findFreePort());
  const rpcPort = await findFreePort();
  const settings = {
    'bind-address-ipv4': '127.0.0.1',
    'bind-address-ipv6': '::1',
    'dht-enabled': false,
    'download-dir': options.folder,
    encryption: ENCRYPTION[options.encryption ?? 'preferred'],
    'lpd-enabled': false,
    'peer-port': peerPort,
    'pex-enabled': false,
    'port-forwarding-enabled': false,
    'rpc-authentication-required': false,
    'rpc-bind-address': '127.0.0.1',
    'rpc-port': rpcPort,
    'utp-enabled': false,
  };
  await writeFile(state.join('settings.json'), JSON.stringify(settings));
  const program = new ChildProgram('transmission-daemon', [
    '--foreground',
    '--config-dir',
    state.path,
  ]);
  const client = new Transmission(program, state, rpcPort, `127.0.0.1:${peerPort}`);
  await waitUntil(() => client.answers(), {
    timeoutMs: START_TIMEOUT_MS,
    what: 'transmission-daemon to answer',
  });
  await client.add(options);
  return client;
}

class Transmission implements RunningClient {
  readonly address: string;
  private readonly program: ChildProgram;
  private readonly state: TempFolder;
  private readonly rpcUrl: string;
  private sessionId = '';

  constructor(program: ChildProgram, state: TempFolder, rpcPort: number, address: string) {
    this.program = program;
    this.state = state;
    this.rpcUrl = `http://127.0.0.1:${rpcPort}/transmission/rpc`;
    this.address = address;
  }

  get pid(): number {
    return this.program.pid;
  }

  async answers(): Promise<boolean> {
    if (this.program.hasExited) throw this.program.failure('ended');
    await this.call('session-get', {});
    return true;
  }

  /** Existing files are checked before it seeds. */
  async add({ torrent, folder }: ClientOptions): Promise<void> {
    await this.call('torrent-add', { filename: torrent.path, 'download-dir': folder });
  }

  async complete(timeoutMs: number): Promise<void> {
    await waitUntil(() => this.isComplete(), {
      timeoutMs,
      what: 'transmission-daemon to have everything',
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    await this.state.remove();
  }

  private async isComplete(): Promise<boolean> {
    if (this.program.hasExited) throw this.program.failure('ended');
    const answer = await this.call('torrent-get', { fields: ['percentDone', 'status'] });
    const { torrents } = answer as { torrents: { percentDone: number; status: number }[] };
    return torrents.some(
      ({ percentDone, status }) => percentDone === 1 && status === STATUS_SEEDING,
    );
  }

  /** The first call is refused with the id that the others must carry (against forged requests). */
  private async call(method: string, callArguments: object): Promise<unknown> {
    const body = { method, arguments: callArguments };
    let reply = await postJson(this.rpcUrl, body, { [SESSION_HEADER]: this.sessionId });
    if (reply.status === 409) {
      this.sessionId = reply.headers.get(SESSION_HEADER) ?? '';
      reply = await postJson(this.rpcUrl, body, { [SESSION_HEADER]: this.sessionId });
    }
    const answer = reply.body as { result: string; arguments: unknown };
    if (answer.result !== 'success') throw new Error(`${method}: ${JSON.stringify(reply.body)}`);
    return answer.arguments;
  }
}

export const transmission: ClientKind = {
  name: 'transmission',
  mustBeDialled: true,
  seed: start,
  leech: start,
  // It prints its version to stderr and fails without a configuration: `--version` ends before that.
  version: async () => await runProgram('sh', ['-c', 'transmission-daemon --version 2>&1']),
};
