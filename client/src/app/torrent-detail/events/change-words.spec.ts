import type { AuditEntryDto } from '@shared/dto/audit.js';
import { describe, expect, it } from 'vitest';
import { describeChange } from './change-words';

const entry = (
  action: string,
  details: Record<string, unknown> | null = null,
  changes: Partial<AuditEntryDto> = {},
): AuditEntryDto => ({
  id: '1',
  at: '2026-01-01T00:00:00.000Z',
  account: { id: 'a', name: 'anna' },
  via: 'session',
  credentialId: null,
  address: '127.0.0.1',
  action,
  targets: ['x'],
  targetCount: 1,
  outcome: 'ok',
  details,
  ...changes,
});

describe('describeChange', () => {
  it.each([
    ['downloadPause', null, 'Paused, by anna'],
    ['downloadActOnMany', { action: 'resume' }, 'Resumed, by anna'],
    ['downloadActOnMany', { action: 'setLimits', uploadLimit: null }, 'No upload limit, by anna'],
    ['downloadUpdate', { downloadLimit: 524_288 }, 'Download limit 512 KiB/s, by anna'],
    [
      'downloadUpdate',
      { tags: ['a'], sequential: true },
      'Tags changed and Order of pieces changed, by anna',
    ],
    ['downloadUpdate', { category: null }, 'No category, by anna'],
    ['downloadMove', { directory: '/films' }, 'Moved to /films, by anna'],
    ['trackerAdd', { urls: [] }, 'Trackers added, by anna'],
  ] as const)('tells %s %j as "%s"', (action, details, words) => {
    expect(describeChange(entry(action, details))).toBe(words);
  });

  it.each([
    ['what the events tell', entry('downloadStart')],
    ['a removal of many', entry('downloadActOnMany', { action: 'remove' })],
    ['what it does not know', entry('somethingNew')],
    ['what failed', entry('downloadPause', null, { outcome: 'state-conflict' })],
    ['a change of nothing', entry('downloadUpdate', {})],
  ])('leaves out %s', (_name, change) => {
    expect(describeChange(change)).toBeNull();
  });

  it('names nobody where nobody is known', () => {
    expect(describeChange(entry('downloadPause', null, { account: null }))).toBe('Paused');
  });
});
