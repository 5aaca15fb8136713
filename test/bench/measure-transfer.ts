/**
 * One transfer between the measured client and the other side, measured from outside: from the first block
 * to the moment when the receiver has everything. Start-up, hashing of a seed's files and the way to the
 * peer are therefore outside of it.
 */
import type { RunningClient } from '../support/clients/client.ts';
import { monotonicMs } from './clock.ts';
import type { OtherSide } from './other-side.ts';
import { UsageWatch } from './usage-watch.ts';

export interface TransferFigures {
  seconds: number;
  /** Until a copy was on the disk; null where nobody asked. */
  secondsUntilSynced: number | null;
  /** Of the measured client only, while data flowed. */
  cpuSeconds: number;
  peakResidentBytes: number;
  /** Without pages of mapped files. */
  peakAnonymousBytes: number;
}

export interface DownloadToMeasure {
  leech: RunningClient;
  startSource: () => Promise<OtherSide>;
  /** Writes the copy to the disk, where that is to be measured too. */
  sync: (() => Promise<void>) | null;
  timeoutMs: number;
}

/** The leech runs already and has no peer yet. */
export async function measureDownload(transfer: DownloadToMeasure): Promise<TransferFigures> {
  const { leech, startSource, sync, timeoutMs } = transfer;
  using watch = new UsageWatch(leech.pid);
  await watch.look();
  await using source = await startSource();
  const [startedAt, completedAt] = await Promise.all([
    source.firstDataAt(),
    leech.complete(timeoutMs).then(monotonicMs),
  ]);
  await watch.look();
  await sync?.();
  const syncedAt = sync === null ? null : monotonicMs();
  return figuresOf(watch, startedAt, completedAt, syncedAt);
}

export interface UploadToMeasure {
  seed: RunningClient;
  startSink: () => Promise<OtherSide>;
  timeoutMs: number;
}

/** The seed runs already and has checked its files. */
export async function measureUpload(transfer: UploadToMeasure): Promise<TransferFigures> {
  const { seed, startSink, timeoutMs } = transfer;
  using watch = new UsageWatch(seed.pid);
  await watch.look();
  await using sink = await startSink();
  const [startedAt, completedAt] = await Promise.all([
    sink.firstDataAt(),
    sink.completedAt(timeoutMs),
  ]);
  await watch.look();
  return figuresOf(watch, startedAt, completedAt, null);
}

function figuresOf(
  watch: UsageWatch,
  startedAt: number,
  completedAt: number,
  syncedAt: number | null,
): TransferFigures {
  return {
    seconds: (completedAt - startedAt) / 1000,
    secondsUntilSynced: syncedAt === null ? null : (syncedAt - startedAt) / 1000,
    cpuSeconds: watch.cpuSecondsSince(startedAt),
    peakResidentBytes: watch.peakResidentBytes,
    peakAnonymousBytes: watch.peakAnonymousBytes,
  };
}
