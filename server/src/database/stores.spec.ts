import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QUEUE_KEY_STEP, type NewDownloadRecord } from './download-repository.port.ts';
import { KyselyAccountRepository } from './kysely-account-repository.ts';
import { KyselyDownloadRepository } from './kysely-download-repository.ts';
import { KyselyEngineStateStore } from './kysely-engine-state-store.ts';
import { KyselySettingRepository } from './kysely-setting-repository.ts';
import { KyselyTorrentRepository } from './kysely-torrent-repository.ts';
import { KyselyVolumeRepository } from './kysely-volume-repository.ts';
import { openDatabase, type ShoalDatabase } from './open-database.ts';
import type { TorrentSummary } from './torrent-repository.port.ts';

const summary = (id: string): TorrentSummary => ({
  id,
  infoHashV1: id,
  infoHashV2: null,
  name: 'album',
  pieceLength: 16_384,
  pieceCount: 1,
  totalBytes: 10,
  private: false,
  comment: null,
  createdBy: null,
  createdAt: null,
  trackers: [['http://tracker.example/announce']],
  webSeeds: [],
  files: [{ path: 'album/a', bytes: 10, offset: 0, padding: false }],
  warnings: [],
});

let directory: string;
let database: ShoalDatabase;
let volumeId: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-database-'));
  database = await openDatabase(directory);
  ({ id: volumeId } = await new KyselyVolumeRepository(database).ensure('/srv/downloads'));
});
afterEach(async () => {
  await database.destroy();
  rmSync(directory, { recursive: true, force: true });
});

async function addDownload(
  id: string,
  relativeDirectory: string,
  name: string,
  place: 'top' | 'bottom' = 'bottom',
): Promise<NewDownloadRecord> {
  const record: NewDownloadRecord = {
    id,
    name,
    volumeId,
    relativeDirectory,
    renames: null,
    movingFrom: [],
    staging: null,
    wantedState: 'started',
    sequential: true,
    firstLastPieces: true,
    superSeeding: false,
    priorities: [{ index: 0, priority: 'high' }],
    tags: ['linux'],
    category: null,
    trackers: [['udp://tracker.example:1/announce']],
    awaitsMetadata: false,
    forceStart: true,
    downloadLimit: 2048,
    uploadLimit: null,
    addedAt: 1_800_000_000_000,
    addedBy: null,
  };
  await new KyselyTorrentRepository(database).save(summary(id), new Uint8Array([1, 2]), 1000);
  await new KyselyDownloadRepository(database).insert(record, place);
  return record;
}

describe('openDatabase', () => {
  it('keeps what was written when it is opened again', async () => {
    await addDownload('a', '', 'album');
    await database.destroy();
    database = await openDatabase(directory);
    expect(await new KyselyDownloadRepository(database).list()).toHaveLength(1);
  });

  it('uses WAL, full syncs and foreign keys', async () => {
    const pragma = async (name: string) =>
      (await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(database)).rows[0]?.[name];
    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
  });

  it('refuses a database of a newer version with a sentence', async () => {
    await sql`insert into kysely_migration values ('9999-of-the-future', 'x')`.execute(database);
    await database.destroy();
    await expect(openDatabase(directory)).rejects.toThrow(/newer Shoal/);
    await rm(join(directory, 'shoal.db'));
    database = await openDatabase(directory);
  });
});

