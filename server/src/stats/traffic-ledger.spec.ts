import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KyselyTrafficRepository } from '../database/kysely-traffic-repository.ts';
import { openDatabase, type ShoalDatabase } from '../database/open-database.ts';
import type { TrafficRepository } from '../database/traffic-repository.port.ts';
import { TrafficLedger } from './traffic-ledger.ts';

const MINUTE_MS = 60_000;
const at = (text: string): number => Date.parse(`${text}Z`);

let directory: string;
let database: ShoalDatabase;
let repository: KyselyTrafficRepository;
let monotonic = 0;
let wallTime = 0;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-traffic-'));
  database = await openDatabase(directory);
  repository = new KyselyTrafficRepository(database);
  monotonic = 0;
  wallTime = at('2026-03-31T23:00:00');
});
afterEach(async () => {
  await database.destroy();
  rmSync(directory, { recursive: true, force: true });
});

function newLedger(add: TrafficRepository['add'] = (...given) => repository.add(...given)) {
  return new TrafficLedger({
    repository: {
      add,
      total: () => repository.total(),
      list: (...given) => repository.list(...given),
      keepLatest: (...given) => repository.keepLatest(...given),
    },
    now: () => monotonic,
    wallTime: () => wallTime,
  });
}

function pass(minutes: number): void {
  monotonic += minutes * MINUTE_MS;
  wallTime += minutes * MINUTE_MS;
}

const moved = (downloadedBytes: number, uploadedBytes = 0) => ({ downloadedBytes, uploadedBytes });
const list = (period: 'hour' | 'day' | 'month') => repository.list(period, 0, Infinity);

describe('TrafficLedger', () => {
  it('adds what grew to the hour, the day, the month and the total', async () => {
    const ledger = newLedger();
    pass(5);
    await ledger.record(moved(100, 10));
    pass(5);
    await ledger.record(moved(150, 30));
    const bucket = { downloadedBytes: 150, uploadedBytes: 30 };
    expect(await list('hour')).toEqual([{ startsAt: at('2026-03-31T23:00:00'), ...bucket }]);
    expect(await list('day')).toEqual([{ startsAt: at('2026-03-31T00:00:00'), ...bucket }]);
    expect(await list('month')).toEqual([{ startsAt: at('2026-03-01T00:00:00'), ...bucket }]);
    expect(await repository.total()).toMatchObject(bucket);
  });

  it('counts what was moved up to the full hour to the hour that ends', async () => {
    const ledger = newLedger();
    pass(55);
    await ledger.record(moved(10));
    pass(5);
    await ledger.record(moved(30));
    pass(5);
    await ledger.record(moved(31));
    expect(await list('hour')).toMatchObject([{ downloadedBytes: 30 }, { downloadedBytes: 1 }]);
    expect((await list('month')).map(({ startsAt }) => startsAt)).toEqual([
      at('2026-03-01T00:00:00'),
      at('2026-04-01T00:00:00'),
    ]);
  });

  it('goes on after a restart, whose counters begin anew', async () => {
    pass(1);
    await newLedger().record(moved(100));
    pass(1);
    const next = newLedger();
    await next.record(moved(7));
    await next.record(moved(7));
    expect(await list('hour')).toMatchObject([{ downloadedBytes: 107 }]);
    expect(await repository.total()).toMatchObject({ downloadedBytes: 107 });
  });

  it('adds to what is there when the clock jumps back, and loses nothing when it jumps ahead', async () => {
    const ledger = newLedger();
    pass(5);
    await ledger.record(moved(10));
    wallTime = at('2030-01-01T00:10:00');
    pass(5);
    await ledger.record(moved(15));
    wallTime = at('2026-03-31T23:20:00');
    pass(5);
    await ledger.record(moved(22));
    expect(await list('hour')).toMatchObject([
      { startsAt: at('2026-03-31T23:00:00'), downloadedBytes: 17 },
      { startsAt: at('2030-01-01T00:00:00'), downloadedBytes: 5 },
    ]);
    expect(await repository.total()).toMatchObject({ downloadedBytes: 22 });
  });

  it('keeps what could not be written for the next time', async () => {
    let isBroken = true;
    const ledger = newLedger(async (...given) => {
      if (isBroken) throw new Error('disk full');
      await repository.add(...given);
    });
    await expect(ledger.record(moved(10))).rejects.toThrow('disk full');
    expect(ledger.pending(moved(12))).toEqual(moved(12));
    isBroken = false;
    await ledger.record(moved(12));
    expect(ledger.pending(moved(12))).toEqual(moved(0));
    expect(await repository.total()).toMatchObject({ downloadedBytes: 12 });
  });

  it('writes each byte once when it is asked twice at a time', async () => {
    const ledger = newLedger();
    await Promise.all([ledger.record(moved(10)), ledger.record(moved(10))]);
    expect(await repository.total()).toMatchObject({ downloadedBytes: 10 });
  });

  it('lets the oldest hours go, by their number, and nothing else', async () => {
    const ledger = newLedger();
    for (let hour = 1; hour <= 5; hour++) {
      pass(60);
      await ledger.record(moved(hour));
    }
    await repository.keepLatest('hour', 3);
    await repository.keepLatest('hour', 3);
    const hours = await list('hour');
    expect(hours.map(({ startsAt }) => startsAt)).toEqual([
      at('2026-04-01T01:00:00'),
      at('2026-04-01T02:00:00'),
      at('2026-04-01T03:00:00'),
    ]);
    expect(await list('day')).toHaveLength(2);
    expect(await repository.total()).toMatchObject({ downloadedBytes: 5 });
  });
});
