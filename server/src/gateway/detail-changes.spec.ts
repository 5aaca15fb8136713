import { describe, expect, it } from 'vitest';
import type { DownloadFileDto } from '@shared/dto/download.js';
import { DETAIL_CHANGES } from './detail-changes.ts';

const file = (index: number, completedBytes: number): DownloadFileDto => ({
  index,
  path: `folder/file ${index}`,
  bytes: 100,
  completedBytes,
  progress: completedBytes / 100,
  priority: 'normal',
});
const payloads = (texts: Iterable<string> | null) =>
  [...(texts ?? [])].map((text) => JSON.parse(text) as Record<string, unknown>);
const piecesOf = (...bytes: number[]) => ({
  count: bytes.length * 8,
  have: Buffer.from(bytes).toString('base64'),
});

describe('the changes of details', () => {
  it('are the whole list where peers or trackers differ, and nothing where they do not', () => {
    expect(payloads(DETAIL_CHANGES.peers('a', null, []))).toEqual([{ id: 'a', peers: [] }]);
    expect(DETAIL_CHANGES.peers('a', [{ port: 1 }], [{ port: 1 }])).toBeNull();
    expect(payloads(DETAIL_CHANGES.trackers('a', [], [{ tier: 0 }]))).toEqual([
      { id: 'a', trackers: [{ tier: 0 }] },
    ]);
  });

  it('are only the files that moved', () => {
    const before = [file(0, 0), file(1, 5), file(2, 100)];
    const after = [file(0, 0), file(1, 50), file(2, 100)];
    expect(payloads(DETAIL_CHANGES.files('a', before, after))).toEqual([
      { id: 'a', files: [file(1, 50)] },
    ]);
    expect(DETAIL_CHANGES.files('a', before, before.slice())).toBeNull();
  });

  it('tell thousands of files in frames below 64 KiB', () => {
    const files = Array.from({ length: 1_000 }, (_, index) => file(index, 1));
    const texts = [...DETAIL_CHANGES.files('a', null, files)!];
    for (const text of texts) expect(text.length).toBeLessThan(64 * 1024);
    expect(payloads(texts).flatMap(({ files: told }) => told)).toEqual(files);
  });

  it('are ranges of pieces that were gained and lost', () => {
    const before = piecesOf(0b1000_0001, 0b1111_0000);
    const after = piecesOf(0b1000_0011, 0b1000_0001);
    expect(payloads(DETAIL_CHANGES.pieces('a', before, after))).toEqual([
      {
        id: 'a',
        gained: [
          [6, 1],
          [15, 1],
        ],
        lost: [[9, 3]],
      },
    ]);
    expect(DETAIL_CHANGES.pieces('a', before, { ...before })).toBeNull();
    expect(payloads(DETAIL_CHANGES.pieces('a', null, after))).toEqual([{ id: 'a', ...after }]);
  });
});
