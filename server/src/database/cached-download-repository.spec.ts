import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CachedDownloadRepository } from './cached-download-repository.ts';
import type { DownloadRepository, NewDownloadRecord } from './download-repository.port.ts';
import { KyselyDownloadRepository } from './kysely-download-repository.ts';
import { KyselyTorrentRepository } from './kysely-torrent-repository.ts';
import { KyselyVolumeRepository } from './kysely-volume-repository.ts';
import { openDatabase, type ShoalDatabase } from './open-database.ts';

const IDS = ['a', 'b', 'c', 'd', 'e'];

let directory: string;
let database: ShoalDatabase;
let volumeId: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-cache-'));
  database = await openDatabase(directory);
  ({ id: volumeId } = await new KyselyVolumeRepository(database).ensure('/srv/downloads'));
  const torrents = new KyselyTorrentRepository(database);
  for (const id of IDS) await torrents.save({ id, files: [] } as never, new Uint8Array(1), 1);
});
afterEach(async () => {
  await database.destroy();
  rmSync(directory, { recursive: true, force: true });
});

const recordOf = (id: string): NewDownloadRecord => ({
  id,
  name: `name of ${id}`,
  volumeId,
  relativeDirectory: '',
  renames: null,
  movingFrom: [],
  staging: null,
  wantedState: 'started',
  sequential: false,
  firstLastPieces: false,
  superSeeding: false,
  priorities: [],
  tags: [],
  category: null,
  awaitsMetadata: true,
  trackers: null,
  forceStart: false,
  downloadLimit: null,
  uploadLimit: null,
  addedAt: 1_800_000_000_000,
  addedBy: null,
});

type Step = (repository: DownloadRepository) => Promise<unknown>;

const anyId = fc.constantFrom(...IDS);
const ids = fc.uniqueArray(anyId, { minLength: 1 });
const place = { volumeId: '', relativeDirectory: 'moved', movingFrom: [], staging: null };
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(anyId, fc.constantFrom('top' as const, 'bottom' as const)).map(
    ([id, at]): Step =>
      (all) =>
        all.insert(recordOf(id), at),
  ),
  anyId.map(
    (id): Step =>
      (all) =>
        all.update(id, { tags: ['x'], category: 'films' }),
  ),
  ids.map(
    (some): Step =>
      (all) =>
        all.updateAll(new Map(some.map((id) => [id, { wantedState: 'paused', category: id }]))),
  ),
  anyId.map(
    (id): Step =>
      (all) =>
        all.setPlace(id, { ...place, volumeId, name: `moved ${id}`, renames: null }),
  ),
  anyId.map(
    (id): Step =>
      (all) =>
        all.setWhole(id, {
          ...place,
          volumeId,
          name: `whole ${id}`,
          renames: null,
          priorities: [{ index: 2, priority: 'skip' }],
        }),
  ),
  anyId.map(
    (id): Step =>
      (all) =>
        all.rewrite({ ...recordOf(id), tags: ['anew'] }),
  ),
  ids.map(
    (some): Step =>
      (all) =>
        all.deleteAll(some),
  ),
  anyId.map(
    (id): Step =>
      (all) =>
        all.find(id),
  ),
  fc.tuple(ids, fc.integer({ min: -5, max: 5 })).map(
    ([some, first]): Step =>
      (all) =>
        all.setQueueKeys(
          some.map((id, at) => ({ id, queueKey: first * 10 + IDS.indexOf(id) + at / 10 })),
        ),
  ),
);

describe('CachedDownloadRepository', () => {
  it('has what the database has, after whatever changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (all) => {
        await new KyselyDownloadRepository(database).deleteAll(IDS);
        const cached = new CachedDownloadRepository(new KyselyDownloadRepository(database));
        for (const step of all) await step(cached);
        const kept = new KyselyDownloadRepository(database);
        expect(await cached.list()).toEqual(await kept.list());
        expect(await cached.queue()).toEqual(await kept.queue());
        for (const id of IDS) expect(await cached.find(id)).toEqual(await kept.find(id));
        expect([...(await cached.findAll(IDS)).keys()].toSorted()).toEqual(
          [...(await kept.findAll(IDS)).keys()].toSorted(),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same object until it has another content', async () => {
    const cached = new CachedDownloadRepository(new KyselyDownloadRepository(database));
    await cached.insert(recordOf('a'), 'bottom');
    const [before] = await cached.list();
    await cached.insert(recordOf('b'), 'bottom');
    expect((await cached.list())[0]).toBe(before);
    await cached.update('a', { tags: ['new'] });
    expect((await cached.list())[0]).not.toBe(before);
    expect(before?.tags).toEqual([]);
  });

  it('keeps what it had where the database refuses a change', async () => {
    const inner = new KyselyDownloadRepository(database);
    const cached = new CachedDownloadRepository(inner);
    await cached.insert(recordOf('a'), 'bottom');
    inner.update = () => Promise.reject(new Error('disk full'));
    await expect(cached.update('a', { category: 'films' })).rejects.toThrow('disk full');
    expect((await cached.find('a'))?.category).toBeNull();
  });
});
