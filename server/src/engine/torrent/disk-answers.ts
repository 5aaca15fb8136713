/** Leads what the disk threads answer to the topic that asked. */
import { JOB, OPERATION, STATUS } from '../storage/disk-protocol.ts';
import type { TorrentRequests } from './torrent-requests.ts';
import type { TorrentStorage } from './torrent-storage.ts';
import type { TorrentUploads } from './torrent-uploads.ts';

/** In a millisecond. */
const MICROSECONDS = 1_000;

/**
 * `at` is where the job's numbers begin in `jobs` (see `JOB`). Gives the status where it is a fault of the disk
 * that stops the download, else `STATUS.ok`.
 */
export function leadAnswer(
  jobs: readonly number[],
  at: number,
  topics: { requests: TorrentRequests; uploads: TorrentUploads; storage: TorrentStorage },
): number {
  const operation = jobs[at + JOB.operation]!;
  const piece = jobs[at + JOB.piece]!;
  const begin = jobs[at + JOB.begin]!;
  const tag = jobs[at + JOB.tag]!;
  const status = jobs[at + JOB.status]!;
  if (operation === OPERATION.check) {
    const length = jobs[at + JOB.length]!;
    const workMs = jobs[at + JOB.offset]! / MICROSECONDS;
    topics.storage.onChecked({ piece, begin, length, tag, workMs, status });
    return STATUS.ok;
  }
  if (operation === OPERATION.read) {
    const run = { piece, begin, length: jobs[at + JOB.length]!, offset: jobs[at + JOB.offset]! };
    topics.uploads.onRead(run, tag, status === STATUS.ok);
  } else {
    const outcome =
      status === STATUS.ok ? 'right' : status === STATUS.hashMismatch ? 'wrong' : 'failed';
    topics.requests.onWritten({ piece, begin, tag }, operation === OPERATION.writeLast, outcome);
  }
  return status > STATUS.hashMismatch ? status : STATUS.ok;
}
