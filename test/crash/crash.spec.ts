/**
 * The short form of `npm run test:crash`, for every run of the tests. It makes the same choices each time, so that a
 * failure comes with the change that is to blame for it; only the moments of the kills differ. Both wait most of
 * their time, for the transfer and for the moment of the kill, so that they run beside each other.
 */
import { expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { runCrashes } from './crash-run.ts';

const TIMEOUT_MS = 240_000;

describeWith(['libtorrent'], 'A server in the middle of downloads', () => {
  it.concurrent.each([
    { end: 'is killed', kills: 8, seed: 301, cutsPower: false },
    { end: 'is killed by a power cut', kills: 4, seed: 411, cutsPower: true },
  ])(
    'that $end loses nothing that it recorded, and next to nothing else',
    async ({ kills, seed, cutsPower }) => {
      const figures = await runCrashes({
        kills,
        killsARound: 4,
        seed,
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
