import { describe, expect, it } from 'vitest';
import {
  withEditedTracker,
  withoutTracker,
  withReplacedText,
  withTrackers,
} from './tracker-tiers.ts';

const A = 'http://a.example/announce';
const B = 'http://b.example/announce';
const C = 'udp://c.example:6969/announce';

describe('a tracker list', () => {
  it('takes new trackers into a tier, or into a new one behind all others', () => {
    expect(withTrackers([[A]], [B, C], 0)).toEqual([[A, B, C]]);
    expect(withTrackers([[A]], [` ${B} `], undefined)).toEqual([[A], [B]]);
    expect(withTrackers([[A]], [B], 7)).toEqual([[A], [B]]);
    expect(withTrackers([], [B, B], 0)).toEqual([[B]]);
  });

  it('leaves a tracker that it has where it is', () => {
    expect(withTrackers([[A], [B]], [A], 1)).toEqual([[A], [B]]);
  });

  it('loses a tracker, and its tier where that is empty then', () => {
    expect(withoutTracker([[A], [B, C]], A)).toEqual([[B, C]]);
    expect(withoutTracker([[A], [B, C]], B)).toEqual([[A], [C]]);
  });

  it('gives a tracker another address in its place', () => {
    expect(withEditedTracker([[A, B]], A, { newUrl: C })).toEqual([[C, B]]);
    expect(withEditedTracker([[A, B]], A, { newUrl: B })).toEqual([[B]]);
  });

  it('moves a tracker to another tier of the list as it was', () => {
    expect(withEditedTracker([[A], [B]], A, { tier: 1 })).toEqual([[B, A]]);
    expect(withEditedTracker([[A], [B], [C]], A, { tier: 2 })).toEqual([[B], [C, A]]);
    expect(withEditedTracker([[A, B]], A, { tier: 1 })).toEqual([[B], [A]]);
    expect(withEditedTracker([[A], [B]], B, { newUrl: C, tier: 0 })).toEqual([[A, C]]);
  });

  it('has a text replaced in every address that has it, and tells which', () => {
    const keyed = `${A}?key=old`;
    expect(withReplacedText([[keyed], [B]], 'old', '$&new')).toEqual({
      tiers: [[`${A}?key=$&new`], [B]],
      changes: [{ from: keyed, to: `${A}?key=$&new` }],
    });
  });

  it('has each address once after a text was replaced', () => {
    expect(withReplacedText([[A], [B]], 'a.example', 'b.example').tiers).toEqual([[B]]);
  });

  it('loses the trackers whose address has a text', () => {
    expect(withReplacedText([[A], [B, C]], 'http:', null)).toEqual({
      tiers: [[C]],
      changes: [
        { from: A, to: null },
        { from: B, to: null },
      ],
    });
  });

  it('does not change by a text that is replaced by itself', () => {
    expect(withReplacedText([[A]], 'a', 'a')).toEqual({ tiers: [[A]], changes: [] });
  });
});
