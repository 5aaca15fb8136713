/**
 * What signals do. The first ends the work: requests are refused, trackers told, progress recorded, at most
 * STOP_DEADLINE_MS. The second ends the process at once: what is recorded is on the disk already, so that nothing but
 * the work since the last record is done again.
 */
import type { NestExpressApplication } from '@nestjs/platform-express';
import { EngineHostService } from './engine-host/engine-host.service.ts';
import type { Logger } from './engine/index.ts';
import { StopGate } from './http/stop-gate.ts';

/** A supervisor waits about as long before it kills. */
const STOP_DEADLINE_MS = 9_500;
/** Ctrl-C reaches the whole process group, and what started us may pass it on: that is one signal, not two. */
const SAME_SIGNAL_MS = 300;

const EXIT_CLEAN = 0;
/** Stopped by a second signal, or too slow: not all was told and recorded. */
const EXIT_UNCLEAN = 1;

export class GracefulStop {
  readonly #logger: Logger;
  #stoppingSince: number | null = null;
  #app: NestExpressApplication | null = null;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** From now on signals are ours, also while the server starts. */
  listen(): void {
    const stop = (signal: NodeJS.Signals): void => this.#onSignal(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
  }

  get isStopping(): boolean {
    return this.#stoppingSince !== null;
  }

  /** What a signal closes. One that came before this closes it now; it then ends the process. */
  guard(app: NestExpressApplication): void {
    this.#app = app;
    if (this.isStopping) void this.#close(app);
  }

  #onSignal(signal: NodeJS.Signals): void {
    const now = performance.now();
    if (this.#stoppingSince !== null) {
      if (now - this.#stoppingSince > SAME_SIGNAL_MS) leaveAtOnce(EXIT_UNCLEAN);
      return;
    }
    this.#stoppingSince = now;
    this.#logger.info('stopping', { signal });
    setTimeout(() => {
      this.#logger.error('not stopped in time');
      leaveAtOnce(EXIT_UNCLEAN);
    }, STOP_DEADLINE_MS).unref();
    if (this.#app) void this.#close(this.#app);
  }

  async #close(app: NestExpressApplication): Promise<void> {
    try {
      app.get(StopGate).close();
      await app.close();
    } catch (error) {
      this.#logger.error('not stopped cleanly', { error: String(error) });
      leaveAtOnce(EXIT_UNCLEAN);
    }
    if (app.get(EngineHostService).hasStopped) process.exit(EXIT_CLEAN);
    leaveAtOnce(EXIT_CLEAN);
  }
}

/**
 * `process.exit` waits for all threads, and so for ever for one that is in a call to a disk that does not answer.
 * To become another program ends them: one that only gives the exit code. Where that is not to be had (Windows), no
 * better way is known.
 */
export function leaveAtOnce(code: number): never {
  process.execve?.(process.execPath, [process.execPath, '-e', `process.exit(${code})`], {});
  process.exit(code);
}
