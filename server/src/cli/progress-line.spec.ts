import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DownloadStatus } from '../engine/index.ts';
import { progressLine } from './progress-line.ts';
import { sampleStatus } from './testing/sample-status.ts';

const line = (changes: Partial<DownloadStatus>, columns: number, seeds = true): string =>
  progressLine(sampleStatus(changes), { columns, seeds });

describe('progressLine', () => {
  it('shows percent, bar, bytes, rates, peers and the time that is left', () => {
    expect(line({}, 79)).toBe(
      '50.0 % [=====>     ]  1.0 / 2.0 KiB  down 1.5 KiB/s  up 0 B/s  1 peer  ETA 1:15',
    );
  });

  it('gives up the rate of what is sent, then the bar, then the figures from the end', () => {
    expect(line({}, 72)).toBe(
      '50.0 % [=======>      ]  1.0 / 2.0 KiB  down 1.5 KiB/s  1 peer  ETA 1:15',
    );
    expect(line({}, 60)).toBe('50.0 %  1.0 / 2.0 KiB  down 1.5 KiB/s  up 0 B/s  1 peer');
    expect(line({}, 30)).toBe('50.0 %  1.0 / 2.0 KiB');
  });

  it('shows what is sent while it seeds', () => {
    const seeding = line({ state: 'seeding', progress: 1, uploadRate: 2048, peers: 3 }, 100);
    expect(seeding).toContain('Seeding 100.0 % [==============================]');
    expect(seeding).toMatch(/up 2\.0 KiB\/s {2}10 B sent {2}3 peers$/);
  });

  it('says nothing of seeding where it ends when it is complete', () => {
    const done = line({ state: 'seeding', progress: 1, completedBytes: 2048 }, 60, false);
    expect(done).toBe(`100.0 % [${'='.repeat(30)}]  2.0 / 2.0 KiB`);
  });

  it('shows no rates while it checks', () => {
    expect(line({ state: 'checking', progress: 0 }, 80)).toMatch(
      /^Checking 0\.0 % \[> {29}\] {2}4\.0 KiB$/,
    );
  });

  it('is never wider than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('checking', 'downloading', 'seeding', 'error'),
        fc.boolean(),
        (columns, progress, state, seeds) => {
          expect(line({ progress, state }, columns, seeds).length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
