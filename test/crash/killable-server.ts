/** The built server as a process that can be killed at any moment of its life, its start and its stop too. */
import { join } from 'node:path';
import { OFFLINE_ENVIRONMENT } from '../../server/src/engine/testing/offline.ts';
import { ChildProgram } from '../support/child-program.ts';
import { ACCOUNT_ENVIRONMENT, registerServer } from '../support/credentials.ts';
import { call } from '../support/rest-client.ts';
import { waitUntil } from '../support/wait-until.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'dist', 'server', 'server', 'src', 'main.js');
const READY = 'Shoal is ready: ';
const READY_TIMEOUT_MS = 30_000;
const EXIT_TIMEOUT_MS = 20_000;
const ANSWER_TIMEOUT_MS = 20_000;

export interface Reply<Body> {
  status: number;
  body: Body;
}

export class KillableServer implements AsyncDisposable {
  readonly #program: ChildProgram;
  readonly #dataDirectory: string;
  #url = '';
  #isKilled = false;

  constructor(environment: Record<string, string>, nodeArguments: readonly string[] = []) {
    this.#dataDirectory = environment['SHOAL_DATA_DIR'] ?? '';
    this.#program = new ChildProgram(process.execPath, [...nodeArguments, PROGRAM], {
      env: {
        SHOAL_PORT: '0',
        SHOAL_PEER_HOST: '127.0.0.1',
        SHOAL_LOG_LEVEL: 'info',
        ...OFFLINE_ENVIRONMENT,
        ...ACCOUNT_ENVIRONMENT,
        ...environment,
      },
    });
  }

  /** Resolves when it has every download back. */
  async ready(): Promise<void> {
    const line = await this.#program.waitForLine(
      (text) => text.startsWith(READY),
      READY_TIMEOUT_MS,
    );
    this.#url = line.slice(READY.length).replace(/\/$/, '');
    registerServer(this.#url, this.#dataDirectory);
    const isReady = async (): Promise<boolean> => {
      const { status, body } = await call(this.#url, 'GET', '/health/ready');
      return status === 200 && !JSON.stringify(body).includes('"restoring"');
    };
    await waitUntil(isReady, {
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: 10,
      what: 'a ready server',
    });
  }

  /** A call of its API; null where the server was killed before it answered. */
  async call<Body>(method: string, path: string, body?: unknown): Promise<Reply<Body> | null> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(
        () => reject(this.failure(`did not answer ${method} ${path}`)),
        ANSWER_TIMEOUT_MS,
      );
    });
    try {
      const answer = call<Body>(this.#url, method, path, body === undefined ? {} : { body });
      return await Promise.race([answer, timeout]);
    } catch (error) {
      if (this.#isKilled) return null;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  /** Ends by itself: whoever did not kill it has found a crash. */
  get hasExited(): boolean {
    return this.#program.hasExited;
  }

  /** Asks it to stop, as a supervisor does: from here on calls may fail. */
  terminate(): void {
    this.#isKilled = true;
    process.kill(this.#program.pid, 'SIGTERM');
  }

  async kill(): Promise<void> {
    this.#isKilled = true;
    if (!this.#program.hasExited) process.kill(this.#program.pid, 'SIGKILL');
    await this.exitCode();
  }

  exitCode(): Promise<number> {
    return this.#program.waitForExit(EXIT_TIMEOUT_MS);
  }

  /** An error that carries what the server printed. */
  failure(whatHappened: string): Error {
    return this.#program.failure(whatHappened);
  }

  get output(): string {
    return this.#program.output;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#program.hasExited) await this.kill();
  }
}
