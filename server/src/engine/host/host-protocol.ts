/** What crosses between the engine's thread and its owner's: calls by name, their answers, events, log lines. */
import type { LogDetails, LogLevel } from '../core/logger.ts';
import type { Engine, EngineConfig, EngineEvents } from '../session/engine-api.ts';

/** Methods of `Engine` that are called across the threads. */
export type EngineCall = Exclude<keyof Engine, 'on'>;

export interface CallMessage {
  id: number;
  call: EngineCall;
  parameters: unknown[];
}

export interface FailureMessage {
  /** `RequestError`, or the name of another typed error. */
  name: string;
  code: string;
  message: string;
  stack: string;
}

export type HostMessage =
  | { kind: 'answer'; id: number; result: unknown }
  | { kind: 'failure'; id: number; failure: FailureMessage }
  | { kind: 'event'; name: keyof EngineEvents; event: unknown }
  | { kind: 'log'; level: LogLevel; message: string; details: LogDetails | undefined };

export interface EngineWorkerData {
  config: EngineConfig;
}

export const EVENT_NAMES = [
  'added',
  'state',
  'completed',
  'removed',
  'checkpoint',
  'notice',
  'progress',
  'stats',
] as const satisfies (keyof EngineEvents)[];
