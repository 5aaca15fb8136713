/**
 * What crosses between the engine's thread and its owner's: calls by name, their answers, events, log lines,
 * and the one thing that the engine asks of its owner.
 */
import type { LogDetails, LogLevel } from '../core/logger.ts';
import type { Engine, EngineConfig, EngineEvents } from '../session/engine-api.ts';

/** Methods of `Engine` that are called across the threads. */
export type EngineCall = Exclude<keyof Engine, 'on'>;

export interface CallMessage {
  id: number;
  call: EngineCall;
  parameters: unknown[];
}

/** The owner's answer to `wants-metainfo`. */
export interface MetainfoMessage {
  metainfoOf: string;
  bytes: Uint8Array | null;
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
  | { kind: 'wants-metainfo'; id: string }
  | { kind: 'event'; name: keyof EngineEvents; event: unknown }
  | { kind: 'log'; level: LogLevel; message: string; details: LogDetails | undefined };

export interface EngineWorkerData {
  config: EngineConfig;
  /** Whether the owner can give a metainfo again. */
  canLoadMetainfo: boolean;
}

export const EVENT_NAMES = [
  'added',
  'state',
  'completed',
  'removed',
  'relocated',
  'checkpoint',
  'volume',
  'dhtState',
  'notice',
  'metadata',
  'metadataFailed',
  'metadataProgress',
  'progress',
  'stats',
] as const satisfies (keyof EngineEvents)[];
