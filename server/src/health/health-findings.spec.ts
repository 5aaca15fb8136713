import { describe, expect, it } from 'vitest';
import { findingsOf, type HealthFacts } from './health-findings.ts';

const NO_DOWNLOADS = {
  metadata: 0,
  checking: 0,
  queued: 0,
  downloading: 0,
  seeding: 0,
  paused: 0,
  cancelled: 0,
  error: 0,
};
const HEALTHY: HealthFacts = {
  isServing: true,
  engine: { downloads: { ...NO_DOWNLOADS, seeding: 10 }, faults: {} },
  isDatabaseAnswering: true,
  restoring: 0,
  folders: [{ state: 'there' }],
  dataFreeBytes: 1e9,
};

const codes = (changes: Partial<HealthFacts>): string[] =>
  findingsOf({ ...HEALTHY, ...changes }).map(({ code, severity }) => `${severity} ${code}`);

describe('findingsOf', () => {
  it('finds nothing where all is well', () => {
    expect(findingsOf(HEALTHY)).toEqual([]);
    expect(codes({ dataFreeBytes: null })).toEqual([]);
  });

  it('fails only for what keeps the server from its work', () => {
    expect(codes({ isServing: false, engine: null })).toEqual(['failed engine-not-running']);
    expect(codes({ engine: null })).toEqual(['failed engine-not-answering']);
    expect(codes({ isDatabaseAnswering: false })).toEqual(['failed database-failed']);
  });

  it('warns of disks that are missing, silent or full, and tells how many', () => {
    const folders = (['there', 'missing', 'silent'] as const).map((state) => ({ state }));
    expect(codes({ folders, dataFreeBytes: 1_000 })).toEqual([
      'warning data-disk-full',
      'warning volume-missing',
      'warning volume-silent',
    ]);
    const [missing] = findingsOf({ ...HEALTHY, folders });
    expect(missing?.message).toBe('The disks of 1 of 3 folders for downloads are missing.');
  });

  it('tells how far a start is, and what is in error', () => {
    const downloads = { ...NO_DOWNLOADS, seeding: 7, error: 3 };
    const engine = { downloads, faults: { 'disk-full': 2, 'io-error': 1 } };
    const found = findingsOf({ ...HEALTHY, engine, restoring: 30 });
    expect(found.map(({ message }) => message)).toEqual([
      '10 of 40 downloads are restored so far.',
      '2 downloads wait for room on a disk.',
      '1 downloads are in error.',
    ]);
  });
});
