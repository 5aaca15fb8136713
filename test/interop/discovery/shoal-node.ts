/** The built server on a host of its own, with one way to find peers; its API is reached through a relay. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadPeerDto } from '@shared/dto/download.js';
import { ChildProgram } from '../../support/child-program.ts';
import type { TorrentFixture } from '../../support/fixtures.ts';
import { SYSTEM_PYTHON } from '../../support/programs.ts';
import { RealServer } from '../../support/real-server.ts';
import { call, type Answer } from '../../support/rest-client.ts';
import { TempFolder } from '../../support/temp-folder.ts';
import { endpointText, type NetworkHost } from './network-lab.ts';
import { PEER_PORT, type SwarmClientKind, type SwarmClientOptions } from './swarm-client.ts';

const RELAY = join(import.meta.dirname, '..', '..', 'support', 'python', 'namespace_relay.py');
/** Where the trackers of the scenes are. */
const LOCAL_NETWORKS = '10.77.0.0/16,fd77::/48';
const READY_TIMEOUT_MS = 40_000;

export interface ShoalRun {
  routers: readonly string[];
  peerPort?: number;
}

export class ShoalNode implements AsyncDisposable {
  private readonly options: SwarmClientOptions;
  private readonly state: TempFolder;
  private readonly resources = new AsyncDisposableStack();
  private readonly namers = new Map<string, Set<string>>();
  private server: RealServer | null = null;
  private id = '';

  private constructor(options: SwarmClientOptions, state: TempFolder) {
    this.options = options;
    this.state = this.resources.use(state);
  }

  static async start(options: SwarmClientOptions): Promise<ShoalNode> {
    const node = new ShoalNode(options, await TempFolder.create('shoal-node'));
    await node.run({ routers: options.routers });
    return node;
  }

  get endpoints(): string[] {
    return this.options.host.endpoints(PEER_PORT);
  }

  /** The start, and each later one: on the same folders, with these DHT nodes to begin with. */
  async run({ routers, peerPort = PEER_PORT }: ShoalRun): Promise<void> {
    const { host, ways, folder } = this.options;
    const environment = {
      SHOAL_DOWNLOAD_DIR: folder,
      SHOAL_PEER_HOST: 'all',
      SHOAL_PEER_PORT: String(peerPort),
      SHOAL_DHT: String(ways.includes('dht')),
      SHOAL_DHT_BOOTSTRAP: routers.join(',') || 'none',
      SHOAL_LSD: String(ways.includes('lsd')),
      SHOAL_PEX: String(ways.includes('pex')),
      SHOAL_ALLOWED_FETCH_NETWORKS: LOCAL_NETWORKS,
      SHOAL_DISK_WORKERS: '1',
      ...this.options.environment,
    };
    const { path } = this.state;
    const reach = (link: string): Promise<string> => this.openRelay(host, link);
    const start = RealServer.start(path, environment, READY_TIMEOUT_MS, host.launcher, reach);
    this.server = await start;
  }

  /** Lets it end, so that it can `run` again. */
  async end(): Promise<void> {
    await this.running.end('SIGTERM');
    this.server = null;
  }

  /** Adds the link and starts it, without waiting for its metadata. */
  async download(magnet: string): Promise<void> {
    const added = await this.call<{ id: string }>('POST', '/api/upload-torrent', { magnet });
    this.expectStatus(added, 201);
    this.id = added.body.id;
    const started = await this.call('POST', '/api/start-download', { torrentId: this.id });
    this.expectStatus(started, 201);
  }

  /** The same of a torrent. */
  async downloadTorrent({ path }: TorrentFixture): Promise<void> {
    this.id = await this.running.download(await readFile(path));
  }

  async isComplete(): Promise<boolean> {
    await this.lookAtPeers();
    return (await this.running.status(this.id)).state === 'seeding';
  }

  /** Who named the peers that it was connected to at that host, in the moments when they were looked at. */
  sourcesOf({ addresses }: NetworkHost): string[] {
    const named = addresses.flatMap((address) => [...(this.namers.get(address) ?? [])]);
    return [...new Set(named)];
  }

  async isConnectedTo(host: NetworkHost): Promise<boolean> {
    await this.lookAtPeers();
    return this.sourcesOf(host).length > 0;
  }

  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer<Body>> {
    return call<Body>(this.running.url, method, path, body === undefined ? {} : { body });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server?.[Symbol.asyncDispose]();
    await this.resources.disposeAsync();
  }

  private get running(): RealServer {
    if (this.server === null) throw new Error('The server does not run.');
    return this.server;
  }

  private async lookAtPeers(): Promise<void> {
    const { body } = await this.call<DownloadPeerDto[]>('GET', `/api/downloads/${this.id}/peers`);
    for (const { address, source } of body) {
      this.namers.set(address, (this.namers.get(address) ?? new Set()).add(source));
    }
  }

  /** The server's address as it is reached from where the test runs. */
  private async openRelay(host: NetworkHost, link: string): Promise<string> {
    const url = new URL(link);
    const args = [RELAY, String(host.holderPid), url.port];
    const relay = this.resources.use(new ChildProgram(SYSTEM_PYTHON, args, { takesInput: true }));
    const line = await relay.waitForLine((text) => text.includes('"listening"'));
    const { port } = JSON.parse(line) as { port: number };
    return `http://${endpointText(url.hostname, port)}/`;
  }

  private expectStatus({ status, body }: Answer, wanted: number): void {
    if (status !== wanted) throw new Error(`Shoal answered ${status}: ${JSON.stringify(body)}`);
  }
}

export const shoalNode: SwarmClientKind = {
  name: 'Shoal',
  start: async (options) => {
    const node = await ShoalNode.start(options);
    return {
      download: (magnet) => node.download(magnet),
      isComplete: () => node.isComplete(),
      sourcesOf: (host) => Promise.resolve(node.sourcesOf(host)),
      [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
    };
  },
};
