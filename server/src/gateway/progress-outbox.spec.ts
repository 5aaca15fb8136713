import { describe, expect, it } from 'vitest';
import { ProgressOutbox } from './progress-outbox.ts';

describe('ProgressOutbox', () => {
  it('sends what changed at once to a reader that keeps up', () => {
    const outbox = new ProgressOutbox();
    expect(outbox.next([{ id: 'a', peers: 1 }], true)).toEqual([[{ id: 'a', peers: 1 }]]);
    expect(outbox.next([], true)).toEqual([]);
  });

  it('merges what a slow reader missed into its next frame', () => {
    const outbox = new ProgressOutbox();
    expect(outbox.next([{ id: 'a', peers: 1, downloadRate: 5 }], false)).toEqual([]);
    expect(outbox.next([{ id: 'b', peers: 3 }], false)).toEqual([]);
    expect(outbox.next([{ id: 'a', downloadRate: 0 }], true)).toEqual([
      [
        { id: 'a', peers: 1, downloadRate: 0 },
        { id: 'b', peers: 3 },
      ],
    ]);
    expect(outbox.next([], true)).toEqual([]);
  });

  it('forgets a download that was removed', () => {
    const outbox = new ProgressOutbox();
    outbox.next([{ id: 'a', peers: 1 }], false);
    outbox.forget('a');
    expect(outbox.next([], true)).toEqual([]);
  });

  it('keeps a frame of many downloads below 64 KiB', () => {
    const changes = Array.from({ length: 600 }, (_, index) => ({
      id: index.toString(16).padStart(40, '0'),
      progress: 0.123456789,
      completedBytes: 123_456_789_012,
      downloadedBytes: 123_456_789_012,
      uploadedBytes: 123_456_789_012,
      downloadRate: 12_345_678,
      uploadRate: 12_345_678,
      ratio: 0.123456789,
      etaSeconds: 123_456,
    }));
    const frames = new ProgressOutbox().next(changes, true);
    expect(frames.flat()).toEqual(changes);
    for (const frame of frames) expect(JSON.stringify(frame).length).toBeLessThan(65_536);
  });
});
