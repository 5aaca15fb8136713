import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../engine/index.ts';
import { BackupSchedule } from './backup-schedule.ts';
import { listBackups, makeBackup, outdated } from './database-backups.ts';
import { openDatabase, type ShoalDatabase } from './open-database.ts';
import { StateReserve } from './state-reserve.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let directory: string;
let path: string;
let database: ShoalDatabase;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-backups-'));
  path = join(directory, 'shoal.db');
  database = await openDatabase(directory);
});
afterEach(async () => {
  await database.destroy();
  rmSync(directory, { recursive: true, force: true });
});

const at = (day: number): Date => new Date(Date.UTC(2030, 0, day, 12));
const files = (): string[] => readdirSync(join(directory, 'backups')).toSorted();

describe('makeBackup', () => {
  it('keeps the last three of its schema, and what is not its own', async () => {
    mkdirSync(join(directory, 'backups'));
    writeFileSync(join(directory, 'backups', 'mine.txt'), '');
    writeFileSync(join(directory, 'backups', 'shoal-0004-20300101T000000Z.db.unfinished'), '');
    for (const day of [1, 2, 3, 4]) await makeBackup(directory, path, '0004', at(day));
    expect(files()).toEqual([
      'mine.txt',
      'shoal-0004-20300102T120000Z.db',
      'shoal-0004-20300103T120000Z.db',
      'shoal-0004-20300104T120000Z.db',
    ]);
    expect(listBackups(directory).map(({ madeAt }) => madeAt)).toEqual([at(4), at(3), at(2)]);
  });

  it('leaves nothing behind where it fails, and removes no older one', async () => {
    await makeBackup(directory, path, '0004', at(1));
    const broken = join(directory, 'broken.db');
    writeFileSync(broken, 'no database'.repeat(1000));
    await expect(makeBackup(directory, broken, '0004', at(2))).rejects.toThrow('not a database');
    expect(files()).toEqual(['shoal-0004-20300101T120000Z.db']);
  });
});

describe('outdated', () => {
  it('keeps one of each older schema, of three of them', () => {
    const backups = ['0007', '0007', '0007', '0007', '0006', '0006', '0004', '0003', '0002'].map(
      (schema, index) => ({ path: String(index), schema, madeAt: at(30 - index) }),
    );
    expect(outdated(backups, '0007').map(({ path }) => path)).toEqual(['3', '5', '8']);
  });
});

describe('BackupSchedule', () => {
  let errors: string[];
  let schedule: BackupSchedule;

  beforeEach(() => {
    errors = [];
    schedule = new BackupSchedule({
      directory,
      databasePath: path,
      schema: '0004',
      reserve: new StateReserve(directory, silentLogger),
      logger: { ...silentLogger, error: (message) => void errors.push(message) },
    });
  });
  afterEach(() => schedule.stop());

  const change = async (): Promise<void> => {
    await sql`insert or replace into settings values ('x', hex(randomblob(4)))`.execute(database);
  };

  it('makes one a day where something has changed', async () => {
    const start = Date.now();
    const look = (days: number): Promise<void> => schedule.look(new Date(start + days * DAY_MS));
    await look(-3);
    await look(-2.5);
    expect(files()).toHaveLength(1);
    await change();
    await look(-1.9);
    expect(files()).toHaveLength(2);
    await look(1);
    expect(files()).toHaveLength(3);
    await look(3);
    expect(files()).toHaveLength(3);
  });

  it('goes on where a backup cannot be made', async () => {
    writeFileSync(join(directory, 'backups'), 'in the way');
    await schedule.look();
    expect(errors).toEqual(['no backup of the database could be made']);
  });
});

describe('StateReserve', () => {
  it('gives its room once, and is made again', () => {
    const reserve = new StateReserve(directory, silentLogger);
    expect(reserve.release()).toBe(false);
    reserve.fill();
    expect(readdirSync(directory)).toContain('shoal.reserve');
    expect([reserve.release(), reserve.release()]).toEqual([true, false]);
    reserve.fill();
    expect(reserve.release()).toBe(true);
  });
});
