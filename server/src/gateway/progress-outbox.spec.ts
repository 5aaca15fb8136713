import { describe, expect, it } from 'vitest';
import { ProgressOutbox } from './progress-outbox.ts';

describe('ProgressOutbox', () => {
  it('gives what changed once', () => {
    const outbox = new ProgressOutbox();
    outbox.hold([{ id: 'a', peers: 1 }]);
    expect(outbox.take()).toEqual([[{ id: 'a', peers: 1 }]]);
    expect(outbox.take()).toEqual([]);
  });

  it('merges what a slow reader missed into its next frame', () => {
    const outbox = new ProgressOutbox();
    outbox.hold([{ id: 'a', peers: 1, downloadRate: 5 }]);
    outbox.hold([{ id: 'b', peers: 3 }]);
    outbox.hold([{ id: 'a', downloadRate: 0 }]);
    expect(outbox.take()).toEqual([
      [
        { id: 'a', peers: 1, downloadRate: 0 },
        { id: 'b', peers: 3 },
      ],
    ]);
  });

  it('forgets a download that was removed', () => {
    const outbox = new ProgressOutbox();
    outbox.hold([{ id: 'a', peers: 1 }]);
    outbox.forget('a');
    expect(outbox.take()).toEqual([]);
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
    const outbox = new ProgressOutbox();
    outbox.hold(changes);
    const frames = outbox.take();
    expect(frames.flat()).toEqual(changes);
    for (const frame of frames) expect(JSON.stringify(frame).length).toBeLessThan(65_536);
  });
});
