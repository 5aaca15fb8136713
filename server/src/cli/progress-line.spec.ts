import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { progressLine } from './progress-line.ts';
import { sampleStatus } from './testing/sample-status.ts';

describe('progressLine', () => {
  it('shows percent, bar, bytes, rates, peers and the time that is left', () => {
    expect(progressLine(sampleStatus(), 103)).toBe(
      'Downloading 50.0 % [=========>         ]  1.0 KiB / 2.0 KiB  down 1.5 KiB/s  up 0 B/s  1 peer  ETA 1:15',
    );
  });

  it('gives up the bar first, then the figures from the end', () => {
    expect(progressLine(sampleStatus(), 85)).toBe(
      'Downloading 50.0 %  1.0 KiB / 2.0 KiB  down 1.5 KiB/s  up 0 B/s  1 peer  ETA 1:15',
    );
    expect(progressLine(sampleStatus(), 40)).toBe('Downloading 50.0 %  1.0 KiB / 2.0 KiB');
  });

  it('shows what is sent while it seeds', () => {
    const seeding = sampleStatus({ state: 'seeding', progress: 1, uploadRate: 2048, peers: 3 });
    const line = progressLine(seeding, 100);
    expect(line).toContain('[==============================]');
    expect(line).toMatch(/up 2\.0 KiB\/s {2}10 B sent {2}3 peers$/);
  });

  it('shows no rates while it checks', () => {
    const line = progressLine(sampleStatus({ state: 'checking', progress: 0 }), 80);
    expect(line).toMatch(/^Checking 0\.0 % \[> {29}\] {2}4\.0 KiB$/);
  });

  it('is never wider than the terminal', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('checking', 'downloading', 'seeding', 'error'),
        (columns, progress, state) => {
          const line = progressLine(sampleStatus({ progress, state }), columns);
          expect(line.length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