describe('KyselyDownloadRepository', () => {
  it('gives what nobody added to the first account, and knows each by its name', async () => {
    const downloads = new KyselyDownloadRepository(database);
    await new KyselyAccountRepository(database).insertFirst({
      id: 'first',
      name: 'Anna',
      passwordHash: '',
      createdAt: 1,
    });
    const record = await addDownload('a'.repeat(40), '', 'one');
    await downloads.adopt({ id: 'first', name: 'Anna' });
    expect((await downloads.find(record.id))?.addedBy).toEqual({ id: 'first', name: 'Anna' });
    await downloads.rewrite({ ...record, addedBy: { id: 'gone', name: null } });
    await downloads.adopt({ id: 'first', name: 'Anna' });
    expect((await downloads.list())[0]?.addedBy).toEqual({ id: 'gone', name: null });
  });

  it('gives back what was put in', async () => {
    const record = await addDownload('a', 'music', 'album');
    const repository = new KyselyDownloadRepository(database);
    expect(await repository.find('a')).toEqual({
      ...record,
      queueKey: QUEUE_KEY_STEP,
      queuePosition: 1,
    });
    expect(await repository.find('b')).toBeNull();
  });

  it('says that an id is already there', async () => {
    const record = await addDownload('a', '', 'album');
    expect(await new KyselyDownloadRepository(database).insert(record, 'top')).toBeNull();
  });

  it('places new ones at the end or at the top, and counts places without gaps', async () => {
    const repository = new KyselyDownloadRepository(database);
    await addDownload('a', '', 'a');
    await addDownload('b', '', 'b');
    await addDownload('c', '', 'c', 'top');
    await addDownload('d', '', 'd');
    await repository.delete('a');
    const places = (await repository.list()).map(({ id, queuePosition }) => [id, queuePosition]);
    expect(places).toEqual([
      ['c', 1],
      ['b', 2],
      ['d', 3],
    ]);
    for (const [id, place] of places) {
      expect((await repository.find(id as string))?.queuePosition).toBe(place);
    }
  });

  it('says at insertion which place it gave', async () => {
    const repository = new KyselyDownloadRepository(database);
    await addDownload('a', '', 'a');
    const record = await addDownload('b', '', 'b');
    await repository.delete('b');
    expect(await repository.insert(record, 'bottom')).toMatchObject({ queuePosition: 2 });
    await repository.delete('b');
    expect(await repository.insert(record, 'top')).toMatchObject({ queuePosition: 1 });
  });

  it('keeps keys of the queue', async () => {
    const repository = new KyselyDownloadRepository(database);
    await addDownload('a', '', 'a');
    await addDownload('b', '', 'b');
    await repository.setQueueKeys([{ id: 'b', queueKey: -5 }]);
    expect(await repository.queue()).toEqual([
      { id: 'b', queueKey: -5 },
      { id: 'a', queueKey: QUEUE_KEY_STEP },
    ]);
  });

  it('changes only what it is told to', async () => {
    const record = await addDownload('a', '', 'album');
    const repository = new KyselyDownloadRepository(database);
    await repository.update('a', { wantedState: 'paused', category: 'films', trackers: null });
    await repository.update('a', {});
    expect(await repository.find('a')).toMatchObject({
      ...record,
      wantedState: 'paused',
      category: 'films',
      trackers: null,
    });
  });

  it('finds downloads at, above and below a place, and no others', async () => {
    await addDownload('same', 'music', 'album');
    await addDownload('above', '', 'music');
    await addDownload('below', 'music/album', 'bonus');
    await addDownload('beside', 'music', 'album 2');
    await addDownload('prefix', 'music', 'albums');
    const found = await new KyselyDownloadRepository(database).findOverlapping({
      volumeId,
      relativeDirectory: 'music',
      name: 'album',
    });
    expect(found.map((record) => record.id).toSorted()).toEqual(['above', 'below', 'same']);
  });

  it('finds those that a move or the folder for incomplete ones has in other places, too', async () => {
    const repository = new KyselyDownloadRepository(database);
    for (const id of ['moving', 'staged', 'elsewhere']) await addDownload(id, id, 'album');
    const place = { volumeId, name: 'album', renames: null };
    const former = { ...place, relativeDirectory: 'music', isReturning: false };
    await repository.setPlace('moving', {
      ...place,
      relativeDirectory: 'moving',
      movingFrom: [former],
      staging: null,
    });
    await repository.setPlace('staged', {
      ...place,
      relativeDirectory: 'staged',
      movingFrom: [],
      staging: { volumeId, relativeDirectory: 'music' },
    });
    const found = await repository.findOverlapping({
      volumeId,
      relativeDirectory: 'music',
      name: 'album',
    });
    expect(found.map(({ id }) => id).toSorted()).toEqual(['moving', 'staged']);
    expect((await repository.find('moving'))?.movingFrom).toEqual([former]);
  });

  it('keeps where a download is and how its files are called', async () => {
    await addDownload('a', '', 'album');
    const repository = new KyselyDownloadRepository(database);
    const place = {
      volumeId,
      relativeDirectory: 'music',
      name: 'best of',
      renames: { name: 'best of', files: [{ index: 0, path: 'best of/z' }] },
      movingFrom: [],
      staging: { volumeId, relativeDirectory: 'incomplete' },
    };
    await repository.setPlace('a', place);
    expect(await repository.find('a')).toMatchObject(place);
    const content = { volumeId, relativeDirectory: 'music', name: 'best of' };
    expect((await repository.findOverlapping(content)).map(({ id }) => id)).toEqual(['a']);
  });

  it('forgets a download', async () => {
    await addDownload('a', '', 'album');
    await new KyselyDownloadRepository(database).delete('a');
    expect(await new KyselyDownloadRepository(database).list()).toEqual([]);
  });
});

