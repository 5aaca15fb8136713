/**
 * From every released schema to the latest, with a row in every table and a value in every column. A migration that
 * adds something without a case here fails, and so does a released one that is changed.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KyselyActivityRepository } from '../kysely-activity-repository.ts';
import { KyselyBanRepository } from '../kysely-ban-repository.ts';
import { KyselyDownloadRepository } from '../kysely-download-repository.ts';
import { KyselyEngineMemory } from '../kysely-engine-memory.ts';
import { KyselyEngineStateStore } from '../kysely-engine-state-store.ts';
import { KyselySettingRepository } from '../kysely-setting-repository.ts';
import { KyselyTorrentRepository } from '../kysely-torrent-repository.ts';
import { KyselyTrafficRepository } from '../kysely-traffic-repository.ts';
import { openDatabase } from '../open-database.ts';
import { MIGRATIONS } from './all-migrations.ts';

const NAMES = Object.keys(MIGRATIONS).toSorted();
const numberOf = (name: string): number => Number(name.slice(0, 4));
const LATEST = Math.max(...NAMES.map(numberOf));
const ID = '0123456789abcdef0123456789abcdef01234567';

interface ColumnCase {
  /** The number of the first schema that has it; 1 where it is not given. */
  since?: number;
  /** The number of the first schema that has it no more. */
  until?: number;
  /** As a server of a schema that has it wrote it. */
  value: SQLInputValue;
  /** What it is in a row of a schema that did not have it; null where it is not given. */
  before?: SQLInputValue;
}

