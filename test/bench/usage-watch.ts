/**
 * Looks at a process tree again and again while it works: its processor time can then be told for any span,
 * and its memory at the worst moment.
 */
import { monotonicMs } from './clock.ts';
import { cpuSeconds, memoryUsage } from './process-usage.ts';

/** Rare enough that looking costs less than a hundredth of a processor. */
const POLL_MS = 100;

export class UsageWatch implements Disposable {
  peakResidentBytes = 0;
  peakAnonymousBytes = 0;

  private readonly pid: number;
  private readonly timer: NodeJS.Timeout;
  private readonly samples: { at: number; cpuSeconds: number }[] = [];

  constructor(pid: number) {
    this.pid = pid;
    this.timer = setInterval(() => void this.look(), POLL_MS);
  }

  /** Takes a sample now. */
  async look(): Promise<void> {
    const [seconds, memory] = await Promise.all([cpuSeconds(this.pid), memoryUsage(this.pid)]);
    // The time after the look: what it saw happened before that.
    this.samples.push({ at: monotonicMs(), cpuSeconds: seconds });
    this.peakResidentBytes = Math.max(this.peakResidentBytes, memory.peakResidentBytes);
    this.peakAnonymousBytes = Math.max(this.peakAnonymousBytes, memory.anonymousBytes);
  }

  /** Processor time from the last sample before `startedAt` to the newest one. */
  cpuSecondsSince(startedAt: number): number {
    const before = this.samples.findLast(({ at }) => at <= startedAt) ?? this.samples[0];
    const last = this.samples.at(-1);
    return (last?.cpuSeconds ?? 0) - (before?.cpuSeconds ?? 0);
  }

  [Symbol.dispose](): void {
    clearInterval(this.timer);
  }
}
