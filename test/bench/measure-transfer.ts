/**
 * One transfer between two clients, measured from outside: from the first data on the loopback device to the
 * moment when the leech says that it has everything. Start-up, hashing of the seed's files and the way to the
 * peer (a tracker for those that cannot be told) are therefore outside of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningClient } from '../support/clients/client.ts';
import { loopbackBytes } from './process-usage.ts';
import { UsageWatch } from './usage-watch.ts';

const FIRST_DATA_POLL_MS = 20;
/** More than the harness's own questions make between two looks, and nothing beside the content. */
const FIRST_DATA_BYTES = 128 * 1024;
const FIRST_DATA_TIMEOUT_MS = 60_000;

export interface TransferFigures {
  seconds: number;
  /** Of the measured client only, while data flowed. */
  cpuSeconds: number;
  peakResidentBytes: number;
  /** Without pages of mapped files. */
  peakAnonymousBytes: number;
}

export interface TransferToMeasure {
  /** Starts the leech and resolves once it runs. */
  startLeech: () => Promise<RunningClient>;
  /** The seed, where the figures are to be its and not the leech's. */
  measuredSeed: RunningClient | null;
  timeoutMs: number;
}

/** Runs the transfer; the leech is stopped afterwards. */
export async function measureTransfer(transfer: TransferToMeasure): Promise<TransferFigures> {
  using seedWatch = transfer.measuredSeed && new UsageWatch(transfer.measuredSeed.pid);
  await seedWatch?.look();
  // Begins to look before the leech starts: data may flow before `startLeech` has returned.
  const firstData = waitForData();
  await using leech = await transfer.startLeech();
  using leechWatch = new UsageWatch(leech.pid);
  const watch = seedWatch ?? leechWatch;
  await watch.look();

  const [startedAt, completedAt] = await Promise.all([
    firstData,
    leech.complete(transfer.timeoutMs).then(() => performance.now()),
  ]);
  await watch.look();
  return {
    seconds: (completedAt - startedAt) / 1000,
    cpuSeconds: watch.cpuSecondsSince(startedAt),
    peakResidentBytes: watch.peakResidentBytes,
    peakAnonymousBytes: watch.peakAnonymousBytes,
  };
}

/** Resolves with the time at which data began to flow. */
async function waitForData(): Promise<number> {
  const deadline = performance.now() + FIRST_DATA_TIMEOUT_MS;
  let before = await loopbackBytes();
  while (performance.now() < deadline) {
    const lookedAt = performance.now();
    await sleep(FIRST_DATA_POLL_MS);
    const now = await loopbackBytes();
    if (now - before > FIRST_DATA_BYTES) return lookedAt;
    before = now;
  }
  throw new Error(`No data flowed within ${FIRST_DATA_TIMEOUT_MS} ms.`);
}
