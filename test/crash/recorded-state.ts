/**
 * What the database of a dead server says, read by nobody's code but this: a copy of the file and its write-ahead
 * log, so that looking at it repairs nothing for the next start.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { BitSet } from './bit-set.ts';
import type { CrashContent } from './crash-content.ts';
import type { FilePlaces } from './disk-content.ts';
import { renamedPaths, type Renames } from './renamed-paths.ts';

type NamedContent = Pick<CrashContent, 'name' | 'files' | 'pieceCount'>;

type Row = Record<string, SQLOutputValue>;

export interface RecordedDownload {
  wantedState: string;
  /** Where its files shall be. */
  place: FilePlaces;
  /** Where they lie meanwhile, or may still lie: the incomplete folder, places that a move leaves. */
  otherPlaces: FilePlaces[];
  /** Of the files that are not `normal`. */
  priorities: { index: number; priority: string }[];
  tags: string[];
  category: string | null;
  downloadLimit: number | null;
  /** Pieces that are recorded as had; null where nothing is recorded yet. */
  have: BitSet | null;
}

export interface RecordedState {
  /** By id. */
  downloads: ReadonlyMap<string, RecordedDownload>;
  settings: ReadonlyMap<string, unknown>;
}

/** Reads the data folder of a server that does not run. Null where there is no database yet. */
export function readRecordedState(
  dataFolder: string,
  contentOf: (id: string) => NamedContent,
): RecordedState | null {
  const source = join(dataFolder, 'shoal.db');
  if (!existsSync(source)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'shoal-crash-db-'));
  try {
    const copy = join(folder, 'shoal.db');
    copyFileSync(source, copy);
    if (existsSync(`${source}-wal`)) copyFileSync(`${source}-wal`, `${copy}-wal`);
    using database = new DatabaseSync(copy);
    return readTables(database, contentOf);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readTables(
  database: DatabaseSync,
  contentOf: (id: string) => NamedContent,
): RecordedState {
  const check = database.prepare('PRAGMA integrity_check').get();
  if (check?.['integrity_check'] !== 'ok')
    throw new Error(`The database is damaged: ${JSON.stringify(check)}`);
  const tables = new Set(
    rowsOf(database, `SELECT name FROM sqlite_master`).map(({ name }) => name),
  );
  if (!tables.has('engine_states') || !tables.has('settings')) {
    return { downloads: new Map(), settings: new Map() };
  }
  const roots = new Map(
    rowsOf(database, 'SELECT * FROM volumes').map(({ id, root_path }) => [id, root_path as string]),
  );
  const have = new Map(
    rowsOf(database, 'SELECT * FROM engine_states').map((row) => [row['download_id'], row['have']]),
  );
  const downloads = rowsOf(database, 'SELECT * FROM downloads').map((row) => {
    const id = row['id'] as string;
    const content = contentOf(id);
    const bits = have.get(id) as Uint8Array | undefined;
    return [
      id,
      {
        ...toDownload(row),
        ...placesOf(row, content, roots),
        have: bits ? new BitSet(content.pieceCount, bits.slice()) : null,
      },
    ] as const;
  });
  const settings = rowsOf(database, 'SELECT * FROM settings').map(
    ({ name, value }) => [name as string, JSON.parse(value as string) as unknown] as const,
  );
  return { downloads: new Map(downloads), settings: new Map(settings) };
}

function toDownload(row: Row): Omit<RecordedDownload, 'place' | 'otherPlaces' | 'have'> {
  return {
    wantedState: row['wanted_state'] as string,
    priorities: JSON.parse(row['priorities'] as string) as RecordedDownload['priorities'],
    tags: JSON.parse(row['tags'] as string) as string[],
    category: row['category'] as string | null,
    downloadLimit: row['download_limit'] as number | null,
  };
}

/** As the database keeps a place. */
interface PlaceRow {
  volumeId: string;
  relativeDirectory: string;
  renames: Renames | null;
}

function placesOf(
  row: Row,
  { name, files }: NamedContent,
  roots: ReadonlyMap<SQLOutputValue | undefined, string>,
): Pick<RecordedDownload, 'place' | 'otherPlaces'> {
  const read = (column: string): unknown => JSON.parse((row[column] ?? 'null') as string);
  const toPlace = ({ volumeId, relativeDirectory, renames }: PlaceRow): FilePlaces => ({
    directory: join(roots.get(volumeId)!, relativeDirectory),
    paths: renamedPaths(name, files, renames),
  });
  const own: PlaceRow = {
    volumeId: row['volume_id'] as string,
    relativeDirectory: row['relative_directory'] as string,
    renames: read('renames') as Renames | null,
  };
  const staging = read('staging') as PlaceRow | null;
  const others = [
    ...(staging ? [{ ...own, ...staging }] : []),
    ...((read('moving_from') ?? []) as PlaceRow[]),
  ];
  return { place: toPlace(own), otherPlaces: others.map(toPlace) };
}

function rowsOf(database: DatabaseSync, sql: string): Row[] {
  return database.prepare(sql).all();
}
