/** The built server as a process of its own, on an engine that does nothing but tell (`stream-process.mjs`). */
import { join } from 'node:path';
import { OFFLINE_ENVIRONMENT } from '../../server/src/engine/testing/offline.ts';
import { ChildProgram } from '../support/child-program.ts';
import { ACCOUNT_ENVIRONMENT, registerServer } from '../support/credentials.ts';
import { RealServer } from '../support/real-server.ts';

const PROGRAM = join(import.meta.dirname, 'stream-process.mjs');
const READY = 'Shoal is ready: ';
const IN_USE = 'bytes in use: ';
const READY_TIMEOUT_MS = 300_000;

export class BusyServer implements AsyncDisposable {
  readonly url: string;
  readonly #program: ChildProgram;

  private constructor(program: ChildProgram, url: string) {
    this.#program = program;
    this.url = url;
  }

  /** `folder` was filled by `fillLibrary`; `environment` says how many downloads move. */
  static async start(folder: string, environment: Record<string, string>): Promise<BusyServer> {
    const dataDirectory = join(folder, 'data');
    const program = new ChildProgram(process.execPath, ['--expose-gc', PROGRAM], {
      env: {
        SHOAL_PORT: '0',
        SHOAL_DATA_DIR: dataDirectory,
        ...ACCOUNT_ENVIRONMENT,
        SHOAL_DOWNLOAD_DIR: RealServer.downloadFolder(folder),
        SHOAL_LOG_LEVEL: 'warn',
        ...OFFLINE_ENVIRONMENT,
        ...environment,
      },
    });
    try {
      const line = await program.waitForLine((text) => text.startsWith(READY), READY_TIMEOUT_MS);
      const url = line.slice(READY.length).replace(/\/$/, '');
      registerServer(url, dataDirectory);
      return new BusyServer(program, url);
    } catch (error) {
      await program.stop();
      throw error;
    }
  }

  get pid(): number {
    return this.#program.pid;
  }

  /** Of the heap and beside it, when all garbage is collected. */
  async bytesInUse(): Promise<number> {
    const line = this.#program.waitForLine((text) => text.startsWith(IN_USE), READY_TIMEOUT_MS);
    process.kill(this.#program.pid, 'SIGUSR2');
    return Number((await line).slice(IN_USE.length));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program.stop();
  }
}