const CASES: Record<string, Record<string, ColumnCase>> = {
  volumes: {
    id: { value: 'v' },
    root_path: { value: '/srv/downloads' },
    marker: { since: 7, value: 'a1b2' },
  },
  torrents: {
    id: { value: ID },
    metainfo: { value: new Uint8Array([0, 1, 255]) },
    summary: { value: JSON.stringify({ id: ID, name: 'album', files: [] }) },
    uploaded_at: { value: 1_800_000_000_000 },
  },
  magnets: {
    torrent_id: { since: 14, value: ID },
    link: { since: 14, value: `magnet:?xt=urn:btih:${ID}` },
    whole_id: { since: 14, value: 'b'.repeat(40) },
  },
  downloads: {
    id: { value: ID },
    name: { value: 'album' },
    volume_id: { value: 'v' },
    relative_directory: { value: 'music' },
    content_path: { value: 'music/album' },
    wanted_state: { value: 'paused' },
    sequential: { value: 1 },
    priorities: { value: '[{"index":1,"priority":"skip"}]' },
    tags: { value: '["linux"]' },
    category: { value: 'films' },
    trackers: { value: '[["udp://tracker.example:1/announce"]]' },
    position: { until: 3, value: 7 },
    added_at: { value: 1_800_000_000_001 },
    download_limit: { since: 2, value: 2048 },
    upload_limit: { since: 2, value: 4096 },
    queue_key: { since: 3, value: 123_456, before: 7 * 1_048_576 },
    force_start: { since: 3, value: 1, before: 0 },
    first_last_pieces: { since: 4, value: 1, before: 0 },
    super_seeding: { since: 4, value: 1, before: 0 },
    renames: { since: 6, value: '{"name":null,"files":[]}' },
    moving_from: { since: 6, value: '[]' },
    staging: { since: 6, value: '{"volumeId":"v","relativeDirectory":"incomplete"}' },
    added_by: { since: 9, value: 'account' },
    awaits_metadata: { since: 14, value: 1, before: 0 },
  },
  engine_states: {
    download_id: { value: ID },
    have: { value: new Uint8Array([0x80, 0x01]) },
    files: { value: '[{"bytes":10,"modifiedMs":1800000000123.5},null]' },
    downloaded_bytes: { value: 9_007_199_254_740_991 },
    uploaded_bytes: { value: 12 },
    completed_at: { value: 1_800_000_000_002 },
    settled: { since: 5, value: 0, before: 1 },
    partial: { since: 5, value: '[[3,"gA=="]]', before: '[]' },
    part_file: { since: 5, value: '{"bytes":5,"modifiedMs":6}' },
    banned: { since: 5, value: '["192.0.2.1"]', before: '[]' },
    // Of the six columns that say what is on the disk.
    checksum: { since: 8, value: 2_001_640_613 },
  },
  settings: {
    name: { since: 2, value: 'downloadLimit' },
    value: { since: 2, value: '4096' },
  },
  accounts: {
    id: { since: 9, value: 'account' },
    name: { since: 9, value: 'Anna' },
    name_key: { since: 9, value: 'anna' },
    password_hash: { since: 9, value: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA' },
    created_at: { since: 9, value: 1_800_000_000_003 },
  },
  sessions: {
    id: { since: 9, value: 'session' },
    secret_hash: { since: 9, value: 'c2Vzc2lvbg' },
    account_id: { since: 9, value: 'account' },
    created_at: { since: 9, value: 1_800_000_000_004 },
    last_used_at: { since: 9, value: 1_800_000_000_005 },
    address: { since: 9, value: '192.0.2.1' },
    user_agent: { since: 9, value: 'Browser' },
  },
  api_tokens: {
    id: { since: 9, value: 'token' },
    secret_hash: { since: 9, value: 'dG9rZW4' },
    account_id: { since: 9, value: 'account' },
    name: { since: 9, value: 'script' },
    scope: { since: 9, value: 'read' },
    created_at: { since: 9, value: 1_800_000_000_006 },
    last_used_at: { since: 9, value: 1_800_000_000_007 },
    expires_at: { since: 9, value: 1_900_000_000_000 },
  },
  audit_entries: {
    id: { since: 10, value: 7 },
    at: { since: 10, value: 1_800_000_000_003 },
    account_id: { since: 10, value: 'a1' },
    account_name: { since: 10, value: 'anna' },
    via: { since: 10, value: 'token' },
    credential_id: { since: 10, value: 't1' },
    address: { since: 10, value: '192.0.2.7' },
    action: { since: 10, value: 'downloadPause' },
    targets: { since: 10, value: `["${ID}"]` },
    target_count: { since: 10, value: 1 },
    outcome: { since: 10, value: 'state-conflict' },
    details: { since: 10, value: '{"paused":true}' },
  },
  audit_targets: {
    target: { since: 10, value: ID },
    entry_id: { since: 10, value: 7 },
  },
  tags: {
    name: { since: 11, value: 'linux' },
  },
  categories: {
    name: { since: 11, value: 'films' },
    volume_id: { since: 11, value: 'v' },
    relative_directory: { since: 11, value: 'films' },
    defaults: { since: 11, value: '{"sequential":true}' },
  },
  torrent_search: {
    torrent_id: { since: 11, value: ID },
    file_names: { since: 11, value: 'album/a' },
    private: { since: 11, value: 1 },
  },
  bans: {
    id: { since: 12, value: 'b' },
    network: { since: 12, value: '192.0.2.0/24' },
    reason: { since: 12, value: 'spam' },
    created_at: { since: 12, value: 1_800_000_000_003 },
  },
  traffic: {
    period: { since: 13, value: 'hour' },
    starts_at: { since: 13, value: 1_800_003_600_000 },
    downloaded_bytes: { since: 13, value: 9_007_199_254_740_991 },
    uploaded_bytes: { since: 13, value: 12 },
  },
  activity: {
    id: { since: 13, value: 7 },
    at: { since: 13, value: 1_800_000_000_008 },
    kind: { since: 13, value: 'removed' },
    download_id: { since: 13, value: ID },
    name: { since: 13, value: 'album' },
    account: { since: 13, value: 'Anna' },
    details: { since: 13, value: '{"deletedData":true}' },
  },
  engine_memory: {
    name: { since: 15, value: 'dht' },
    value: { since: 15, value: new Uint8Array([100, 101]) },
    saved_at: { since: 15, value: 1_800_000_000_009 },
    checksum: { since: 15, value: 3_712_121_171 },
  },
  preferences: {
    account_id: { since: 16, value: 'account' },
    name: { since: 16, value: 'theme' },
    value: { since: 16, value: '"dark"' },
  },
};

/** Of what each schema's tables and indexes are declared as. */
const DECLARED: Record<string, string> = {
  '0001-first-tables': '37be8fd5ea78e163',
  '0002-limits-and-settings': 'f3fc019a21885641',
  '0003-queue': '18057c53ee0951e4',
  '0004-piece-choice': '32587d4eb98f5439',
  '0005-progress': '08492efef465d5ad',
  '0006-places': 'f202077c24571cc7',
  '0007-volumes': '5de8391a859d5597',
  '0008-checksums': '885f652c7752aa98',
  '0009-accounts': '1958bd226cc9c2c3',
  '0010-audit': '8cd8d4945c32d911',
  '0011-labels': 'bd4ea1d0c655a969',
  '0012-bans': 'c1b523c37e14af53',
  '0013-history': '82611f5799e495ad',
  '0014-magnets': '4073d960baa0ebae',
  '0015-engine-memory': '05984054cf0fe1fc',
  '0016-preferences': '5fd24fc239aa0621',
};

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-migrations-'));
  path = join(directory, 'shoal.db');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function columnsAt(table: string, schema: number): [string, ColumnCase][] {
  return Object.entries(CASES[table]!).filter(
    ([, { since = 1, until = Infinity }]) => since <= schema && schema < until,
  );
}

/** A file as a server of that schema left it. */
async function makeOld(schema: number): Promise<void> {
  const migrations = Object.fromEntries(
    NAMES.filter((name) => numberOf(name) <= schema).map((name) => [name, MIGRATIONS[name]!]),
  );
  await (await openDatabase(directory, { migrations })).destroy();
  const database = new DatabaseSync(path);
  for (const table of Object.keys(CASES)) {
    const columns = columnsAt(table, schema);
    if (columns.length === 0) continue;
    const names = columns.map(([name]) => name).join();
    const places = columns.map(() => '?').join();
    database
      .prepare(`INSERT INTO ${table} (${names}) VALUES (${places})`)
      .run(...columns.map(([, { value }]) => value));
  }
  database.close();
}

function expectedRows(table: string, from: number): Record<string, unknown>[] {
  if (columnsAt(table, from).length === 0) return [];
  const columns = columnsAt(table, LATEST).map(([name, { since = 1, value, before }]) => [
    name,
    since <= from ? value : (before ?? null),
  ]);
  return [Object.fromEntries(columns) as Record<string, unknown>];
}

function read<Row>(sql: string): Row[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all() as Row[];
  } finally {
    database.close();
  }
}

