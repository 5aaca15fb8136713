/** What happened to downloads, as it is kept. */
import type { ActivityKind } from '@shared/dto/activity.js';

export interface NewActivity {
  /** Milliseconds since 1970. */
  at: number;
  kind: ActivityKind;
  downloadId: string;
  /** Null where nobody knew it any more. */
  name: string | null;
  /** Name of the account; null where nobody in particular did it. */
  account: string | null;
  details: Readonly<Record<string, unknown>> | null;
}

export interface ActivityRecord extends NewActivity {
  /** Rises from entry to entry. */
  id: number;
}

export interface ActivityFilter {
  /** Only entries with a lower id. */
  before?: number;
  downloadId?: string;
  kind?: ActivityKind;
  /** Part of the name, ASCII letters in either case. */
  search?: string;
  limit: number;
}

export interface ActivityRepository {
  /** All of them or none. */
  add(entries: readonly NewActivity[]): Promise<void>;
  /** The latest first. */
  list(filter: ActivityFilter): Promise<ActivityRecord[]>;
  /** Name of the download at its latest entry that has one. */
  lastNameOf(downloadId: string): Promise<string | null>;
  /** Deletes what is older than this time, and all but the latest so many. */
  prune(before: number, count: number): Promise<void>;
}

export const ACTIVITY_REPOSITORY = Symbol('ActivityRepository');
