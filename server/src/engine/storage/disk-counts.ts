/** What the disk threads have done since the start, in numbers. Counts in the hot path: a few additions a job. */
import type { DiskTotals } from '../core/messages.ts';
import { JOB, OPERATION, STATUS } from './disk-protocol.ts';

export class DiskCounts implements DiskTotals {
  writtenBytes = 0;
  readBytes = 0;
  checkedBytes = 0;
  faults = 0;
  hashMismatches = 0;

  /** A job that is done; it begins at `at` in `jobs`. */
  add(jobs: readonly number[], at: number): void {
    const status = jobs[at + JOB.status]!;
    const length = jobs[at + JOB.length]!;
    const operation = jobs[at + JOB.operation]!;
    if (status > STATUS.hashMismatch) {
      this.faults++;
      return;
    }
    if (status === STATUS.hashMismatch) this.hashMismatches++;
    if (operation === OPERATION.read) this.readBytes += length;
    else if (operation === OPERATION.check) this.checkedBytes += length;
    else this.writtenBytes += length;
  }

  get snapshot(): DiskTotals {
    const { writtenBytes, readBytes, checkedBytes, faults, hashMismatches } = this;
    return { writtenBytes, readBytes, checkedBytes, faults, hashMismatches };
  }
}
