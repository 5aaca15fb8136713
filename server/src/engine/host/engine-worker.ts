/** The engine's thread: one session, driven by calls that come as messages. */
import { parentPort, workerData } from 'node:worker_threads';
import { EngineError } from '../core/engine-error.ts';
import type { Logger, LogLevel } from '../core/logger.ts';
import { Session } from '../session/session.ts';
import {
  EVENT_NAMES,
  type CallMessage,
  type EngineWorkerData,
  type FailureMessage,
  type HostMessage,
} from './host-protocol.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

const { config } = workerData as EngineWorkerData;
const port = parentPort!;
const post = (message: HostMessage): void => port.postMessage(message);

function createLogger(least: LogLevel): Logger {
  const at =
    (level: LogLevel): Logger['info'] =>
    (message, details) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      post({ kind: 'log', level, message, details });
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

const session = new Session({ config, logger: createLogger(config.logLevel) });
for (const name of EVENT_NAMES) {
  session.on(name, (event) => post({ kind: 'event', name, event }));
}

async function answer({ id, call, parameters }: CallMessage): Promise<void> {
  try {
    const method = session[call] as (...parameters: unknown[]) => Promise<unknown>;
    post({ kind: 'answer', id, result: await method.apply(session, parameters) });
  } catch (error) {
    post({ kind: 'failure', id, failure: failureOf(error) });
  }
}

function failureOf(error: unknown): FailureMessage {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { name, message, stack, code: error instanceof EngineError ? error.code : 'internal' };
}

port.on('message', (message: CallMessage) => void answer(message));
