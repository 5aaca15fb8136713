import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KyselyEngineMemory } from './kysely-engine-memory.ts';
import { openDatabase, type ShoalDatabase } from './open-database.ts';

let directory: string;
let database: ShoalDatabase;
let memory: KyselyEngineMemory;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-memory-'));
  database = await openDatabase(directory);
  memory = new KyselyEngineMemory(database);
});
afterEach(async () => {
  await database.destroy();
  rmSync(directory, { recursive: true, force: true });
});

describe('the memory of the engine', () => {
  it('has nothing at first, and then what was saved last', async () => {
    expect(await memory.find('dht')).toBeNull();
    await memory.save('dht', Uint8Array.of(1, 2));
    await memory.save('dht', Uint8Array.of(0, 255, 3));
    expect(await memory.find('dht')).toEqual(Uint8Array.of(0, 255, 3));
  });

  it('has nothing where the database was damaged', async () => {
    await memory.save('dht', Uint8Array.of(1, 2));
    await database
      .updateTable('engine_memory')
      .set({ value: Uint8Array.of(1, 3) })
      .execute();
    expect(await memory.find('dht')).toBeNull();
  });
});
