import type { TrackerHostDto } from '@shared/dto/tracker.js';
import { describe, expect, it } from 'vitest';
import { emptyCounts } from '../../live/list-filters';
import { categoryRows, folderRows, healthOf, stateRows, tagRows, trackerRows } from './rail-rows';

const read = (rows: { words: string; count: number; level: number }[]) =>
  rows.map(({ words, count, level }) => `${'  '.repeat(level)}${words} ${count}`);
const host = (told: Partial<TrackerHostDto>): TrackerHostDto => ({
  host: '',
  downloads: 1,
  working: 0,
  announcing: 0,
  idle: 0,
  error: 0,
  disabled: 0,
  message: null,
  lastAnnounceAt: null,
  ...told,
});

describe('the rail', () => {
  it('shows categories as a tree, with what is below counted in, and none at the end', () => {
    const counts = new Map([
      ['films/old/mute', 2],
      ['films', 1],
      ['Films-b', 4],
      ['music', 3],
      ['', 5],
    ]);
    const rows = categoryRows(counts, ['empty', 'films/new'], 'No category', () => false);
    expect(read(rows)).toEqual([
      'empty 0',
      'films 3',
      '  new 0',
      '  old 2',
      '    mute 2',
      'Films-b 4',
      'music 3',
      'No category 5',
    ]);
    expect(rows.filter(({ hasChildren }) => hasChildren).map(({ value }) => value)).toEqual([
      'films',
      'films/old',
    ]);
    const folded = categoryRows(counts, [], 'No category', (path) => path === 'films');
    expect(read(folded)).toEqual(['films 3', 'Films-b 4', 'music 3', 'No category 5']);
  });

  it('has no group of what nobody uses', () => {
    const none = new Map([['', 9]]);
    expect(tagRows(none, [], 'No tags')).toEqual([]);
    expect(categoryRows(none, [], 'No category', () => false)).toEqual([]);
    expect(trackerRows(none, new Map(), 'No tracker')).toEqual([]);
  });

  it('shows tags by name, and trackers by how many downloads they have', () => {
    const counts = new Map([
      ['b', 1],
      ['a', 2],
      ['c', 2],
      ['', 1],
    ]);
    expect(read(tagRows(counts, ['new'], 'No tags'))).toEqual([
      'a 2',
      'b 1',
      'c 2',
      'new 0',
      'No tags 1',
    ]);
    const told = new Map([['a', host({ error: 1, message: 'gone' })]]);
    const rows = trackerRows(counts, told, 'No tracker');
    expect(read(rows)).toEqual(['a 2', 'c 2', 'b 1', 'No tracker 1']);
    expect(rows[0]).toMatchObject({ health: 'failing', message: 'gone' });
  });

  it('tells how trackers do', () => {
    expect(healthOf(undefined)).toBe('unknown');
    expect(healthOf(host({ idle: 3 }))).toBe('unknown');
    expect(healthOf(host({ working: 3, idle: 1 }))).toBe('working');
    expect(healthOf(host({ working: 3, error: 1 }))).toBe('mixed');
    expect(healthOf(host({ disabled: 1 }))).toBe('failing');
  });

  it('counts what lies on each disk', () => {
    const counts = new Map([
      ['/srv/a', 1],
      ['/srv/a/b', 2],
      ['/srv/ab', 4],
    ]);
    const volume = { path: '/srv/a' } as never;
    expect(folderRows(counts, [volume])).toMatchObject([{ value: '/srv/a', count: 3 }]);
  });

  it('shows rare states only where something is in them, or they are chosen', () => {
    const counts = { ...emptyCounts(), queued: 1 };
    const states = stateRows(counts, (state) => state === 'moving').map(({ value }) => value);
    expect(states).toContain('queued');
    expect(states).toContain('moving');
    expect(states).not.toContain('checking');
  });
});
