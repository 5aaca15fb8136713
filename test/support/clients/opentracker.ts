/**
 * opentracker on loopback, HTTP and UDP on one port. Debian's build serves only the torrents of a whitelist.
 * As root it drops to `nobody` and changes its root to the folder, so that the whitelist is named from there.
 */
import { chmod, writeFile } from 'node:fs/promises';
import { ChildProgram } from '../child-program.ts';
import { findFreePort } from '../free-port.ts';
import { TempFolder } from '../temp-folder.ts';
import { waitUntil } from '../wait-until.ts';

const WHITELIST = 'whitelist.txt';
const START_TIMEOUT_MS = 10_000;
const READABLE_BY_ALL = 0o644;
const ENTERABLE_BY_ALL = 0o755;

export class Opentracker implements AsyncDisposable {
  readonly httpUrl: string;
  readonly udpUrl: string;
  private readonly program: ChildProgram;
  private readonly folder: TempFolder;

  private constructor(port: number, program: ChildProgram, folder: TempFolder) {
    this.httpUrl = `http://127.0.0.1:${port}/announce`;
    this.udpUrl = `udp://127.0.0.1:${port}/announce`;
    this.program = program;
    this.folder = folder;
  }

  /** A port for `start`: torrents are made with their tracker's address before there is one. */
  static async reserve(): Promise<{ port: number; httpUrl: string; udpUrl: string }> {
    const port = await findFreePort();
    return {
      port,
      httpUrl: `http://127.0.0.1:${port}/announce`,
      udpUrl: `udp://127.0.0.1:${port}/announce`,
    };
  }

  /** Serves the torrents with these info hashes (40 hex digits). */
  static async start(options: { port: number; infoHashes: string[] }): Promise<Opentracker> {
    const folder = await TempFolder.create('opentracker');
    await chmod(folder.path, ENTERABLE_BY_ALL);
    await writeFile(folder.join(WHITELIST), options.infoHashes.map((hash) => `${hash}\n`).join(''));
    await chmod(folder.join(WHITELIST), READABLE_BY_ALL);
    const isRoot = process.getuid?.() === 0;
    const port = String(options.port);
    const program = new ChildProgram('opentracker', [
      '-i',
      '127.0.0.1',
      '-p',
      port,
      '-P',
      port,
      '-u',
      'nobody',
      '-d',
      folder.path,
      '-w',
      isRoot ? `/${WHITELIST}` : folder.join(WHITELIST),
    ]);
    const tracker = new Opentracker(options.port, program, folder);
    await waitUntil(async () => (await fetch(tracker.httpUrl)).status > 0, {
      timeoutMs: START_TIMEOUT_MS,
      what: 'opentracker to answer',
    });
    return tracker;
  }

  /** Resolves once it can name a peer of the torrent: clients announce when they like. */
  async knowsPeers(infoHash: string, timeoutMs: number): Promise<void> {
    const escaped = infoHash.replaceAll(/../g, (byte) => `%${byte}`);
    const url = `${this.httpUrl.replace('announce', 'scrape')}?info_hash=${escaped}`;
    const knowsOne = async (): Promise<boolean> => {
      const answer = await (await fetch(url)).text();
      return /8:completei[1-9]|10:incompletei[1-9]/.test(answer);
    };
    await waitUntil(knowsOne, { timeoutMs, what: 'a client to announce itself' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    await this.folder.remove();
  }
}
