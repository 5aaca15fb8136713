import { describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { MAX_QUEUED_REQUESTS, UploadQueue } from './upload-queue.ts';

/** Asks for whole blocks of one piece. */
function queueOf(...blocks: [piece: number, block: number][]): UploadQueue {
  const queue = new UploadQueue();
  for (const [piece, block] of blocks) queue.add(piece, block * BLOCK_BYTES, BLOCK_BYTES);
  return queue;
}

describe('UploadQueue', () => {
  it('takes requests that follow each other as one run', () => {
    const queue = queueOf([1, 0], [1, 1], [1, 2]);
    expect(queue.takeRun(16)).toEqual({ piece: 1, begin: 0, length: 3 * BLOCK_BYTES });
    expect(queue.size).toBe(0);
  });

  it('ends a run at another piece, at a gap, and at the most blocks', () => {
    const queue = queueOf([1, 0], [2, 1], [2, 3], [2, 4], [2, 5]);
    const runs = [queue.takeRun(2), queue.takeRun(2), queue.takeRun(2), queue.takeRun(2)];
    expect(runs.map((run) => run!.length / BLOCK_BYTES)).toEqual([1, 1, 2, 1]);
  });

  it('ends a run behind a short block, whose follower would not stand where a block begins', () => {
    const queue = new UploadQueue();
    queue.add(0, 0, 100);
    queue.add(0, 100, 100);
    expect(queue.takeRun(16)).toEqual({ piece: 0, begin: 0, length: 100 });
  });

  it('forgets what is cancelled', () => {
    const queue = queueOf([1, 0], [1, 1]);
    queue.cancel(1, 0, BLOCK_BYTES);
    queue.cancel(9, 0, BLOCK_BYTES);
    expect(queue.takeRun(16)).toMatchObject({ begin: BLOCK_BYTES });
    expect(queue.takeRun(16)).toBeNull();
  });

  it('drops what a peer asks beyond what it was told that we keep', () => {
    const queue = new UploadQueue();
    for (let block = 0; block < MAX_QUEUED_REQUESTS + 5; block++) queue.add(0, block, 1);
    expect(queue.size).toBe(MAX_QUEUED_REQUESTS);
  });
});
