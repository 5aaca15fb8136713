/**
 * One line an entry on the error stream: time, level, message, then `name=value`; or the same as an object of JSON.
 * Whatever comes from outside is quoted, so that nobody can write lines of their own into the log, and secrets are
 * taken out before anything is written or kept.
 */
import type { LogDetails, LogLevel, Logger } from '../engine/index.ts';
import type { RecentLog } from './recent-log.ts';
import { maskDetails, maskSecrets } from './secret-masking.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export interface LoggerOptions {
  format?: LogFormat;
  write?: (line: string) => void;
  /** Keeps the entries too. */
  recent?: RecentLog;
}

interface Entry {
  at: number;
  level: LogLevel;
  message: string;
  details: LogDetails;
}

export class StructuredLogger implements Logger {
  readonly #least: number;
  readonly #lineOf: (entry: Entry) => string;
  readonly #write: (line: string) => void;
  readonly #recent: RecentLog | null;

  constructor(level: LogLevel, { format = 'text', write, recent }: LoggerOptions = {}) {
    this.#least = LEVELS.indexOf(level);
    this.#lineOf = format === 'json' ? jsonLine : textLine;
    this.#write = write ?? ((line) => process.stderr.write(line));
    this.#recent = recent ?? null;
  }

  debug(message: string, details?: LogDetails): void {
    this.#log('debug', message, details);
  }

  info(message: string, details?: LogDetails): void {
    this.#log('info', message, details);
  }

  warn(message: string, details?: LogDetails): void {
    this.#log('warn', message, details);
  }

  error(message: string, details?: LogDetails): void {
    this.#log('error', message, details);
  }

  #log(level: LogLevel, message: string, details: LogDetails = {}): void {
    if (LEVELS.indexOf(level) < this.#least) return;
    const entry = {
      at: Date.now(),
      level,
      message: maskSecrets(message),
      details: maskDetails(details),
    };
    this.#recent?.add(entry);
    this.#write(`${this.#lineOf(entry)}\n`);
  }
}

function textLine({ at, level, message, details }: Entry): string {
  const fields = Object.entries(details).map(([name, value]) => ` ${name}=${format(value)}`);
  const text = message.replaceAll(/[\r\n]+/g, ' | ');
  return `${new Date(at).toISOString()} ${level.padEnd(5)} ${text}${fields.join('')}`;
}

function jsonLine({ at, level, message, details }: Entry): string {
  return JSON.stringify({ time: new Date(at).toISOString(), level, message, details });
}

function format(value: LogDetails[string]): string {
  const text = String(value);
  return /^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text);
}
