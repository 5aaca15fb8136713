import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EngineStateRecord } from '../database/engine-state-store.port.ts';
import { silentLogger, type ResumeState } from '../engine/index.ts';
import { CheckpointWriter } from './checkpoint-writer.ts';

const resume = (downloadedBytes: number): ResumeState => ({
  have: new Uint8Array(1),
  files: [],
  partFile: null,
  partial: [],
  isSettled: true,
  bannedAddresses: [],
  downloadedBytes,
  uploadedBytes: 0,
  completedAt: null,
});

/** A store that refuses the next `failures` writes. */
function setUp(failures = 0) {
  const batches: EngineStateRecord[][] = [];
  const deleted: string[] = [];
  const store = {
    save: (records: EngineStateRecord[]) =>
      failures-- > 0
        ? Promise.reject(new Error('database or disk is full'))
        : Promise.resolve(void batches.push(records)),
    find: () => Promise.resolve(null),
    findAll: () => Promise.resolve(new Map()),
    delete: (id: string) => Promise.resolve(void deleted.push(id)),
  };
  return { batches, deleted, writer: new CheckpointWriter(store, silentLogger) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('CheckpointWriter', () => {
  it('writes the latest checkpoint of each download in one batch', async () => {
    const { batches, writer } = setUp();
    writer.record('a', resume(1));
    writer.record('b', resume(2));
    writer.record('a', resume(3));
    await writer.flush();
    expect(batches).toEqual([
      [
        { id: 'a', resume: resume(3) },
        { id: 'b', resume: resume(2) },
      ],
    ]);
  });

  it('writes nothing of a download that was removed meanwhile', async () => {
    const { batches, deleted, writer } = setUp();
    writer.record('a', resume(1));
    await writer.forget('a');
    await writer.flush();
    expect(batches).toEqual([]);
    expect(deleted).toEqual(['a']);
  });

  it('tries once more at once: a full disk gives the room that is kept for it', async () => {
    const { batches, writer } = setUp(1);
    writer.record('a', resume(1));
    await writer.flush();
    expect(batches).toEqual([[{ id: 'a', resume: resume(1) }]]);
  });

  it('keeps what could not be written and tries it again, with what came since', async () => {
    vi.useFakeTimers();
    const { batches, writer } = setUp(2);
    writer.record('a', resume(1));
    writer.record('b', resume(1));
    await writer.flush();
    expect(batches).toEqual([]);
    writer.record('b', resume(2));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(batches).toEqual([
      [
        { id: 'a', resume: resume(1) },
        { id: 'b', resume: resume(2) },
      ],
    ]);
  });

  it('does not bring back a removed download whose checkpoint could not be written', async () => {
    const { batches, deleted, writer } = setUp(2);
    writer.record('a', resume(1));
    const writing = writer.flush();
    await writer.forget('a');
    await writing;
    await writer.flush();
    expect([batches, deleted]).toEqual([[], ['a']]);
  });
});
