/**
 * The latest entries of the log, for those that ask over the API. A ring: it holds RECENT_ENTRIES, whatever happens.
 */
import type { LogDetails, LogLevel } from '../engine/index.ts';

const RECENT_ENTRIES = 2_000;

export interface LogEntry {
  /** Counts up from 1. */
  id: number;
  /** Milliseconds since 1970. */
  at: number;
  level: LogLevel;
  message: string;
  details: LogDetails;
}

export interface LogFilter {
  /** This one and the more urgent ones. */
  level: LogLevel;
  /** Milliseconds since 1970. */
  since: number;
  /** Part of the message or of a detail, case folded; empty is any. */
  search: string;
  limit: number;
}

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

export class RecentLog {
  readonly #entries: LogEntry[] = [];
  #nextId = 1;
  readonly #counts: Record<LogLevel, number> = { debug: 0, info: 0, warn: 0, error: 0 };

  /** Secrets must have been taken out of it. */
  add(entry: Omit<LogEntry, 'id'>): void {
    const id = this.#nextId++;
    this.#counts[entry.level]++;
    this.#entries[id % RECENT_ENTRIES] = { ...entry, id };
  }

  /** Entries since the start, by level. */
  get counts(): Readonly<Record<LogLevel, number>> {
    return { ...this.#counts };
  }

  /** Those that fit, the oldest first; where there are more than the limit, the latest of them. */
  find({ level, since, search, limit }: LogFilter): LogEntry[] {
    const least = LEVELS.indexOf(level);
    const part = search.toLowerCase();
    const found: LogEntry[] = [];
    for (let id = this.#nextId - 1; id > 0 && found.length < limit; id--) {
      const entry = this.#entries[id % RECENT_ENTRIES];
      if (entry?.id !== id) break;
      if (LEVELS.indexOf(entry.level) < least || entry.at < since) continue;
      if (part === '' || textOf(entry).includes(part)) found.push(entry);
    }
    return found.toReversed();
  }
}

function textOf({ message, details }: LogEntry): string {
  const fields = Object.entries(details).map(([name, value]) => `${name}=${value}`);
  return [message, ...fields].join(' ').toLowerCase();
}
