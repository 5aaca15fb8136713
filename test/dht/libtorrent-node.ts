/** One node of libtorrent that is asked for what the DHT stores (python/libtorrent_dht.py). */
import { join } from 'node:path';
import { toHex } from '../../server/src/engine/core/hex.ts';
import { ChildProgram } from '../support/child-program.ts';
import { SYSTEM_PYTHON } from '../support/programs.ts';

const DRIVER = join(import.meta.dirname, '..', 'support', 'python', 'libtorrent_dht.py');

/** An ed25519 key as libtorrent takes it: the private one is expanded. */
export interface LibtorrentKey {
  private: string;
  public: string;
}

export class LibtorrentNode implements AsyncDisposable {
  readonly port: number;
  readonly #program: ChildProgram;
  #commands = 0;

  private constructor(program: ChildProgram, port: number) {
    this.#program = program;
    this.port = port;
  }

  /** Starts it at this address. */
  static async start(host: string): Promise<LibtorrentNode> {
    const program = new ChildProgram(SYSTEM_PYTHON, [DRIVER, host], { takesInput: true });
    const line = await program.waitForLine((text) => text.includes('"listening"'));
    return new LibtorrentNode(program, (JSON.parse(line) as { port: number }).port);
  }

  /** Knows the node at this port when it is done. */
  async join(port: number): Promise<void> {
    await this.#command('join', { port });
  }

  /** Puts a text that cannot change. */
  put(value: string): Promise<{ target: string; taken: number | null }> {
    return this.#command('put', { value });
  }

  /** The text under this target; null where nobody has it. */
  async get(target: Uint8Array): Promise<string | null> {
    const { value } = await this.#command<{ value: string | null }>('get', {
      target: toHex(target),
    });
    return value;
  }

  /** Puts a text in the place of the one before. */
  putMutable(value: string, salt: string, key: LibtorrentKey): Promise<{ taken: number | null }> {
    return this.#command('put-mutable', { value, salt, ...key });
  }

  getMutable(
    salt: string,
    publicKey: string,
  ): Promise<{ value: string | null; sequence: number | null }> {
    return this.#command('get-mutable', { salt, public: publicKey });
  }

  /** What the node at this port shows of the torrents that it knows. */
  sample(port: number): Promise<{ samples: string[] | null; total: number | null }> {
    return this.#command('sample', { port });
  }

  /** Peers of an info hash, as `address port`. */
  async peers(infoHash: Uint8Array): Promise<string[] | null> {
    const { peers } = await this.#command<{ peers: string[] | null }>('peers', {
      hash: toHex(infoHash),
    });
    return peers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.stop();
  }

  async #command<Answer>(name: string, fields: object): Promise<Answer> {
    const number = ++this.#commands;
    const answered = this.#program.waitForNextLine((line) => line.endsWith(`"number": ${number}}`));
    this.#program.writeLine(JSON.stringify({ number, name, ...fields }));
    return JSON.parse(await answered) as Answer;
  }
}
