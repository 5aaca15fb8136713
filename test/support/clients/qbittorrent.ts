/** qbittorrent-nox with a profile of its own, asked through its web API. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ChildProgram, runProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { TempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';
import type { ClientKind, ClientOptions, PausableClient } from './client.ts';

const START_TIMEOUT_MS = 20_000;
/** How often it refreshes what its API tells; the default of 1,500 ms would be the error of each figure. */
const REFRESH_MS = 100;
/** Its own numbers. It always prefers what it allows. */
const ENCRYPTION = { enabled: 0, preferred: 0, forced: 1, plain: 2 } as const;
const OK = 200;
const NOT_FOUND = 404;

/**
 * No login from loopback, no way to peers but those that are given, no queue. Many connections per address:
 * else libtorrent, once it has met itself through a tracker, bans everyone on this machine.
 */
function configuration(peerPort: number, webPort: number, options: ClientOptions): string {
  return `[LegalNotice]
Accepted=true

[BitTorrent]
Session\\DHTEnabled=false
Session\\DefaultSavePath=${options.folder}
Session\\Encryption=${ENCRYPTION[options.encryption ?? 'enabled']}
Session\\InterfaceAddress=127.0.0.1
Session\\LSDEnabled=false
Session\\MultiConnectionsPerIp=true
Session\\PeXEnabled=false
Session\\Port=${peerPort}
Session\\QueueingSystemEnabled=false
Session\\RefreshInterval=${REFRESH_MS}
Session\\BTProtocol=TCP

[Network]
PortForwardingEnabled=false

[Preferences]
Connection\\UPnP=false
WebUI\\Address=127.0.0.1
WebUI\\LocalHostAuth=false
WebUI\\Port=${webPort}
WebUI\\UseUPnP=false
`;
}

async function start(options: ClientOptions): Promise<PausableClient> {
  const state = await TempFolder.create('qbittorrent');
  const peerPort = options.port ?? (await findFreePort());
  const webPort = await findFreePort();
  const configPath = state.join('qBittorrent', 'config', 'qBittorrent.conf');
  await mkdir(dirname(configPath), { recursive: true });
  await writeFile(configPath, configuration(peerPort, webPort, options));
  const program = new ChildProgram('qbittorrent-nox', [`--profile=${state.path}`]);
  const client = new Qbittorrent(program, state, webPort, `127.0.0.1:${peerPort}`);
  await waitUntil(() => client.answers(), {
    timeoutMs: START_TIMEOUT_MS,
    what: 'qbittorrent-nox to answer',
  });
  await client.add(options);
  return client;
}

class Qbittorrent implements PausableClient {
  readonly address: string;
  private readonly program: ChildProgram;
  private readonly state: TempFolder;
  private readonly apiUrl: string;

  constructor(program: ChildProgram, state: TempFolder, webPort: number, address: string) {
    this.program = program;
    this.state = state;
    this.apiUrl = `http://127.0.0.1:${webPort}/api/v2`;
    this.address = address;
  }

  get pid(): number {
    return this.program.pid;
  }

  get listUrl(): string {
    return `${this.apiUrl}/torrents/info`;
  }

  async answers(): Promise<boolean> {
    if (this.program.hasExited) throw this.program.failure('ended');
    return (await fetch(`${this.apiUrl}/app/version`)).ok;
  }

  async add(options: ClientOptions): Promise<void> {
    const { torrent, folder, peers = [] } = options;
    const form = new FormData();
    form.set('torrents', new Blob([await readFile(torrent.path)]), 'fixture.torrent');
    form.set('savepath', folder);
    form.set('upLimit', String(options.uploadLimitBytesPerSecond ?? 0));
    form.set('dlLimit', String(options.downloadLimitBytesPerSecond ?? 0));
    await this.post('torrents/add', form);
    if (peers.length === 0) return;
    await waitUntil(async () => (await this.states()).length > 0, {
      timeoutMs: START_TIMEOUT_MS,
      what: 'qbittorrent-nox to list the torrent',
    });
    const body = new URLSearchParams({ hashes: torrent.infoHash, peers: peers.join('|') });
    await this.post('torrents/addPeers', body);
  }

  async complete(timeoutMs: number): Promise<void> {
    const isUploading = (state: string): boolean => state === 'uploading' || state === 'stalledUP';
    await waitUntil(async () => (await this.states()).some(isUploading), {
      timeoutMs,
      what: 'qbittorrent-nox to have everything',
    });
  }

  async progress(): Promise<number> {
    return (await this.torrents())[0]?.progress ?? 0;
  }

  pause(): Promise<void> {
    return this.command('stop', 'pause');
  }

  resume(): Promise<void> {
    return this.command('start', 'resume');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    await this.state.remove();
  }

  private async states(): Promise<string[]> {
    return (await this.torrents()).map(({ state }) => state);
  }

  private async torrents(): Promise<{ state: string; progress: number }[]> {
    if (this.program.hasExited) throw this.program.failure('ended');
    const response = await fetch(this.listUrl);
    return (await response.json()) as { state: string; progress: number }[];
  }

  /** A command for all torrents, by its name since version 5 or by the one before. */
  private async command(name: string, formerName: string): Promise<void> {
    const body = new URLSearchParams({ hashes: 'all' });
    const { status } = await fetch(`${this.apiUrl}/torrents/${name}`, { method: 'POST', body });
    if (status === NOT_FOUND) await this.post(`torrents/${formerName}`, body);
    else if (status !== OK) throw new Error(`torrents/${name}: ${status}`);
  }

  private async post(path: string, body: FormData | URLSearchParams): Promise<void> {
    const response = await fetch(`${this.apiUrl}/${path}`, { method: 'POST', body });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

export const qbittorrent: ClientKind<PausableClient> = {
  name: 'qbittorrent',
  seed: start,
  leech: start,
  version: async () => (await runProgram('qbittorrent-nox', ['--version'])).trim(),
};