describe('KyselyTorrentRepository', () => {
  it('keeps the metainfo verbatim', async () => {
    const repository = new KyselyTorrentRepository(database);
    await repository.save(summary('a'), new Uint8Array([0, 255, 1]), 1);
    expect(await repository.findMetainfo('a')).toEqual(new Uint8Array([0, 255, 1]));
    const found = await repository.findAllMetainfos(['a', 'none']);
    expect([...found]).toEqual([['a', new Uint8Array([0, 255, 1])]]);
    expect(await repository.find('a')).toEqual(summary('a'));
  });

  it('forgets only old torrents that no download uses', async () => {
    const repository = new KyselyTorrentRepository(database);
    await addDownload('used', '', 'x');
    await repository.save(summary('old'), new Uint8Array(1), 1000);
    await repository.save(summary('new'), new Uint8Array(1), 3000);
    await repository.saveMagnet('link', 'magnet:?', 1000);
    expect((await repository.deleteUnused(2000)).toSorted()).toEqual(['link', 'old']);
    expect(await repository.find('used')).not.toBeNull();
    expect(await repository.find('new')).not.toBeNull();
    expect(await repository.find('old')).toBeNull();
  });

  it('keeps a magnet link until its torrent is there, and beside it then', async () => {
    const repository = new KyselyTorrentRepository(database);
    await repository.saveMagnet('a', 'magnet:?first', 1000);
    await repository.saveMagnet('a', 'magnet:?second', 1000);
    expect(await repository.find('a')).toBeNull();
    expect(await repository.findMetainfo('a')).toBeNull();
    expect((await repository.findAllMetainfos(['a'])).size).toBe(0);
    const record = { link: 'magnet:?second', wholeId: null };
    expect(await repository.findMagnet('a')).toEqual(record);

    await repository.save(summary('a'), new Uint8Array([1]), 2000);
    expect(await repository.find('a')).toEqual(summary('a'));
    expect(await repository.findMetainfo('a')).toEqual(new Uint8Array([1]));
    await repository.setWholeId('a', 'b');
    expect(await repository.findAllMagnets(['a', 'none'])).toEqual(
      new Map([['a', { ...record, wholeId: 'b' }]]),
    );

    await repository.saveMagnet('a', 'magnet:?third', 2000);
    expect(await repository.findMagnet('a')).toEqual({ ...record, wholeId: 'b' });
    expect(await repository.deleteIfUnused('a')).toBe(true);
    expect(await repository.findMagnet('a')).toBeNull();
  });

  it('counts the links that wait, and forgets none that a download uses', async () => {
    const repository = new KyselyTorrentRepository(database);
    await addDownload('used', '', 'x');
    await repository.saveMagnet('a', 'magnet:?', 1000);
    await repository.saveMagnet('b', 'magnet:?', 1000);
    await repository.setWholeId('b', 'used');
    await repository.saveMagnet('used', 'magnet:?', 1000);
    expect(await repository.findMagnet('used')).toBeNull();
    expect(await repository.countWaitingMagnets()).toBe(1);
    expect(await repository.deleteIfUnused('used')).toBe(false);
    expect(await repository.deleteIfUnused('none')).toBe(false);
  });

  it('does not take a torrent that came as a file for one of a link', async () => {
    const repository = new KyselyTorrentRepository(database);
    await repository.save(summary('a'), new Uint8Array([1]), 1000);
    await repository.saveMagnet('a', 'magnet:?', 2000);
    expect(await repository.findMagnet('a')).toBeNull();
  });
});

describe('KyselyEngineStateStore', () => {
  it('keeps the latest state of each download', async () => {
    const store = new KyselyEngineStateStore(database);
    const resume = {
      have: new Uint8Array([0x80]),
      files: [{ bytes: 10, modifiedMs: 1_800_000_000_123.5, inode: 77 }, null],
      partFile: { bytes: 16_384, modifiedMs: 1_800_000_000_124 },
      partial: [{ piece: 7, blocks: new Uint8Array([0xa0, 0x01]) }],
      isSettled: false,
      bannedAddresses: ['192.0.2.7', '2001:db8::7'],
      downloadedBytes: 9_007_199_254_740_991,
      uploadedBytes: 0,
      completedAt: null,
    };
    await store.save([{ id: 'a', resume }]);
    await store.save([{ id: 'a', resume: { ...resume, have: new Uint8Array([0xc0]) } }]);
    expect(await store.find('a')).toEqual({ ...resume, have: new Uint8Array([0xc0]) });
    expect([...(await store.findAll(['a', 'none'])).keys()]).toEqual(['a']);
    await store.delete('a');
    expect(await store.find('a')).toBeNull();
  });
});

