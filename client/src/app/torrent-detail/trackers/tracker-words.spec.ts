import { describe, expect, it } from 'vitest';
import { buildTracker } from '../../testing/downloads';
import { describeMessage, describeSwarm, describeTimes, summarizeTrackers } from './tracker-words';

const NOW = Date.parse('2026-01-01T00:03:20.000Z');

describe('describeTimes', () => {
  it('counts from the last announce and to the next', () => {
    expect(describeTimes(buildTracker('a'), NOW)).toEqual([
      'asked 3 m 20 s ago',
      'again in 26 m 40 s',
    ]);
  });

  it('says that its time has come', () => {
    const tracker = buildTracker('a', { nextAnnounceAt: '2026-01-01T00:03:00.000Z' });
    expect(describeTimes(tracker, NOW)[1]).toBe('again now');
  });

  it('says nothing of times that are not known, and nothing of the next while it is asked', () => {
    const unknown = buildTracker('a', { lastAnnounceAt: null, nextAnnounceAt: null });
    expect(describeTimes(unknown, NOW)).toEqual([]);
    expect(describeTimes(buildTracker('a', { state: 'announcing' }), NOW)).toHaveLength(1);
  });
});

describe('describeSwarm', () => {
  it('has what the tracker told, and nothing else', () => {
    expect(describeSwarm(buildTracker('a', { seeds: 1, leechers: 0 }))).toEqual([
      '1 seed',
      '0 leechers',
      '40 peers in its answer',
    ]);
    expect(
      describeSwarm(buildTracker('a', { seeds: null, leechers: null, peersReceived: null })),
    ).toEqual([]);
  });
});

describe('describeMessage', () => {
  it('is the whole message, with how often it failed in a row', () => {
    expect(describeMessage(buildTracker('a', { message: 'no such torrent', failures: 1 }))).toBe(
      'no such torrent',
    );
    expect(describeMessage(buildTracker('a', { message: 'timed out', failures: 3 }))).toBe(
      'timed out (3 times in a row)',
    );
    expect(describeMessage(buildTracker('a'))).toBe('');
  });
});

describe('summarizeTrackers', () => {
  it('counts trackers, tiers and those that work', () => {
    const trackers = [buildTracker('a'), buildTracker('b', { state: 'error' })];
    expect(summarizeTrackers(trackers, 2)).toBe('2 trackers in 2 tiers, 1 working');
    expect(summarizeTrackers(trackers.slice(0, 1), 1)).toBe('1 tracker in 1 tier, 1 working');
  });
});
