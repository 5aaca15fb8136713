/**
 * Ends this process when something that runs in its only thread never comes back: a test's own timeout could not fire
 * then. What hangs is named by the last `expect`.
 */
import { Worker } from 'node:worker_threads';

const CODE = `
  const { parentPort } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let timer;
  parentPort.on('message', ({ what, limitMs }) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      writeSync(2, what + ' hangs: no end after ' + limitMs + ' ms\\n');
      process.kill(process.pid, 'SIGKILL');
    }, limitMs);
  });
`;

export class Watchdog {
  readonly #limitMs: number;
  readonly #worker = new Worker(CODE, { eval: true });

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** This begins now, and something else must within the limit. */
  expect(what: string): void {
    this.#worker.postMessage({ what, limitMs: this.#limitMs });
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
