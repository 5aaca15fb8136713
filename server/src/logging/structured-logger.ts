/**
 * One line an entry on the error stream: time, level, message, then `name=value`. Whatever comes from
 * outside is quoted, so that nobody can write lines of their own into the log.
 */
import type { LogDetails, LogLevel, Logger } from '../engine/index.ts';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export class StructuredLogger implements Logger {
  readonly #least: number;
  readonly #write: (line: string) => void;

  constructor(
    level: LogLevel,
    write: (line: string) => void = (line) => process.stderr.write(line),
  ) {
    this.#least = LEVELS.indexOf(level);
    this.#write = write;
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
    const fields = Object.entries(details).map(([name, value]) => ` ${name}=${format(value)}`);
    const text = message.replaceAll(/[\r\n]+/g, ' | ');
    this.#write(`${new Date().toISOString()} ${level.padEnd(5)} ${text}${fields.join('')}\n`);
  }
}

function format(value: LogDetails[string]): string {
  const text = String(value);
  return /^[\w.:/+-]+$/.test(text) ? text : JSON.stringify(text);
}
