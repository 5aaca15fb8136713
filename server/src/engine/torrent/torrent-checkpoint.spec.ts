import { describe, expect, it } from 'vitest';
import type { FileStamp, ResumeState } from '../core/messages.ts';
import { BLOCK_STATE } from '../picker/open-piece.ts';
import { JOB, STATUS } from '../storage/disk-protocol.ts';
import { Slab } from '../storage/slab.ts';
import { isolatedContext } from '../testing/isolated-context.ts';
import { addition } from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { BlockMemory } from './block-memory.ts';
import { TorrentCheckpoint } from './torrent-checkpoint.ts';
import type { TorrentContext } from './torrent-context.ts';
import { TorrentState } from './torrent-state.ts';

const BLOCK = 16_384;
/** Eight pieces of four blocks, in two files. */
const torrent = buildTorrent({
  pieceLength: 4 * BLOCK,
  files: [
    { path: ['one'], content: sampleBytes(16 * BLOCK, 1) },
    { path: ['two'], content: sampleBytes(16 * BLOCK, 2) },
  ],
});

/** A disk that does what it is told when the test says so, and syncs as well as the test wants. */
class ScriptedDisk {
  readonly writeSlab = new Slab(64 * BLOCK, BLOCK);
  readonly jobs: number[][] = [];
  readonly told: string[] = [];
  syncStatus: number = STATUS.ok;
  /** What writes end with. */
  failing: number = STATUS.ok;
  stamps: FileStamp[] = [
    { bytes: 16 * BLOCK, modifiedMs: 1 },
    { bytes: 16 * BLOCK, modifiedMs: 1 },
  ];
  onDone: (job: number[]) => void = () => {};
  /** Happens between the end of writes and the look at what is to be recorded. */
  afterDrain: () => void = () => {};
  /** Happens while a sync is under way. */
  duringSync: () => void = () => {};

  submit(...job: number[]): void {
    this.jobs.push([...job, STATUS.ok]);
  }

  finishJobs(): void {
    for (const job of this.jobs.splice(0)) this.onDone(job.with(JOB.status, this.failing));
  }

  async drain(): Promise<void> {
    this.told.push('drain');
    this.finishJobs();
    this.afterDrain();
  }

  async sync(): Promise<number> {
    this.told.push('sync');
    await Promise.resolve();
    this.finishJobs();
    this.duringSync();
    return this.syncStatus;
  }

  async stat(): Promise<{ status: number; stamps: FileStamp[]; partFile: FileStamp }> {
    this.told.push('stat');
    return { status: STATUS.ok, stamps: this.stamps, partFile: null };
  }
}

function create() {
  const disk = new ScriptedDisk();
  const { context } = isolatedContext({ disk: disk as unknown as TorrentContext['disk'] });
  const state = new TorrentState(
    torrent.metainfo,
    addition(torrent, '/nowhere'),
    new Uint8Array(20),
    context,
  );
  state.storage = 1;
  state.hasSlot = true;
  const memory = new BlockMemory(state, context);
  disk.onDone = (job) => {
    const isFailed = job[JOB.status] !== STATUS.ok;
    memory.onWritten(job[JOB.piece]!, job[JOB.begin]!, job[JOB.tag]!, isFailed);
  };
  const records: ResumeState[] = [];
  const doubted: number[][] = [];
  const faults: number[] = [];
  const checkpoint = new TorrentCheckpoint(state, context, memory, {
    onRecord: (resume) => {
      disk.told.push('record');
      records.push(resume);
    },
    onUnsynced: (_, pieces) => doubted.push([...pieces]),
    onChangedByOthers: (status) => faults.push(status),
    mayRecord: () => true,
    bannedAddresses: () => ['192.0.2.7'],
  });
  /** A peer sends these blocks of a piece. */
  const receive = (piece: number, ...blocks: number[]): void => {
    const asked = { id: 5, rate: 0, fewPieces: null, barrenAt: -1 };
    const peer = { ...asked, has: (other: number) => other === piece, ask: () => {} };
    state.picker.pickAmong(peer, [piece], 4);
    for (const block of blocks) {
      const open = state.picker.beginBlock(piece, block, true)!;
      state.picker.finishBlock(open, block, 0);
      memory.onBlock(open, block);
    }
  };
  /** The piece was downloaded and verified. */
  const gain = (piece: number): void => {
    receive(piece, 0, 1, 2, 3);
    disk.finishJobs();
    state.picker.closePiece(state.picker.openPieces.get(piece)!, 'had');
    state.isDirty = true;
    checkpoint.onWritten(piece);
  };
  return { disk, state, memory, checkpoint, records, doubted, faults, receive, gain };
}

