/** A libtorrent session on a host of its own (python/libtorrent_node.py), with the ways to find peers that it is given. */
import { join } from 'node:path';
import type { ChildProgram } from '../../support/child-program.ts';
import type { TorrentFixture } from '../../support/fixtures.ts';
import { SYSTEM_PYTHON } from '../../support/programs.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { NetworkHost } from './network-lab.ts';
import { PEER_PORT, type SwarmClientKind, type Way } from './swarm-client.ts';

const DRIVER = join(import.meta.dirname, '..', '..', 'support', 'python', 'libtorrent_node.py');
/** A transfer takes a second, so that who takes part is seen. */
const BYTES_PER_SECOND = 2 * 1024 * 1024;
const CONNECT_TIMEOUT_MS = 20_000;

export interface LibtorrentNodeOptions {
  host: NetworkHost;
  ways: readonly Way[];
  routers?: readonly string[];
  /** Knows peers and names them, and has nothing to give, not even metadata. */
  onlyIntroduces?: boolean;
}

export interface LibtorrentNodeStatus {
  progress: number;
  isSeeding: boolean;
  /** By address. */
  sources: Record<string, string[]>;
}

export class LibtorrentNode implements AsyncDisposable {
  readonly host: NetworkHost;
  private readonly program: ChildProgram;
  private commands = 0;

  private constructor(host: NetworkHost, program: ChildProgram) {
    this.host = host;
    this.program = program;
  }

  static async start(options: LibtorrentNodeOptions): Promise<LibtorrentNode> {
    const { host, ways, routers = [], onlyIntroduces = false } = options;
    const program = host.start(
      SYSTEM_PYTHON,
      [
        DRIVER,
        ...host.endpoints(PEER_PORT).flatMap((endpoint) => ['--listen', endpoint]),
        ...ways.filter((way) => way !== 'tracker').map((way) => `--${way}`),
        ...routers.flatMap((router) => ['--router', router]),
        ...(onlyIntroduces ? ['--no-metadata'] : []),
      ],
      true,
    );
    await program.waitForLine((line) => line.includes('"listening"'));
    return new LibtorrentNode(host, program);
  }

  get endpoints(): string[] {
    return this.host.endpoints(PEER_PORT);
  }

  async seed(torrent: TorrentFixture, trackers: readonly string[]): Promise<void> {
    const { path, contentFolder: folder } = torrent;
    const limits = { uploadLimit: BYTES_PER_SECOND };
    await this.tell('add', { torrent: path, folder, isSeed: true, trackers, ...limits });
  }

  async download(magnet: string, folder: string): Promise<void> {
    await this.tell('add', { magnet, folder, downloadLimit: BYTES_PER_SECOND });
  }

  /** Connects to these peers, and again whenever they are gone. */
  async connect(peers: readonly string[]): Promise<void> {
    await this.tell('connect', { peers });
  }

  /** Neither connects to that host nor lets it in. */
  async block(host: NetworkHost): Promise<void> {
    await this.tell('block', { addresses: host.addresses });
  }

  /** Who named the peers that it was connected to at that host. */
  async sourcesOf({ addresses }: NetworkHost): Promise<string[]> {
    const { sources } = await this.status();
    const named = addresses.flatMap((address) => sources[address] ?? []);
    return [...new Set(named)];
  }

  /** Resolves once it is, or was, connected to that host. */
  async isConnectedTo({ addresses }: NetworkHost): Promise<void> {
    const isKnown = async (): Promise<boolean> => {
      const { sources } = await this.status();
      return addresses.some((address) => address in sources);
    };
    await waitUntil(isKnown, {
      timeoutMs: CONNECT_TIMEOUT_MS,
      what: `a connection to ${addresses.join(' or ')}`,
    });
  }

  /** Resolves once this DHT node was told of a peer of the torrent at that host. */
  async announced(infoHash: string, host: NetworkHost): Promise<void> {
    const tells = (line: string): boolean =>
      line.includes('"announced"') &&
      line.includes(infoHash) &&
      host.addresses.some((address) => line.includes(`"${address}"`));
    await this.program.waitForLine(tells);
  }

  async status(): Promise<LibtorrentNodeStatus> {
    return (await this.tell('status', {})) as LibtorrentNodeStatus;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
  }

  private async tell(command: string, given: object): Promise<object> {
    this.commands += 1;
    const begin = `{"event": "done", "number": ${this.commands}`;
    const answer = this.program.waitForNextLine((line) => line.startsWith(begin));
    this.program.writeLine(JSON.stringify({ number: this.commands, command, ...given }));
    return JSON.parse(await answer) as object;
  }
}

/** As the client between two others. */
export const libtorrentNode: SwarmClientKind = {
  name: 'libtorrent',
  start: async ({ host, ways, routers, folder }) => {
    const node = await LibtorrentNode.start({ host, ways, routers });
    return {
      download: (magnet) => node.download(magnet, folder),
      isComplete: async () => (await node.status()).isSeeding,
      sourcesOf: (host) => node.sourcesOf(host),
      [Symbol.asyncDispose]: () => node[Symbol.asyncDispose](),
    };
  },
};
