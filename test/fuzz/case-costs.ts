/**
 * What one input may cost: 100 ms of computing and 64 MiB. A pause of the garbage collector is not the parser's
 * fault, so what looks slow or large is tried again alone, and only what is so each time fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export const MAX_CASE_MS = 100;
export const MAX_CASE_BYTES = 64 * 1024 * 1024;
const TRIES = 4;
const KIBIBYTE = 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

type Work = () => unknown;

/** What this thread has computed so far, in milliseconds: a machine that is busy with others does not change it. */
export function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** The least time that this thread computed, of some tries alone, in milliseconds. */
export async function leastTimeMs(work: Work): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    collectGarbage();
    const before = threadCpuMs();
    await work();
    least = Math.min(least, threadCpuMs() - before);
  }
  return least;
}

/** The least growth of this process while it works, of some tries alone, in bytes. */
export async function leastGrowthBytes(work: Work): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < TRIES && least > MAX_CASE_BYTES; attempt++) {
    collectGarbage();
    resetPeak();
    const before = peakBytes();
    await work();
    least = Math.min(least, peakBytes() - before);
  }
  return least;
}

/** The most memory that this process had since the last reset, garbage among it. */
export function peakBytes(): number {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
    return Number(peak) * KIBIBYTE;
  } catch {
    // Not Linux: what stands now is the next best.
    return process.memoryUsage.rss();
  }
}

/** Makes the present the peak (proc(5), clear_refs). */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Not Linux.
  }
}
