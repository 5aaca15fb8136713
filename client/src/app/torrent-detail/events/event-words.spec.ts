import type { ActivityEntryDto } from '@shared/dto/activity.js';
import { describe, expect, it } from 'vitest';
import { describeEvent } from './event-words';

const entry = (id: number, changes: Partial<ActivityEntryDto> = {}): ActivityEntryDto => ({
  id: String(id),
  at: '2026-01-01T00:00:00.000Z',
  kind: 'added',
  downloadId: 'a',
  name: 'Album',
  account: null,
  error: null,
  deletedData: null,
  ...changes,
});

describe('describeEvent', () => {
  it.each([
    ['Added', {}],
    ['Added by anna', { account: 'anna' }],
    ['Complete', { kind: 'completed' }],
    ['Removed, with its data', { kind: 'removed', deletedData: true }],
    ['Removed, its data was kept', { kind: 'removed', deletedData: false }],
    ['The error is over, it goes on', { kind: 'recovered' }],
  ] as const)('says "%s"', (words, changes) => {
    expect(describeEvent(entry(1, changes))).toBe(words);
  });
});
