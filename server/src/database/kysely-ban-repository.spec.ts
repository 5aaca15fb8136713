import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KyselyBanRepository } from './kysely-ban-repository.ts';
import { openDatabase, type ShoalDatabase } from './open-database.ts';

let directory: string;
let database: ShoalDatabase;
let bans: KyselyBanRepository;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-bans-'));
  database = await openDatabase(directory);
  bans = new KyselyBanRepository(database);
});
afterEach(async () => {
  await database.destroy();
  rmSync(directory, { recursive: true, force: true });
});

describe('the bans of the database', () => {
  const ban = { id: 'a', network: '192.0.2.1', reason: null, createdAt: 2 };

  it('are listed, the oldest first', async () => {
    const older = { id: 'b', network: '2001:db8::/32', reason: 'spam', createdAt: 1 };
    expect(await bans.save(ban)).toEqual(ban);
    await bans.save(older);
    expect(await bans.list()).toEqual([older, ban]);
  });

  it('are one for each network, with the reason that was given last', async () => {
    await bans.save(ban);
    const again = await bans.save({ ...ban, id: 'c', reason: 'leech', createdAt: 3 });
    expect(again).toEqual({ ...ban, reason: 'leech' });
    expect(await bans.list()).toEqual([again]);
  });

  it('go once', async () => {
    await bans.save(ban);
    expect([await bans.delete('a'), await bans.delete('a')]).toEqual([true, false]);
    expect(await bans.list()).toEqual([]);
  });
});
