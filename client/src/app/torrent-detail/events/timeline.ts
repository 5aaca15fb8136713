/**
 * What happened to a download and what was done to it, as one list, the latest first. Both come by pages: what is older than
 * the end of a page that has more behind it waits, so that nothing is put in between later. Pure.
 */
import type { ActivityEntryDto } from '@shared/dto/activity.js';
import type { AuditEntryDto } from '@shared/dto/audit.js';
import { describeChange } from './change-words';
import { EVENT_LOOKS, type EventLook, describeEvent } from './event-words';

export interface Pages<Entry> {
  entries: readonly Entry[];
  /** Asks for what came before; null where that is all. */
  cursor: string | null;
}

export interface TimelineEntry {
  key: string;
  at: string;
  look: EventLook;
  words: string;
  fault: string | null;
  /** What the download was called then. */
  name: string | null;
}

const CHANGE_LOOK: EventLook = { icon: 'person', tone: 'idle' };

export function timelineOf(
  events: Pages<ActivityEntryDto>,
  changes: Pages<AuditEntryDto>,
): TimelineEntry[] {
  const from = Math.max(endOf(events), endOf(changes));
  return [...events.entries.map(ofEvent), ...changes.entries.flatMap(ofChange)]
    .filter(({ at }) => Date.parse(at) >= from)
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at));
}

/** The page in place of what was read of it before, and what came before it still behind it. */
export function withLatest<Entry extends { id: string }>(
  known: Pages<Entry>,
  latest: Pages<Entry>,
): Pages<Entry> {
  const oldest = Number(latest.entries.at(-1)?.id ?? Infinity);
  const before = known.entries.filter(({ id }) => Number(id) < oldest);
  if (before.length === 0) return latest;
  return { entries: [...latest.entries, ...before], cursor: known.cursor };
}

export function withEarlier<Entry>(known: Pages<Entry>, earlier: Pages<Entry>): Pages<Entry> {
  return { entries: [...known.entries, ...earlier.entries], cursor: earlier.cursor };
}

function endOf({ entries, cursor }: Pages<{ at: string }>): number {
  const last = entries.at(-1);
  return cursor === null || !last ? -Infinity : Date.parse(last.at);
}

function ofEvent(entry: ActivityEntryDto): TimelineEntry {
  return {
    key: `event ${entry.id}`,
    at: entry.at,
    look: EVENT_LOOKS[entry.kind],
    words: describeEvent(entry),
    fault: entry.error?.message ?? null,
    name: entry.name,
  };
}

function ofChange(entry: AuditEntryDto): TimelineEntry[] {
  const words = describeChange(entry);
  if (words === null) return [];
  const { id, at } = entry;
  return [{ key: `change ${id}`, at, look: CHANGE_LOOK, words, fault: null, name: null }];
}
