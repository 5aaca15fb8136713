/** Which trackers the downloads of a database use most, read beside a server that works with it. */
import { DatabaseSync } from 'node:sqlite';

/** Enough to know the trackers of a library, few enough to be read at once. */
const DOWNLOADS_READ = 500;

const QUERY = `
  SELECT downloads.trackers AS own, json_extract(torrents.summary, '$.trackers') AS original
  FROM downloads LEFT JOIN torrents ON torrents.id = downloads.id
  ORDER BY downloads.added_at DESC LIMIT ${DOWNLOADS_READ}`;

/** One address of each of the most used hosts, the most used first. Empty where the database cannot be read. */
export function mostUsedTrackers(databasePath: string, most: number): URL[] {
  const uses = new Map<string, { url: URL; count: number }>();
  for (const url of readTrackers(databasePath)) {
    const key = `${url.protocol}//${url.host}`;
    const known = uses.get(key) ?? { url, count: 0 };
    known.count++;
    uses.set(key, known);
  }
  const ordered = [...uses.values()].toSorted((one, other) => other.count - one.count);
  return ordered.slice(0, most).map(({ url }) => url);
}

function readTrackers(databasePath: string): URL[] {
  try {
    const database = new DatabaseSync(databasePath, { readOnly: true });
    try {
      const rows = database.prepare(QUERY).all() as {
        own: string | null;
        original: string | null;
      }[];
      return rows.flatMap(({ own, original }) => urlsOf(own ?? original));
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

function urlsOf(tiers: string | null): URL[] {
  if (tiers === null) return [];
  try {
    return (JSON.parse(tiers) as string[][]).flat().flatMap((text) => URL.parse(text) ?? []);
  } catch {
    return [];
  }
}
