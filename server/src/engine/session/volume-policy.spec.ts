import { describe, expect, it } from 'vitest';
import { UNREADABLE } from '../storage/volume-look.ts';
import { judgeVolume, type VolumeVerdict } from './volume-policy.ts';

describe('judgeVolume', () => {
  it.each<[string, string | null, string | null, boolean, VolumeVerdict]>([
    // what, marker found, marker expected, files as recorded, verdict
    ['a root that is gone', 'no root', null, true, 'missing'],
    ['a marked root that is gone', 'no root', 'disk', true, 'missing'],
    ['its own marker', 'disk', 'disk', false, 'there'],
    ['a marker that cannot be read', UNREADABLE, 'disk', false, 'there'],
    ['a bare mount point', null, 'disk', false, 'missing'],
    ['another disk', 'other', 'disk', false, 'missing'],
    ['a removed marker, but the files', null, 'disk', true, 'to be marked'],
    ['another marker, but the files', 'other', 'disk', true, 'to be adopted'],
    ["the user's empty marker", '', 'disk', false, 'to be marked'],
    ['an empty marker where there was none', '', null, false, 'to be marked'],
    ['an unmarked root without files', null, null, false, 'there'],
    ['an unmarked root with the files', null, null, true, 'to be marked'],
    ['a marker that was not known of', 'disk', null, false, 'to be adopted'],
  ])('judges %s', (_, found, expected, isProven, verdict) => {
    const isThere = found !== 'no root';
    const look = { isThere, marker: isThere ? found : null };
    expect(judgeVolume(look, expected, isProven)).toBe(verdict);
  });
});
