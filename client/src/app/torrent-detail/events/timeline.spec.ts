import type { ActivityEntryDto } from '@shared/dto/activity.js';
import type { AuditEntryDto } from '@shared/dto/audit.js';
import { describe, expect, it } from 'vitest';
import { timelineOf, withEarlier, withLatest } from './timeline';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

const event = (minute: number): ActivityEntryDto => ({
  id: String(minute),
  at: at(minute),
  kind: 'completed',
  downloadId: 'a',
  name: 'Album',
  account: null,
  error: null,
  deletedData: null,
});

const change = (minute: number, action = 'downloadPause'): AuditEntryDto => ({
  id: String(minute),
  at: at(minute),
  account: null,
  via: null,
  credentialId: null,
  address: '',
  action,
  targets: [],
  targetCount: 0,
  outcome: 'ok',
  details: null,
});

const all = <Entry>(...entries: Entry[]) => ({ entries, cursor: null });
const some = <Entry>(...entries: Entry[]) => ({ entries, cursor: 'more' });
const words = (timeline: ReturnType<typeof timelineOf>) =>
  timeline.map((entry) => `${entry.at.slice(14, 16)} ${entry.words}`);

describe('timelineOf', () => {
  it('puts both into one order, the latest first', () => {
    expect(words(timelineOf(all(event(5), event(1)), all(change(7), change(3))))).toEqual([
      '07 Paused',
      '05 Complete',
      '03 Paused',
      '01 Complete',
    ]);
  });

  it('keeps back what is older than the end of a page that has more behind it', () => {
    expect(words(timelineOf(some(event(6), event(4)), all(change(5), change(2))))).toEqual([
      '06 Complete',
      '05 Paused',
      '04 Complete',
    ]);
  });

  it('leaves out changes that are none of the download', () => {
    expect(timelineOf(all(), all(change(1, 'authLogIn')))).toEqual([]);
  });
});

describe('withLatest', () => {
  it('puts what is new before what is known, each once, and goes on where that ended', () => {
    const known = some(event(3), event(2), event(1));
    const { entries, cursor } = withLatest(known, { entries: [event(4), event(3)], cursor: '3' });
    expect(entries.map(({ id }) => id)).toEqual(['4', '3', '2', '1']);
    expect(cursor).toBe('more');
  });

  it('is the page itself at first', () => {
    expect(withLatest(all<ActivityEntryDto>(), some(event(1)))).toEqual(some(event(1)));
  });
});

describe('withEarlier', () => {
  it('goes on behind what is known', () => {
    const { entries, cursor } = withEarlier(some(event(2)), all(event(1)));
    expect(entries.map(({ id }) => id)).toEqual(['2', '1']);
    expect(cursor).toBeNull();
  });
});
