/** From the least to the most urgent. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevelName = (typeof LOG_LEVELS)[number];

/** One entry of the server's log. Secrets are masked in it. */
export interface LogEntryDto {
  /** Counts up from the start of the server. */
  id: number;
  at: string;
  level: LogLevelName;
  message: string;
  /** What the message is about, by name. */
  details: Record<string, string | number | boolean | null>;
}

export interface LogListDto {
  /** The oldest first. */
  entries: LogEntryDto[];
}

export interface LogQuery {
  /** This level and the more urgent ones; all where it is not given. */
  level?: LogLevelName;
  since?: string;
  /** Part of the message or of a detail, case folded. */
  search?: string;
  /** The latest of those that fit. */
  limit?: number;
}
