import { describe, expect, it } from 'vitest';
import type { DownloadProgress } from '@shared/events/stream.js';
import { RateBoard, type RateFrame } from './rate-board.ts';

const idOf = (index: number): string => index.toString(16).padStart(40, '0');
const read = (board: RateBoard, place: number): DownloadProgress[] =>
  board.framesAfter(place).flatMap(({ json }) => JSON.parse(json) as DownloadProgress[]);

describe('RateBoard', () => {
  it('gives who heard all before it only what changed', () => {
    const board = new RateBoard();
    board.take([{ id: 'a', peers: 1, downloadRate: 5 }]);
    const { place } = board;
    board.take([{ id: 'a', peers: 2 }]);
    expect(read(board, place)).toEqual([{ id: 'a', peers: 2 }]);
    expect(board.framesAfter(place).at(-1)?.upTo).toBe(board.place);
    expect(read(board, board.place)).toEqual([]);
  });

  it('merges what a slow reader missed, with the last value of each field', () => {
    const board = new RateBoard();
    board.take([{ id: 'c', peers: 9 }]);
    const { place } = board;
    board.take([{ id: 'a', peers: 1, downloadRate: 5 }]);
    board.take([{ id: 'b', peers: 3 }]);
    board.take([{ id: 'a', downloadRate: 0 }]);
    expect(read(board, place)).toEqual([
      { id: 'b', peers: 3 },
      { id: 'a', peers: 1, downloadRate: 0 },
    ]);
  });

  it('writes a frame once for all that are at the same place', () => {
    const board = new RateBoard();
    board.take([{ id: 'a', peers: 1 }]);
    expect(board.framesAfter(0)).toBe(board.framesAfter(0));
  });

  it('forgets a download that was removed', () => {
    const board = new RateBoard();
    board.take([
      { id: 'a', peers: 1 },
      { id: 'b', peers: 2 },
    ]);
    board.forget('b');
    expect(read(board, 0)).toEqual([{ id: 'a', peers: 1 }]);
    expect(board.framesAfter(0).at(-1)?.upTo).toBe(board.place);
    board.forget('a');
    expect(read(board, 0)).toEqual([]);
  });

  it('keeps every frame below 64 KiB, and loses nothing where a reader stops between two', () => {
    const board = new RateBoard();
    const changes = Array.from({ length: 700 }, (_, index) => ({
      id: idOf(index),
      progress: 0.123456789,
      completedBytes: 123_456_789_012,
      downloadRate: 12_345_678,
      move: { directory: `/srv/${'\u00e4'.repeat(100)}`, progress: 0.5, returning: false },
    }));
    board.take(changes);
    const heard: DownloadProgress[] = [];
    for (let place = 0; place < board.place;) {
      const [{ json, upTo }] = board.framesAfter(place) as [RateFrame];
      expect(Buffer.byteLength(json)).toBeLessThan(64 * 1024 - 100);
      heard.push(...(JSON.parse(json) as DownloadProgress[]));
      place = upTo;
    }
    expect(heard).toEqual(changes);
  });
});
