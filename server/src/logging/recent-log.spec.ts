import { describe, expect, it } from 'vitest';
import { RecentLog, type LogFilter } from './recent-log.ts';

const ANY: LogFilter = { level: 'debug', since: 0, search: '', limit: 10_000 };

function logOf(count: number): RecentLog {
  const log = new RecentLog();
  for (let at = 1; at <= count; at++) {
    log.add({ at, level: at % 2 === 0 ? 'warn' : 'debug', message: `entry ${at}`, details: {} });
  }
  return log;
}

describe('RecentLog', () => {
  it('keeps the latest two thousand, the oldest first', () => {
    const entries = logOf(5_000).find(ANY);
    expect(entries).toHaveLength(2_000);
    expect(entries[0]).toMatchObject({ id: 3_001, message: 'entry 3001' });
    expect(entries.at(-1)).toMatchObject({ id: 5_000 });
  });

  it('finds by level, time and limit: the latest of those that fit', () => {
    const entries = logOf(100).find({ ...ANY, level: 'info', since: 50, limit: 3 });
    expect(entries.map(({ id }) => id)).toEqual([96, 98, 100]);
  });

  it('searches messages and details, whatever the case', () => {
    const log = logOf(3);
    log.add({ at: 4, level: 'info', message: 'stopped', details: { disk: '/SRV/films' } });
    const find = (search: string): number => log.find({ ...ANY, search }).length;
    expect(find('STOPPED')).toBe(1);
    expect(find('disk=/srv')).toBe(1);
    expect(find('entry')).toBe(3);
    expect(find('nothing')).toBe(0);
  });

  it('is empty at first', () => {
    expect(new RecentLog().find(ANY)).toEqual([]);
  });
});
