import { describe, expect, it } from 'vitest';
import type { ResumeState } from '../engine/index.ts';
import { recordedProgress } from './recorded-progress.ts';

const torrent = {
  pieceLength: 10,
  totalBytes: 30,
  files: [
    { path: 'a', bytes: 15, offset: 0, padding: false },
    { path: '.pad/5', bytes: 5, offset: 15, padding: true },
    { path: 'b', bytes: 10, offset: 20, padding: false },
  ],
};
const resume = {
  have: new Uint8Array([0b0110_0000]),
  downloadedBytes: 20,
  uploadedBytes: 5,
  completedAt: 7,
} as ResumeState;

describe('recordedProgress', () => {
  it('counts what is had of the wanted files', () => {
    expect(recordedProgress(torrent, [], resume)).toEqual({
      progress: 15 / 25,
      totalBytes: 30,
      wantedBytes: 25,
      completedBytes: 15,
      downloadedBytes: 20,
      uploadedBytes: 5,
      ratio: 0.25,
      completedAt: 7,
    });
  });

  it('leaves out skipped files', () => {
    const selection = [{ index: 0, priority: 'skip' as const }];
    expect(recordedProgress(torrent, selection, resume)).toMatchObject({
      progress: 1,
      wantedBytes: 10,
      completedBytes: 10,
    });
  });

  it('is none where nothing is recorded', () => {
    expect(recordedProgress(torrent, [], null)).toMatchObject({ progress: 0, ratio: null });
  });
});
