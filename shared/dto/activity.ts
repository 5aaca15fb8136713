/** What happened to downloads. */
import type { DownloadErrorCode } from './download.ts';

/** `recovered`: an error is over, and it goes on. */
export const ACTIVITY_KINDS = ['added', 'completed', 'removed', 'error', 'recovered'] as const;
export type ActivityKind = (typeof ACTIVITY_KINDS)[number];

export const LARGEST_ACTIVITY_PAGE = 500;
export const LONGEST_ACTIVITY_SEARCH = 200;

export interface ActivityEntryDto {
  /** Rises from entry to entry. */
  id: string;
  at: string;
  kind: ActivityKind;
  downloadId: string;
  /** Name of the download at that time; null where nobody knew it any more. */
  name: string | null;
  /** Name of the account that did it; null where that is not known, or nobody did. */
  account: string | null;
  /** Of an `error`: what was wrong; null of all others. */
  error: { code: DownloadErrorCode; message: string } | null;
  /** Of a `removed`: whether its data was deleted too; null of all others. */
  deletedData: boolean | null;
}

/** The latest first. */
export interface ActivityListDto {
  entries: ActivityEntryDto[];
  /** Asks for the page behind this one; null where there is none. */
  nextCursor: string | null;
}

export interface ActivityQuery {
  downloadId?: string;
  kind?: ActivityKind;
  /** Part of the name, letters in either case. */
  search?: string;
  limit?: number;
  cursor?: string;
}
