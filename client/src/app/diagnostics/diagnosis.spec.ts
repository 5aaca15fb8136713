import type { DiagnosticsDto } from '@shared/dto/diagnostics.js';
import { describe, expect, it } from 'vitest';
import { diagnosesOf, reportText } from './diagnosis';

const report: DiagnosticsDto = {
  checkedAt: '2026-11-24T10:00:00.000Z',
  peerPort: {
    status: 'warning',
    message: 'Nobody has connected from outside.',
    port: 51413,
    connectsLocally: true,
    reachable: 'unknown',
    lastOutsideConnectionAt: null,
  },
  dht: { status: 'ok', message: 'Off.', available: false, report: null },
  disks: [
    {
      status: 'ok',
      message: 'There is room.',
      directory: '/data',
      freeBytes: 2048,
      totalBytes: null,
      isWritable: null,
    },
  ],
  clock: { status: 'ok', message: 'Right.', offsetSeconds: -75 },
  database: { status: 'ok', message: 'Sound.', bytes: 4096, logBytes: 0, isSound: true },
  openFiles: { status: 'unknown', message: 'Not told.', open: null, limit: null },
};
const valueOf = (name: string, word: string) =>
  diagnosesOf(report)
    .find((diagnosis) => diagnosis.name === name)
    ?.figures.find((figure) => figure.word === word)?.value;

describe('the words for the diagnostics', () => {
  it('name what was found, and leave out a DHT that is off', () => {
    expect(diagnosesOf(report).map(({ name }) => name)).toEqual([
      'Peer port',
      'Disk of /data',
      'Clock',
      'Database',
      'Open files',
    ]);
  });

  it('tell not tried from no, and not known from nothing', () => {
    expect(valueOf('Disk of /data', 'Can be written to')).toBe('not tried');
    expect(valueOf('Disk of /data', 'Size')).toBe('–');
    expect(valueOf('Database', 'Sound')).toBe('yes');
    expect(valueOf('Clock', "Away from the trackers' clocks by")).toBe('1 m 15 s');
  });

  it('make a report that says of what and when it is', () => {
    const text = reportText('1.2.3', report);
    expect(text).toMatch(/^Shoal 1\.2\.3, 2026-11-24T10:00:00\.000Z\n/);
    expect(text).toContain(
      'Peer port: Look at it\n  Nobody has connected from outside.\n  Port: 51413',
    );
  });
});
