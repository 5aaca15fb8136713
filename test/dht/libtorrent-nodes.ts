/** Nodes of libtorrent, all in one other process (python/libtorrent_dht_nodes.py). */
import { join } from 'node:path';
import { toHex } from '../../server/src/engine/core/hex.ts';
import { ChildProgram } from '../support/child-program.ts';
import { SYSTEM_PYTHON } from '../support/programs.ts';

const DRIVER = join(import.meta.dirname, '..', 'support', 'python', 'libtorrent_dht_nodes.py');
const LOOK_SECONDS = 8;

/** One node that looks for a peer. */
export interface WantedPeer {
  node: number;
  infoHash: Uint8Array;
  peer: string;
}

/** Of each node, by its index. */
export interface LibtorrentTraffic {
  messages_out: number[];
  bytes_out: number[];
  /** Peers that it keeps for others. */
  peers: number[];
}

export class LibtorrentNodes implements AsyncDisposable {
  /** `address:port` of each, where it is a node and listens for peers. */
  readonly endpoints: readonly string[];
  readonly #program: ChildProgram;
  #commands = 0;

  private constructor(program: ChildProgram, endpoints: readonly string[]) {
    this.#program = program;
    this.endpoints = endpoints;
  }

  static async start(count: number): Promise<LibtorrentNodes> {
    const program = new ChildProgram(SYSTEM_PYTHON, [DRIVER, String(count)], { takesInput: true });
    const line = await program.waitForLine((text) => text.includes('"listening"'));
    const { endpoints } = JSON.parse(line) as { endpoints: string[] };
    return new LibtorrentNodes(program, endpoints);
  }

  /** Asks these nodes for others. */
  async join(routers: readonly string[]): Promise<void> {
    await this.#command('join', { routers });
  }

  /** How many nodes each knows. */
  async knownNodes(): Promise<number[]> {
    return (await this.#command<{ nodes: number[] }>('nodes')).nodes;
  }

  /** Begins to announce; that they did is seen where it is kept. */
  async announce(wanted: readonly Omit<WantedPeer, 'peer'>[]): Promise<void> {
    const list = wanted.map(({ node, infoHash }) => [node, toHex(infoHash)]);
    await this.#command('announce', { list });
  }

  /** The peers that each was told of, at the latest after so many seconds. */
  async look(wanted: readonly WantedPeer[], seconds = LOOK_SECONDS): Promise<Set<string>[]> {
    const list = wanted.map(({ node, infoHash, peer }) => [node, toHex(infoHash), peer]);
    const { named } = await this.#command<{ named: string[][] }>('look', { list, seconds });
    return named.map((peers) => new Set(peers));
  }

  async traffic(): Promise<LibtorrentTraffic> {
    return this.#command<LibtorrentTraffic>('traffic');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.stop();
  }

  async #command<Answer>(name: string, fields: object = {}): Promise<Answer> {
    const number = ++this.#commands;
    const isAnswer = (line: string): boolean => line.endsWith(`"number": ${number}}`);
    const answered = this.#program.waitForNextLine(isAnswer);
    this.#program.writeLine(JSON.stringify({ number, name, ...fields }));
    return JSON.parse(await answered) as Answer;
  }
}