describe('TorrentCheckpoint', () => {
  it('writes, then syncs, then looks, then records', async () => {
    const { disk, checkpoint, records, receive, gain } = create();
    gain(3);
    receive(4, 1, 2);
    await checkpoint.make();
    expect(disk.told).toEqual(['drain', 'sync', 'stat', 'record']);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      have: Uint8Array.of(0x10),
      partial: [{ piece: 4, blocks: Uint8Array.of(0x60) }],
      isSettled: false,
      bannedAddresses: ['192.0.2.7'],
    });
  });

  it('names no block whose write failed while it synced', async () => {
    const { disk, state, memory, checkpoint, records, receive } = create();
    receive(3, 1);
    disk.afterDrain = () => {
      disk.afterDrain = () => {};
      receive(4, 1, 2);
      memory.writeReceived();
      disk.failing = STATUS.diskFull;
    };
    // What a fault of the disk leads to.
    disk.duringSync = () => {
      disk.duringSync = () => {};
      disk.failing = STATUS.ok;
      memory.dropOpenPieces();
    };
    await checkpoint.make();
    expect(records.map(({ partial }) => partial)).toEqual([[]]);
    expect(state.isDirty).toBe(false);
  });

  it('keeps the memory of blocks that peers are still to send', async () => {
    const { disk, state, checkpoint, memory, receive } = create();
    const free = disk.writeSlab.freeUnits;
    receive(4, 1);
    await checkpoint.make();
    const open = state.picker.openPieces.get(4)!;
    expect(disk.writeSlab.freeUnits).toBe(free - 4);
    expect(open.slabOffsetOf(0)).toBeGreaterThanOrEqual(0);
    for (const block of [0, 2, 3]) {
      state.picker.finishBlock(state.picker.beginBlock(4, block, true)!, block, 0);
      memory.onBlock(open, block);
    }
    disk.finishJobs();
    expect(disk.writeSlab.freeUnits).toBe(free);
  });

  it('gives memory back only behind the writes from it', async () => {
    const { disk, state, memory, receive } = create();
    const free = disk.writeSlab.freeUnits;
    receive(4, 1);
    memory.writeReceived();
    for (const block of [0, 2, 3]) state.picker.release(4, block);
    memory.park(() => true);
    expect(disk.writeSlab.freeUnits).toBe(free - 4);
    expect(disk.jobs.map((job) => job[JOB.length])).toEqual([BLOCK, 0]);
    disk.finishJobs();
    expect(disk.writeSlab.freeUnits).toBe(free);
    expect(state.picker.openPieces.get(4)!.states[1]).toBe(BLOCK_STATE.written);
  });

  it('records nothing that came while it synced', async () => {
    const { disk, checkpoint, records, gain } = create();
    gain(0);
    disk.duringSync = () => {
      disk.duringSync = () => {};
      gain(1);
    };
    await checkpoint.make();
    expect(records[0]!.have).toEqual(Uint8Array.of(0x80));
    await checkpoint.make();
    expect(records[1]!.have).toEqual(Uint8Array.of(0xc0));
  });

  it.each(['once', 'twice'])(
    'doubts what came since the last sync where one fails (%s), and records none of it',
    async (times) => {
      const { disk, state, checkpoint, records, doubted, gain } = create();
      gain(0);
      await checkpoint.make();
      gain(1);
      disk.syncStatus = STATUS.ioError;
      disk.duringSync = () => {
        disk.duringSync = () => {};
        gain(2);
      };
      await checkpoint.make();
      if (times === 'twice') await checkpoint.make();
      expect(doubted[0]!.toSorted((one, other) => one - other)).toEqual([1, 2]);
      for (const piece of doubted.flat()) state.picker.loseHave(piece);
      expect(records).toHaveLength(1);
      disk.syncStatus = STATUS.ok;
      gain(3);
      await checkpoint.make();
      expect(records[1]!.have).toEqual(Uint8Array.of(0x90));
      expect(doubted.slice(1).flat()).toEqual([]);
    },
  );

  it('settles when nothing is fetched any more, and not before', async () => {
    const { state, checkpoint, records, gain } = create();
    gain(0);
    await checkpoint.make();
    expect(checkpoint.isDue).toBe(false);
    state.intent = 'paused';
    expect(checkpoint.isDue).toBe(true);
    await checkpoint.make();
    expect(records.map(({ isSettled }) => isSettled)).toEqual([false, true]);
    expect(checkpoint.isDue).toBe(false);
  });

  it('looks at no file where only counters changed', async () => {
    const { disk, state, checkpoint, records } = create();
    state.intent = 'paused';
    await checkpoint.make();
    disk.told.length = 0;
    state.upload.add(7);
    await checkpoint.make();
    expect(disk.told).toEqual(['record']);
    expect(records[1]).toEqual({ ...records[0]!, uploadedBytes: 7 });
  });

  it('looks again where files were made or moved', async () => {
    const { disk, state, checkpoint } = create();
    state.intent = 'paused';
    await checkpoint.make();
    disk.told.length = 0;
    checkpoint.onFilesChanged();
    await checkpoint.make();
    expect(disk.told).toEqual(['sync', 'stat', 'record']);
  });

  it('tells of a file that changed though nothing was written to it', async () => {
    const { disk, checkpoint, records, faults, gain } = create();
    await checkpoint.make();
    gain(0);
    disk.stamps = [{ bytes: 16 * BLOCK, modifiedMs: 2 }, disk.stamps[1]!];
    await checkpoint.make();
    expect([records.length, faults.length]).toEqual([2, 0]);
    gain(1);
    disk.stamps = [
      { bytes: 16 * BLOCK, modifiedMs: 3 },
      { bytes: 16 * BLOCK, modifiedMs: 3 },
    ];
    await checkpoint.make();
    expect([records.length, faults]).toEqual([2, [STATUS.fileChanged]]);
  });

  it('leaves the stamps of files as they were whose pieces are still looked at', async () => {
    const { state, checkpoint, records } = create();
    state.intent = 'paused';
    checkpoint.heldStamps = new Map([[1, null]]);
    await checkpoint.make();
    expect(records[0]).toMatchObject({
      files: [{ bytes: 16 * BLOCK, modifiedMs: 1 }, null],
      isSettled: false,
    });
  });

  it('takes stamps that are held for no change by others, however many records tell of them', async () => {
    const { checkpoint, records, faults, gain } = create();
    checkpoint.heldStamps = new Map([[1, { bytes: 3, modifiedMs: 0 }]]);
    for (const piece of [0, 1, 2]) {
      gain(piece);
      await checkpoint.make();
    }
    expect([records.length, faults]).toEqual([3, []]);
  });
});
