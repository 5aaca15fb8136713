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
  type MetainfoMessage,
} from './host-protocol.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

const { config, canLoadMetainfo } = workerData as EngineWorkerData;
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

/** Those that wait for a metainfo, by its torrent. */
const wanting = new Map<string, ((bytes: Uint8Array | null) => void)[]>();

async function loadMetainfo(id: string): Promise<Uint8Array | null> {
  return new Promise((resolve) => {
    wanting.set(id, [...(wanting.get(id) ?? []), resolve]);
    post({ kind: 'wants-metainfo', id });
  });
}

function takeMetainfo({ metainfoOf, bytes }: MetainfoMessage): void {
  for (const resolve of wanting.get(metainfoOf) ?? []) resolve(bytes);
  wanting.delete(metainfoOf);
}

const session = new Session({
  config,
  logger: createLogger(config.logLevel),
  ...(canLoadMetainfo && { loadMetainfo }),
});
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

port.on('message', (message: CallMessage | MetainfoMessage) => {
  if ('metainfoOf' in message) takeMetainfo(message);
  else void answer(message);
});
