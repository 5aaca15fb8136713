/**
 * The server on a database that was damaged while it was stopped: it refuses to start with a sentence, or starts with
 * every download in its list, the damaged ones in error or to be checked. It never loses one without a word, never says
 * that a piece is had that is not, and never ends with a stack.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import { DataDirectoryError } from '../../server/src/database/data-directory-lock.ts';
import { FakeEngine } from '../../server/src/engine-host/testing/fake-engine.ts';
import {
  parseMetainfo,
  type AddDownload,
  type EngineSettings,
} from '../../server/src/engine/index.ts';
import { checkSettings } from '../../server/src/engine/session/check-settings.ts';
import { fillLibrary } from '../bench/scale-library.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, torrentForm } from '../support/rest-client.ts';

const DOWNLOADS = 12;
const PIECES = 20;
/** Each with a start of the server. */
const RANDOM_DAMAGES = 40;

class WatchedEngine extends FakeEngine {
  readonly requests: AddDownload[] = [];

  constructor() {
    super({ parse: parseMetainfo });
  }

  override async configure(changes: Partial<EngineSettings>) {
    checkSettings(changes);
    return super.configure(changes);
  }

  override async add(request: AddDownload) {
    const status = await super.add(request);
    this.requests.push(request);
    return status;
  }
}

let pristine: string;
let directory: string;
let database: string;
let server: FakeApp | null;
let engine: WatchedEngine;

