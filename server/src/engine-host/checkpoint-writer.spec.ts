import { describe, expect, it } from 'vitest';
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

function setUp() {
  const batches: EngineStateRecord[][] = [];
  const deleted: string[] = [];
  const store = {
    save: (records: EngineStateRecord[]) => Promise.resolve(void batches.push(records)),
    find: () => Promise.resolve(null),
    findAll: () => Promise.resolve(new Map()),
    delete: (id: string) => Promise.resolve(void deleted.push(id)),
  };
  return { batches, deleted, writer: new CheckpointWriter(store, silentLogger) };
}

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
});
