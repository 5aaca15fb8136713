import { describe, expect, it } from 'vitest';
import { buildDownload, buildMetadata } from '../testing/downloads';
import { isAllowed, shareOf, whyNot } from './action-rules';

describe('isAllowed', () => {
  it('lets a magnet be paused, resumed and asked for, but not checked before its metadata', () => {
    const metadata = buildMetadata();
    const asking = buildDownload(1, { state: 'metadata', metadata });
    const paused = buildDownload(1, { state: 'paused', metadata });
    expect(isAllowed('pause', asking)).toBe(true);
    expect(isAllowed('reannounce', asking)).toBe(true);
    expect(isAllowed('resume', paused)).toBe(true);
    expect(isAllowed('recheck', paused)).toBe(false);
    expect(isAllowed('recheck', { ...paused, metadata: null })).toBe(true);
  });
});

describe('whyNot', () => {
  const seeding = buildDownload(1, { state: 'seeding' });
  const paused = buildDownload(2, { state: 'paused' });

  it('has nothing to say where one of them can', () => {
    expect(whyNot('pause', [seeding, paused])).toBeNull();
    expect(whyNot('resume', [seeding, paused])).toBeNull();
  });

  it('gives the reason where none can', () => {
    expect(whyNot('resume', [seeding])).toBe('runs already');
    expect(whyNot('pause', [paused])).toBe('does not run');
    const magnet = buildDownload(3, { state: 'paused', metadata: buildMetadata() });
    expect(whyNot('recheck', [magnet])).toBe('no metadata yet');
    expect(whyNot('recheck', [{ ...magnet, state: 'checking', metadata: null }])).toBe('under way');
  });
});

describe('shareOf', () => {
  it('tells all, some and none apart', () => {
    const isOdd = (number: number) => number % 2 === 1;
    expect(shareOf([1, 3], isOdd)).toBe('all');
    expect(shareOf([1, 2], isOdd)).toBe('some');
    expect(shareOf([2], isOdd)).toBe('none');
  });
});
