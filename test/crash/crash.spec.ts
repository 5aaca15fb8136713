/** The short form of `npm run test:crash`, for every run of the tests. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { runCrashes } from './crash-run.ts';

const TIMEOUT_MS = 240_000;
const MOST_SEEDS = 1_000_000;

describeWith(['libtorrent'], 'A server in the middle of downloads', () => {
  it.each([
    { end: 'is killed', kills: 8, cutsPower: false },
    { end: 'is killed by a power cut', kills: 4, cutsPower: true },
  ])(
    'that $end loses nothing that it recorded, and next to nothing else',
    async ({ kills, cutsPower }) => {
      const figures = await runCrashes({
        kills,
        killsARound: 4,
        seed: Math.floor(Math.random() * MOST_SEEDS),
        bytesPerSecond: 4 * 1024 * 1024,
        longestLifeMs: 1_500,
        cutsPower,
        keep: false,
        isVerbose: false,
        say: () => {},
      });
      expect(figures.kills).toBeGreaterThanOrEqual(kills);
      expect(figures.receivedBytes).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
