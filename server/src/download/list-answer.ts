/**
 * A page of the list as the text that is sent. Rows are kept as JSON, so that ten thousand of them are put together in
 * milliseconds. Invariant: the ETag of two answers of one run is the same where they have the same rows in the same
 * order, whatever the position in the event stream is: an older one is true for them as well.
 */
import { createHash } from 'node:crypto';
import type { StreamPosition } from '@shared/dto/download.js';
import type { ListRow } from './list-row.ts';

export interface ListAnswer {
  etag: string;
  /** Made only where the caller does not have it. */
  text: () => string;
}

export interface ListPage {
  rows: readonly ListRow[];
  /** How many match, before paging. */
  total: number;
  position: StreamPosition;
}

export function answerOf(page: ListPage): ListAnswer {
  const { rows, total, position } = page;
  return {
    etag: etagOf(page),
    text: () => {
      const items = rows.map((row) => row.json);
      const rest = `"total":${total},"position":${JSON.stringify(position)}`;
      return `{"items":[${items.join(',')}],${rest}}`;
    },
  };
}

/** Revisions are of one run, so its name is part of it. */
function etagOf({ rows, total, position }: ListPage): string {
  const revisions = Float64Array.from(rows, ({ revision }) => revision);
  const digest = createHash('sha256')
    .update(`${position.boot} ${total} `)
    .update(revisions)
    .digest('base64url');
  return `W/"${digest.slice(0, 27)}"`;
}