beforeAll(async () => {
  pristine = mkdtempSync(join(tmpdir(), 'shoal-pristine-'));
  await fillLibrary(pristine, { downloads: DOWNLOADS, piecesPerDownload: PIECES, trackers: [] });
});
afterAll(() => rmSync(pristine, { recursive: true }));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-damaged-'));
  database = join(directory, 'data', 'shoal.db');
  mkdirSync(join(directory, 'data'));
  copyFileSync(join(pristine, 'data', 'shoal.db'), database);
  server = null;
});
afterEach(async () => {
  await server?.close();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<DownloadDto[]> {
  engine = new WatchedEngine();
  server = await startFakeApp({ directory, createEngine: () => engine });
  const { body } = await call<DownloadListDto>(server.url, 'GET', '/api/downloads');
  return body.items;
}

/** What is had of each torrent: 20 pieces are two and a half bytes. */
const ALL = Buffer.from([0xff, 0xff, 0xf0]);

function isHonest({ resume }: AddDownload): boolean {
  return resume === null || resume.have.length === 0 || ALL.equals(resume.have);
}

/** What is wrong with a start on a damaged database. */
function faultsOfStart(downloads: readonly DownloadDto[]): string[] {
  const taken = new Set(engine.requests.map(({ metainfo }) => parseMetainfo(metainfo!).id));
  const isNowhere = ({ id, state }: DownloadDto): boolean => state !== 'error' && !taken.has(id);
  return [
    ...(downloads.length === DOWNLOADS ? [] : [`${downloads.length} downloads are listed`]),
    ...engine.requests.filter((request) => !isHonest(request)).map(() => 'a false piece is had'),
    ...downloads.filter(isNowhere).map(({ id }) => `${id} is nowhere`),
  ];
}

/** What is wrong with a refusal to start on a damaged database. */
function faultsOfRefusal(error: unknown): string[] {
  if (!(error instanceof DataDirectoryError)) return [`another error: ${String(error)}`];
  const isSentence = /^The database \S+ [^\n]+$/.test(error.message);
  return isSentence ? [] : [`no sentence: ${error.message}`];
}

/** A small generator of its own, so that a failure can be repeated by its number. */
function randomOf(seed: number): (below: number) => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) >>> 0;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const DAMAGES: ((bytes: Buffer, random: (below: number) => number) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => {
    const from = random(bytes.length);
    return bytes.fill(0, from, Math.min(from + 1 + random(8192), bytes.length));
  },
  (bytes, random) => {
    for (let count = 1 + random(8); count > 0; count--) {
      bytes[random(bytes.length)]! ^= 1 << random(8);
    }
    return bytes;
  },
];

describe('a database with', () => {
  it('no damage starts with every download', async () => {
    const downloads = await start();
    expect(downloads).toHaveLength(DOWNLOADS);
    expect(downloads.every(({ error }) => error === null)).toBe(true);
  });

  it.each(Array.from({ length: RANDOM_DAMAGES }, (_, seed) => seed))(
    'damage no. %i stops the start with a sentence, or costs only what it hit',
    async (seed) => {
      const damage = DAMAGES[seed % DAMAGES.length]!;
      writeFileSync(database, damage(readFileSync(database), randomOf(seed)));
      const outcome = await start().catch((error: unknown) => error);
      expect(Array.isArray(outcome) ? faultsOfStart(outcome) : faultsOfRefusal(outcome)).toEqual(
        [],
      );
    },
  );
});

describe('a damaged row', () => {
  function change(sql: string): void {
    const file = new DatabaseSync(database);
    file.exec(sql);
    file.close();
  }

  const firstOf = (table: string, key = 'id'): string =>
    `${key} = (SELECT min(${key}) FROM ${table})`;

  async function startWithOneFault(): Promise<DownloadDto> {
    const downloads = await start();
    expect(downloads).toHaveLength(DOWNLOADS);
    const faulted = downloads.filter(({ state }) => state === 'error');
    expect(faulted).toHaveLength(1);
    return faulted[0]!;
  }

  it.each([
    ['its tags', `tags = '["'`],
    ['its files', `priorities = '[{"index":0,"priority":"ship"}]'`],
    ['its trackers', `trackers = '{}'`],
    ['its state', `wanted_state = 'starued'`],
  ])('of a download costs this one a question, and %s', async (_what, assignment) => {
    change(`UPDATE downloads SET ${assignment} WHERE ${firstOf('downloads')}`);
    const { id, error } = await startWithOneFault();
    expect(error?.message).toMatch(/damaged \(\w+\)/);
    const resumed = await call(server!.url, 'PATCH', `/api/downloads/${id}/resume`);
    expect(resumed).toMatchObject({ status: 200, body: { error: null } });
    await server!.close();
    const after = await start();
    expect(after.every((download) => download.error === null)).toBe(true);
  });

  it.each([
    ['cut', 'metainfo = substr(metainfo, 1, 60)'],
    ['empty', `metainfo = x''`],
    ['another', `metainfo = CAST(replace(metainfo, 'sample', 'simple') AS BLOB)`],
    ['text', `metainfo = CAST(metainfo AS TEXT)`],
  ])('of a torrent whose file is %s is mended by its upload', async (_how, assignment) => {
    const original = torrentOf();
    change(`UPDATE torrents SET ${assignment} WHERE ${firstOf('torrents')}`);
    const { id } = await startWithOneFault();
    const body = torrentForm(original);
    expect((await call(server!.url, 'POST', '/api/upload-torrent', { body })).status).toBe(201);
    const resumed = await call(server!.url, 'PATCH', `/api/downloads/${id}/resume`);
    expect(resumed).toMatchObject({ status: 200, body: { error: null, progress: 1 } });
  });

  function torrentOf(): Uint8Array {
    const file = new DatabaseSync(database);
    const row = file.prepare(`SELECT metainfo FROM torrents WHERE ${firstOf('torrents')}`).get();
    file.close();
    return row!['metainfo'] as Uint8Array;
  }

  it('of progress has its files checked, and says nothing that is not so', async () => {
    const where = firstOf('engine_states', 'download_id');
    change(`UPDATE engine_states SET have = x'ff0ff0' WHERE ${where}`);
    expect(await start()).toHaveLength(DOWNLOADS);
    const unknown = engine.requests.filter(({ resume }) => resume?.have.length === 0);
    expect(unknown).toHaveLength(1);
    expect(engine.requests.every(isHonest)).toBe(true);
  });

  it.each([`'{'`, `'-5'`, `'{"days":3}'`, `'"text"'`])(
    'of a setting (%s) leaves that one at its default',
    async (value) => {
      change(`
        INSERT INTO settings VALUES ('downloadLimit', ${value});
        INSERT INTO settings VALUES ('schedule', ${value});
        INSERT INTO settings VALUES ('uploadLimit', '65536');
      `);
      expect(await start()).toHaveLength(DOWNLOADS);
      const { body } = await call(server!.url, 'GET', '/api/settings');
      expect(body).toMatchObject({ downloadLimit: null, uploadLimit: 65_536 });
    },
  );
});
