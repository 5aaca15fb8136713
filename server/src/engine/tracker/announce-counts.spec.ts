import { describe, expect, it } from 'vitest';
import { AnnounceCounts } from './announce-counts.ts';

const HTTP = new URL('https://one.example/announce');
const UDP = new URL('udp://one.example:1/announce');
const NOW = Date.parse('2026-11-20T12:00:00.000Z');

describe('AnnounceCounts', () => {
  it('counts by protocol and by what became of them', () => {
    const counts = new AnnounceCounts();
    counts.countAnswer(HTTP);
    counts.countFailure(HTTP, 'timeout');
    counts.countFailure(HTTP, 'timeout');
    counts.countFailure(UDP, 'timeout');
    expect(counts.totals).toEqual([
      { protocol: 'http', outcome: 'answered', count: 1 },
      { protocol: 'udp', outcome: 'answered', count: 0 },
      { protocol: 'http', outcome: 'timeout', count: 2 },
      { protocol: 'udp', outcome: 'timeout', count: 1 },
    ]);
  });

  it('takes the middle one of several clocks, and the last word of each tracker', () => {
    const counts = new AnnounceCounts();
    expect(counts.clockOffsetMs).toBeNull();
    counts.noteDate('one', 'Fri, 20 Nov 2026 11:00:00 GMT', NOW);
    counts.noteDate('one', 'Fri, 20 Nov 2026 12:00:04 GMT', NOW);
    counts.noteDate('two', 'Fri, 20 Nov 2026 12:00:05 GMT', NOW);
    counts.noteDate('three', 'Thu, 01 Jan 1970 00:00:00 GMT', NOW);
    counts.noteDate('four', 'tomorrow', NOW);
    expect(counts.clockOffsetMs).toBe(4_500);
  });

  it('remembers the last sixteen trackers', () => {
    const counts = new AnnounceCounts();
    for (let index = 0; index < 20; index++)
      counts.noteDate(`early ${index}`, 'Fri, 20 Nov 2026 11:00:00 GMT', NOW);
    for (let index = 0; index < 16; index++)
      counts.noteDate(`late ${index}`, 'Fri, 20 Nov 2026 12:00:00 GMT', NOW);
    expect(counts.clockOffsetMs).toBe(500);
  });
});
