import { describe, expect, it } from 'vitest';
import { buildDownload, buildMetadata } from '../testing/downloads';
import { isAllowed } from './download-actions';

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
