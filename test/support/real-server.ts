/**
 * The server that a user starts: the built program with the real engine, on loopback and free ports, with
 * folders that it is given, so that another run can go on with them. Needs `npm run build:server`.
 */
import { join } from 'node:path';
import type { DownloadDto } from '@shared/dto/download.js';
import { OFFLINE_ENVIRONMENT } from '../../server/src/engine/testing/offline.ts';
import { ChildProgram } from './child-program.ts';
import { ACCOUNT_ENVIRONMENT, registerServer } from './credentials.ts';
import { call, torrentForm, type Answer } from './rest-client.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PROGRAM = join(ROOT, 'dist', 'server', 'server', 'src', 'main.js');
const READY = 'Shoal is ready: ';
const STOP_TIMEOUT_MS = 20_000;

export class RealServer implements AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  private readonly program: ChildProgram;

  private constructor(program: ChildProgram, link: string) {
    this.program = program;
    this.url = link.replace(/\/$/, '');
  }

  /**
   * Resolves when it answers. `folder` holds its data and its downloads, now and in the next run; the command line
   * begins with `launcher`, which must become the server; `reach` says by which address it is reached from here.
   */
  static async start(
    folder: string,
    environment: Record<string, string> = {},
    readyTimeoutMs?: number,
    launcher: readonly string[] = [],
    reach: (link: string) => Promise<string> = (link) => Promise.resolve(link),
  ): Promise<RealServer> {
    const [command, ...args] = [...launcher, process.execPath, PROGRAM];
    const program = new ChildProgram(command, args, {
      env: {
        SHOAL_PORT: '0',
        SHOAL_PEER_PORT: '0',
        SHOAL_PEER_HOST: '127.0.0.1',
        SHOAL_DATA_DIR: join(folder, 'data'),
        SHOAL_DOWNLOAD_DIR: RealServer.downloadFolder(folder),
        SHOAL_LOG_LEVEL: 'warn',
        ...OFFLINE_ENVIRONMENT,
        ...ACCOUNT_ENVIRONMENT,
        ...environment,
      },
    });
    try {
      const line = await program.waitForLine((text) => text.startsWith(READY), readyTimeoutMs);
      const server = new RealServer(program, await reach(line.slice(READY.length)));
      registerServer(server.url, environment['SHOAL_DATA_DIR'] ?? join(folder, 'data'));
      return server;
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  static downloadFolder(folder: string): string {
    return join(folder, 'downloads');
  }

  async upload(torrent: Uint8Array): Promise<Answer<{ id: string; code?: string }>> {
    return call(this.url, 'POST', '/api/upload-torrent', { body: torrentForm(torrent) });
  }

  /** Uploads a torrent, starts it and resolves with its id. */
  async download(torrent: Uint8Array): Promise<string> {
    const { body } = await this.upload(torrent);
    const request = { body: { torrentId: body.id } };
    const { status } = await call(this.url, 'POST', '/api/start-download', request);
    if (status !== 201) throw this.program.failure(`answered ${status} to a start`);
    return body.id;
  }

  async status(id: string): Promise<DownloadDto> {
    return (await call<DownloadDto>(this.url, 'GET', `/api/downloads/${id}`)).body;
  }

  get pid(): number {
    return this.program.pid;
  }

  get isRunning(): boolean {
    return !this.program.hasExited;
  }

  /** The last lines that it wrote. */
  get output(): string {
    return this.program.output;
  }

  /** SIGTERM lets it end by itself, SIGKILL is the crash. Resolves with the exit code. */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<number> {
    process.kill(this.program.pid, signal);
    return this.program.waitForExit(STOP_TIMEOUT_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
  }
}
