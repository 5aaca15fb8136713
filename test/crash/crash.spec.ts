/** The short form of `npm run test:crash`, for every run of the tests. */
import { expect, it } from 'vitest';
import { describeWith } from '../support/describe-with.ts';
import { runCrashes } from './crash-run.ts';

const KILLS = 12;
const TIMEOUT_MS = 180_000;
const MOST_SEEDS = 1_000_000;

describeWith(['libtorrent'], 'A server that is killed in the middle of downloads', () => {
  it(
    'loses nothing that it recorded, and next to nothing else',
    async () => {
      const figures = await runCrashes({
        kills: KILLS,
        killsARound: KILLS / 2,
        seed: Math.floor(Math.random() * MOST_SEEDS),
        bytesPerSecond: 4 * 1024 * 1024,
        longestLifeMs: 1_500,
        cutsPower: false,
        keep: false,
        isVerbose: false,
        say: () => {},
      });
      expect(figures.kills).toBeGreaterThanOrEqual(KILLS);
      expect(figures.receivedBytes).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