describe('a damaged row of KyselyEngineStateStore', () => {
  const resume = {
    have: new Uint8Array([0x80]),
    files: [{ bytes: 10, modifiedMs: 1 }],
    partFile: null,
    partial: [],
    isSettled: false,
    bannedAddresses: ['192.0.2.7'],
    downloadedBytes: 11,
    uploadedBytes: 12,
    completedAt: 13,
  };

  it.each([
    ['have', `'text'`],
    ['have', `x''`],
    ['files', `'[{"bytes":10'`],
    ['files', `'{}'`],
    ['files', `'[{"bytes":"ten","modifiedMs":1}]'`],
    ['files', `'[7]'`],
    ['part_file', `'-'`],
    ['partial', `'[[1]]'`],
    ['partial', `'[["1","gA=="]]'`],
    ['partial', `x'00'`],
  ])('with %s = %s says that nothing is known, and keeps its counters', async (column, value) => {
    const store = new KyselyEngineStateStore(database);
    await store.save([{ id: 'a', resume }]);
    await sql.raw(`update engine_states set ${column} = ${value}`).execute(database);
    const read = (await store.findAll(['a'])).get('a');
    expect(read?.have).toHaveLength(0);
    expect(read).toMatchObject({ downloadedBytes: 11, uploadedBytes: 12, completedAt: 13 });
  });

  it('costs the counters where it is they that are damaged', async () => {
    const store = new KyselyEngineStateStore(database);
    await store.save([{ id: 'a', resume }]);
    await sql`update engine_states set downloaded_bytes = 'many', banned = '{'`.execute(database);
    expect(await store.find('a')).toEqual({ ...resume, downloadedBytes: 0, bannedAddresses: [] });
  });

  it('of before this version counts as settled', async () => {
    await sql`insert into engine_states
      (download_id, have, files, downloaded_bytes, uploaded_bytes)
      values ('old', x'80', '[null]', 1, 2)`.execute(database);
    expect(await new KyselyEngineStateStore(database).find('old')).toEqual({
      have: new Uint8Array([0x80]),
      files: [null],
      partFile: null,
      partial: [],
      isSettled: true,
      bannedAddresses: [],
      downloadedBytes: 1,
      uploadedBytes: 2,
      completedAt: null,
    });
  });
});

describe('KyselyVolumeRepository', () => {
  it('knows a root again', async () => {
    const volumes = new KyselyVolumeRepository(database);
    expect((await volumes.ensure('/srv/downloads')).id).toBe(volumeId);
    expect(await volumes.list()).toEqual([
      { id: volumeId, rootPath: '/srv/downloads', marker: null },
    ]);
  });

  it('keeps what a marker says, and knows whether downloads lie there', async () => {
    const volumes = new KyselyVolumeRepository(database);
    await volumes.setMarker(volumeId, 'disk');
    expect((await volumes.ensure('/srv/downloads')).marker).toBe('disk');
    expect(await volumes.hasDownloads(volumeId)).toBe(false);
    await addDownload('a', '', 'album');
    expect(await volumes.hasDownloads(volumeId)).toBe(true);
  });

  it.each(['staging', 'movingFrom'] as const)(
    'knows that a download lies there until it is brought away (%s)',
    async (kind) => {
      const volumes = new KyselyVolumeRepository(database);
      const other = (await volumes.ensure('/srv/other')).id;
      const record = await addDownload('a', '', 'album');
      expect(await volumes.hasDownloads(other)).toBe(false);
      const place = { volumeId: other, relativeDirectory: '' };
      const former = { ...place, name: 'album', renames: null, isReturning: false };
      const downloads = new KyselyDownloadRepository(database);
      await downloads.setPlace('a', {
        ...record,
        ...(kind === 'staging' ? { staging: place } : { movingFrom: [former] }),
      });
      expect(await volumes.hasDownloads(other)).toBe(true);
      await downloads.setPlace('a', record);
      expect(await volumes.hasDownloads(other)).toBe(false);
    },
  );
});

describe('KyselySettingRepository', () => {
  it('keeps what was saved last of each setting, null and objects too', async () => {
    const settings = new KyselySettingRepository(database);
    expect(await settings.all()).toEqual({});
    await settings.save({ downloadLimit: 4096, schedule: { days: ['monday'], from: '08:00' } });
    await settings.save({ downloadLimit: null });
    expect(await settings.all()).toEqual({
      downloadLimit: null,
      schedule: { days: ['monday'], from: '08:00' },
    });
  });
});
