/** When a browser's session ends: a while after its last use, and in any case a year after its login. */

const DAY_MS = 24 * 60 * 60 * 1000;
export const LONGEST_SESSION_MS = 365 * DAY_MS;

export interface SessionTimes {
  createdAt: number;
  lastUsedAt: number;
}

/** Milliseconds since 1970. */
export function sessionEnd({ createdAt, lastUsedAt }: SessionTimes, idleDays: number): number {
  return Math.min(createdAt + LONGEST_SESSION_MS, lastUsedAt + idleDays * DAY_MS);
}

/** Sessions whose times lie before these have ended. */
export function endedBefore(now: number, idleDays: number): SessionTimes {
  return { createdAt: now - LONGEST_SESSION_MS, lastUsedAt: now - idleDays * DAY_MS };
}
