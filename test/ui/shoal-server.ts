/**
 * The server that the browser tests look at: the process that a user starts, with folders of its own, on
 * loopback. It can be killed and started again on the same port and the same data.
 */
import { fileURLToPath } from 'node:url';
import { OFFLINE_ENVIRONMENT } from '../../server/src/engine/testing/offline.ts';
import { ChildProgram } from '../support/child-program.ts';
import { ACCOUNT_ENVIRONMENT, registerServer } from '../support/credentials.ts';
import { TempFolder } from '../support/temp-folder.ts';

const PROGRAM = '../../dist/server/server/src/main.js';
const READY = 'Shoal is ready: ';
const SETUP = 'Make the first account: ';
const START_TIMEOUT_MS = 30_000;

export class ShoalServer implements AsyncDisposable {
  readonly downloadFolder: string;
  /** Of the app, with a slash at the end. */
  link = '';
  /** Printed where there is no account yet; empty where there is. */
  setupLink = '';
  private program: ChildProgram | undefined;
  private readonly folder: TempFolder;
  private readonly account: Readonly<Record<string, string>>;
  private readonly basePath: string;

  private constructor(
    folder: TempFolder,
    account: Readonly<Record<string, string>>,
    basePath: string,
  ) {
    this.folder = folder;
    this.account = account;
    this.basePath = basePath;
    this.downloadFolder = folder.join('downloads');
  }

  /** Resolves when it answers. It has the account of the tests, and the app stands below `basePath`. */
  static async start(basePath = '/'): Promise<ShoalServer> {
    return ShoalServer.open(ACCOUNT_ENVIRONMENT, basePath);
  }

  /** As a user starts it for the first time: nobody has an account. */
  static async startWithoutAccount(): Promise<ShoalServer> {
    const server = await ShoalServer.open({});
    const line = await server.program!.waitForLine((text) => text.startsWith(SETUP));
    server.setupLink = line.slice(SETUP.length);
    return server;
  }

  private static async open(
    account: Readonly<Record<string, string>>,
    basePath = '/',
  ): Promise<ShoalServer> {
    const server = new ShoalServer(await TempFolder.create('ui'), account, basePath);
    try {
      await server.startAgain();
      if (account === ACCOUNT_ENVIRONMENT) {
        registerServer(server.url, server.folder.join('data'));
      }
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The same server, as after a crash of the first one: its port, its data, its downloads. */
  async startAgain(): Promise<void> {
    this.program = new ChildProgram(
      process.execPath,
      [fileURLToPath(new URL(PROGRAM, import.meta.url))],
      {
        env: {
          SHOAL_PORT: this.link === '' ? '0' : new URL(this.link).port,
          SHOAL_PEER_PORT: '0',
          SHOAL_PEER_HOST: '127.0.0.1',
          ...OFFLINE_ENVIRONMENT,
          SHOAL_DATA_DIR: this.folder.join('data'),
          SHOAL_DOWNLOAD_DIR: this.downloadFolder,
          SHOAL_BASE_PATH: this.basePath,
          SHOAL_LOG_LEVEL: 'warn',
          ...this.account,
        },
      },
    );
    const line = await this.program.waitForLine((text) => text.startsWith(READY), START_TIMEOUT_MS);
    this.link = line.slice(READY.length);
  }

  /** As the tests' REST client wants it: without a slash at the end. */
  get url(): string {
    return this.link.replace(/\/$/, '');
  }

  /** As a crash would: no word to anyone. */
  async kill(): Promise<void> {
    if (this.program === undefined || this.program.hasExited) return;
    process.kill(this.program.pid, 'SIGKILL');
    await this.program.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program?.stop();
    await this.folder.remove();
  }
}
