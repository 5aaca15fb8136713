import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppConfig } from '../config/app-config.ts';
import type { ActivityRepository, NewActivity } from '../database/activity-repository.port.ts';
import type { DownloadRepository } from '../database/download-repository.port.ts';
import { silentLogger } from '../engine/index.ts';
import { FactStreamService } from '../facts/fact-stream.service.ts';
import { ActivityLogService } from './activity-log.service.ts';

let written: NewActivity[][];
let isBroken: boolean;
let pruned: number;
let facts: FactStreamService;
let service: ActivityLogService;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  isBroken = false;
  pruned = 0;
  const activity: ActivityRepository = {
    add: async (entries) => {
      if (isBroken) throw new Error('disk full');
      written.push([...entries]);
    },
    list: async () => [],
    lastNameOf: async (id) => (id === 'gone' ? 'what it was called' : null),
    prune: async () => void pruned++,
  };
  const downloads = {
    find: async (id: string) => (id === 'gone' ? null : { name: `name of ${id}` }),
  } as unknown as DownloadRepository;
  facts = new FactStreamService(silentLogger);
  const config = { activityDays: 90 } as AppConfig;
  service = new ActivityLogService(config, silentLogger, activity, downloads, facts);
  service.onModuleInit();
});
afterEach(() => vi.useRealTimers());

async function happen(id: string): Promise<void> {
  const completedAt = '2026-11-23T00:00:00.000Z';
  facts.publish(() => ({ name: 'download:completed', payload: { id, completedAt } }));
  await facts.settled();
}

const names = (): (string | null)[][] => written.map((batch) => batch.map(({ name }) => name));

describe('ActivityLogService', () => {
  it('writes what happens within a moment in one transaction, in its order, by name', async () => {
    await happen('one');
    await happen('gone');
    await happen('two');
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(250);
    expect(names()).toEqual([['name of one', 'what it was called', 'name of two']]);
  });

  it('tries again what could not be written, before what came meanwhile', async () => {
    isBroken = true;
    await happen('one');
    await vi.advanceTimersByTimeAsync(250);
    await happen('two');
    isBroken = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(names()).toEqual([['name of one', 'name of two']]);
  });

  it('writes the last of it at the stop', async () => {
    await happen('one');
    await service.beforeApplicationShutdown();
    expect(names()).toEqual([['name of one']]);
  });

  it('looks for old entries at the first writing, and then once in a thousand', async () => {
    for (let count = 0; count < 1_002; count++) {
      await happen('one');
      if (count < 2) await service.flush();
    }
    expect(pruned).toBe(1);
    await service.flush();
    expect(pruned).toBe(2);
  });

  it('remembers no more than twenty thousand while nothing can be written', async () => {
    isBroken = true;
    for (let count = 0; count < 20_100; count++) {
      facts.publish(() => ({
        name: 'download:removed',
        payload: { id: 'one', deletedData: false },
      }));
    }
    await facts.settled();
    isBroken = false;
    await service.flush();
    expect(written.flat()).toHaveLength(20_000);
  });
});
