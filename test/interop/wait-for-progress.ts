/** The middle of a transfer, where the scenarios of this folder happen. */
import { expect } from 'vitest';
import type { WatchedClient } from '../support/clients/client.ts';
import { waitUntil } from '../support/wait-until.ts';

const TIMEOUT_MS = 40_000;

type Watched = Pick<WatchedClient, 'progress'>;

/** Resolves with the progress, once it is more than `least`; whoever is done by then came too early. */
export async function waitForProgress(client: Watched, least: number): Promise<number> {
  let progress = 0;
  const isFurther = async (): Promise<boolean> => {
    progress = await client.progress();
    return progress > least;
  };
  await waitUntil(isFurther, { timeoutMs: TIMEOUT_MS, what: `progress beyond ${least}` });
  expect(progress).toBeLessThan(1);
  return progress;
}

/** Resolves with the progress that stays for this long; what was under way may still come. */
export async function waitForStandstill(client: Watched, forMs: number): Promise<number> {
  let progress = -1;
  let since = performance.now();
  const standsStill = async (): Promise<boolean> => {
    const now = await client.progress();
    if (now !== progress) since = performance.now();
    progress = now;
    return performance.now() - since >= forMs;
  };
  await waitUntil(standsStill, { timeoutMs: TIMEOUT_MS, what: 'progress to stand still' });
  return progress;
}
