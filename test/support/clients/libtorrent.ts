/** libtorrent-rasterbar through Debian's Python binding (python/libtorrent_peer.py). */
import { join } from 'node:path';
import { ChildProgram, runProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { SYSTEM_PYTHON } from '../programs.ts';
import type { ClientKind, ClientOptions, PausableClient } from './client.ts';

const DRIVER = join(import.meta.dirname, '..', 'python', 'libtorrent_peer.py');

export interface LibtorrentOptions extends ClientOptions {
  /** Trust the files without a check, though they may be wrong: a seed that lies. */
  seedMode?: boolean;
  /** Large send buffers: the seed of a benchmark must not be what limits it. */
  fastSeed?: boolean;
  /** Serve peers on this machine by slots, as others: needed for `choke`. */
  usesSlots?: boolean;
  /** A leech that seeds afterwards. */
  stay?: boolean;
}

/** The figures of a status line. */
export interface LibtorrentStatus {
  progress: number;
  uploadedBytes: number;
}

export interface LibtorrentClient extends PausableClient {
  /** Bytes that came and hashed wrong, once it is complete. */
  failedBytes(): Promise<number>;
  /** Payload that it has sent so far, by its next status line. */
  uploadedBytes(): Promise<number>;
  /** When payload first flowed, in milliseconds of the machine's monotonic clock. */
  firstPayloadAt(timeoutMs: number): Promise<number>;
  /** Chokes every peer and keeps it connected, until `unchoke`. */
  choke(): Promise<void>;
  unchoke(): Promise<void>;
}

/** Starts a session. For what a `ClientKind` does not offer. */
export async function startLibtorrent(
  role: 'seed' | 'leech',
  options: LibtorrentOptions,
): Promise<LibtorrentClient> {
  const port = options.port ?? (await findFreePort());
  const program = new ChildProgram(SYSTEM_PYTHON, commandLine(role, port, options), {
    takesInput: true,
  });
  await program.waitForLine((line) => line.includes('"listening"'));
  return new Libtorrent(program, `127.0.0.1:${port}`, role, options.stay === true);
}

function commandLine(role: 'seed' | 'leech', port: number, options: LibtorrentOptions): string[] {
  return [
    DRIVER,
    role,
    options.torrent.path,
    options.folder,
    '--port',
    String(port),
    ...(options.peers ?? []).flatMap((peer) => ['--peer', peer]),
    ...(options.useTrackers ? [] : ['--no-tracker']),
    '--encryption',
    options.encryption ?? 'enabled',
    ...(options.seedMode === true ? ['--seed-mode'] : []),
    ...(options.fastSeed === true ? ['--fast-seed'] : []),
    ...(options.usesSlots === true ? ['--slots'] : []),
    ...(options.stay === true ? ['--stay'] : []),
    ...(options.magnet === undefined ? [] : ['--magnet', options.magnet]),
    '--upload-limit',
    String(Math.round(options.uploadLimitBytesPerSecond ?? 0)),
    '--download-limit',
    String(Math.round(options.downloadLimitBytesPerSecond ?? 0)),
  ];
}

class Libtorrent implements LibtorrentClient {
  readonly address: string;
  private readonly program: ChildProgram;
  private readonly role: 'seed' | 'leech';
  private readonly stays: boolean;
  private commands = 0;

  constructor(program: ChildProgram, address: string, role: 'seed' | 'leech', stays: boolean) {
    this.program = program;
    this.address = address;
    this.role = role;
    this.stays = stays;
  }

  get pid(): number {
    return this.program.pid;
  }

  async complete(timeoutMs: number): Promise<void> {
    const doneEvent = this.role === 'seed' ? '"ready"' : '"complete"';
    await this.program.waitForLine((line) => line.includes(doneEvent), timeoutMs);
    if (this.role === 'seed' || this.stays) return;
    // A leech writes what it still holds in memory, and ends.
    const code = await this.program.waitForExit(timeoutMs);
    if (code !== 0) throw this.program.failure('failed');
  }

  async firstPayloadAt(timeoutMs: number): Promise<number> {
    const line = await this.program.waitForLine((text) => text.includes('"first"'), timeoutMs);
    return (JSON.parse(line) as { at: number }).at;
  }

  async failedBytes(): Promise<number> {
    const line = await this.program.waitForLine((text) => text.includes('"complete"'));
    return (JSON.parse(line) as { failedBytes: number }).failedBytes;
  }

  async progress(): Promise<number> {
    return (await this.status()).progress;
  }

  async uploadedBytes(): Promise<number> {
    return (await this.status()).uploadedBytes;
  }

  pause(): Promise<void> {
    return this.tell('pause');
  }

  resume(): Promise<void> {
    return this.tell('resume');
  }

  choke(): Promise<void> {
    return this.tell('choke');
  }

  unchoke(): Promise<void> {
    return this.tell('unchoke');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.program.stop();
  }

  /** There are two status lines a second. */
  private async status(): Promise<LibtorrentStatus> {
    const line = await this.program.waitForNextLine((text) => text.includes('"status"'));
    return JSON.parse(line) as LibtorrentStatus;
  }

  private async tell(command: string): Promise<void> {
    this.commands += 1;
    const answer = `{"event": "done", "number": ${this.commands}}`;
    this.program.writeLine(`${this.commands} ${command}`);
    await this.program.waitForLine((line) => line === answer);
  }
}

export const libtorrent: ClientKind<LibtorrentClient> = {
  name: 'libtorrent',
  seed: (options) => startLibtorrent('seed', options),
  leech: (options) => startLibtorrent('leech', options),
  version: async () => {
    const print = 'import libtorrent; print(libtorrent.__version__)';
    return `libtorrent ${(await runProgram(SYSTEM_PYTHON, ['-c', print])).trim()}`;
  },
};