const schemas = NAMES.map((name) => [numberOf(name), name] as const);

describe.each(schemas)('a database of schema %i (%s)', (schema, name) => {
  beforeEach(() => makeOld(schema));

  it('has a case for each of its tables and columns', () => {
    const tables = read<{ name: string }>(
      `SELECT name FROM sqlite_master
       WHERE type = 'table' AND name NOT LIKE 'kysely%' AND name NOT LIKE 'sqlite%'`,
    );
    for (const { name: table } of tables) {
      const declared = read<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`);
      const known = CASES[table] ? columnsAt(table, schema).map(([column]) => column) : [];
      expect(known.toSorted()).toEqual(declared.map((column) => column.name).toSorted());
    }
  });

  it('is declared as it was when it was released', () => {
    const declared = read<{ sql: string }>(
      `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'kysely%'
       ORDER BY type, name`,
    );
    const digest = createHash('sha256').update(declared.map(({ sql }) => sql).join('\n'));
    expect(digest.digest('hex').slice(0, 16)).toBe(DECLARED[name]);
  });

  it('comes to the latest with every row', async () => {
    await (await openDatabase(directory)).destroy();
    for (const table of Object.keys(CASES)) {
      expect(read(`SELECT * FROM ${table}`)).toEqual(expectedRows(table, schema));
    }
    expect(read<{ name: string }>('SELECT name FROM kysely_migration ORDER BY name')).toEqual(
      NAMES.map((each) => ({ name: each })),
    );
  });

  it('means the same to the server then', async () => {
    const database = await openDatabase(directory);
    try {
      expect(await new KyselyDownloadRepository(database).list()).toMatchObject([
        {
          id: ID,
          name: 'album',
          volumeId: 'v',
          relativeDirectory: 'music',
          wantedState: 'paused',
          sequential: true,
          priorities: [{ index: 1, priority: 'skip' }],
          tags: ['linux'],
          category: 'films',
          trackers: [['udp://tracker.example:1/announce']],
          downloadLimit: schema >= 2 ? 2048 : null,
          uploadLimit: schema >= 2 ? 4096 : null,
          forceStart: schema >= 3,
          firstLastPieces: schema >= 4,
          superSeeding: schema >= 4,
          awaitsMetadata: schema >= 14,
          queuePosition: 1,
          addedAt: 1_800_000_000_001,
        },
      ]);
      expect(await new KyselyEngineStateStore(database).find(ID)).toEqual({
        have: new Uint8Array([0x80, 0x01]),
        files: [{ bytes: 10, modifiedMs: 1_800_000_000_123.5 }, null],
        downloadedBytes: 9_007_199_254_740_991,
        uploadedBytes: 12,
        completedAt: 1_800_000_000_002,
        isSettled: schema < 5,
        partial: schema >= 5 ? [{ piece: 3, blocks: new Uint8Array([0x80]) }] : [],
        partFile: schema >= 5 ? { bytes: 5, modifiedMs: 6 } : null,
        bannedAddresses: schema >= 5 ? ['192.0.2.1'] : [],
      });
      const torrents = new KyselyTorrentRepository(database);
      expect(await torrents.findMetainfo(ID)).toEqual(new Uint8Array([0, 1, 255]));
      expect(await torrents.find(ID)).toMatchObject({ name: 'album' });
      expect(await torrents.findMagnet(ID)).toEqual(
        schema >= 14 ? { link: `magnet:?xt=urn:btih:${ID}`, wholeId: 'b'.repeat(40) } : null,
      );
      expect(await new KyselyBanRepository(database).list()).toEqual(
        schema >= 12
          ? [{ id: 'b', network: '192.0.2.0/24', reason: 'spam', createdAt: 1_800_000_000_003 }]
          : [],
      );
      expect(await new KyselyTrafficRepository(database).list('hour', 0, Infinity)).toEqual(
        schema >= 13
          ? [
              {
                startsAt: 1_800_003_600_000,
                downloadedBytes: 9_007_199_254_740_991,
                uploadedBytes: 12,
              },
            ]
          : [],
      );
      const activity = await new KyselyActivityRepository(database).list({ limit: 2 });
      expect(activity).toMatchObject(
        schema >= 13 ? [{ id: 7, kind: 'removed', details: { deletedData: true } }] : [],
      );
      expect(await new KyselyEngineMemory(database).find('dht')).toEqual(
        schema >= 15 ? new Uint8Array([100, 101]) : null,
      );
      const settings = await new KyselySettingRepository(database).all();
      expect(settings).toEqual(schema >= 2 ? { downloadLimit: 4096 } : {});
    } finally {
      await database.destroy();
    }
  });
});
