import { mkdtempSync, readFileSync, rmSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { BLOCK_HEADER_BYTES } from '../wire/message-writer.ts';
import { blockDigests, differingBlocks } from './block-digests.ts';
import { DiskPool } from './disk-pool.ts';
import { JOB, OPERATION, STATUS } from './disk-protocol.ts';

const PIECE_BYTES = 4 * BLOCK_BYTES;
const { metainfo, content } = buildTorrent({
  files: [{ path: [], content: sampleBytes(5 * PIECE_BYTES - 99) }],
  pieceLength: PIECE_BYTES,
});
const MEBIBYTE = 1024 * 1024;

interface Done {
  operation: number;
  piece: number;
  tag: number;
  status: number;
}

let pool: DiskPool;
let directory = '';
let storage = 0;
let batches = 0;
let waiting: ((done: Done) => void)[] = [];

/** Gives a job and waits for its end; jobs of one piece end in their order. */
async function run(
  operation: number,
  piece: number,
  begin: number,
  length: number,
  offset: number,
): Promise<Done> {
  const done = new Promise<Done>((resolve) => waiting.push(resolve));
  pool.submit(operation, storage, piece, begin, length, offset, 7);
  return done;
}

/** Puts the piece into the slab and has it written as one that is whole. */
async function writePiece(piece: number, spoil = false): Promise<Done> {
  const bytes = content.slice(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
  if (spoil) bytes[5]!++;
  pool.writeSlab.bytes.set(bytes, PIECE_BYTES);
  return run(OPERATION.writeLast, piece, 0, bytes.length, PIECE_BYTES);
}

beforeAll(() => {
  pool = new DiskPool({
    filesPerWorker: 16,
    workers: 2,
    writeSlabBytes: MEBIBYTE,
    readSlabBytes: MEBIBYTE,
    onBatchDone: () => batches++,
  });
});

afterAll(async () => pool.stop());

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'shoal-pool-'));
  batches = 0;
  waiting = [];
  storage = pool.open(() => ({ ...metainfo, directory }), {
    onJobDone: (jobs, at) =>
      waiting.shift()?.({
        operation: jobs[at + JOB.operation]!,
        piece: jobs[at + JOB.piece]!,
        tag: jobs[at + JOB.tag]!,
        status: jobs[at + JOB.status]!,
      }),
  });
});

afterEach(async () => {
  await pool.close(storage);
  rmSync(directory, { recursive: true });
});

describe('DiskPool', () => {
  it('writes a whole piece that hashes right, and hands the job back as it went', async () => {
    const done = await writePiece(0);
    expect(done).toEqual({
      operation: OPERATION.writeLast,
      piece: 0,
      tag: 7,
      status: STATUS.ok,
    });
    const written = readFileSync(join(directory, 'sample')).subarray(0, PIECE_BYTES);
    expect(Buffer.compare(written, content.subarray(0, PIECE_BYTES))).toBe(0);
    expect(batches).toBe(1);
  });

  it('writes nothing of a piece that hashes wrong', async () => {
    expect((await writePiece(1, true)).status).toBe(STATUS.hashMismatch);
    expect(existsSync(join(directory, 'sample'))).toBe(false);
  });

  it('writes a piece in runs and verifies it with the last', async () => {
    pool.writeSlab.bytes.set(content.subarray(0, PIECE_BYTES));
    const half = PIECE_BYTES / 2;
    expect((await run(OPERATION.write, 0, half, half, half)).status).toBe(STATUS.ok);
    expect((await run(OPERATION.writeLast, 0, 0, half, 0)).status).toBe(STATUS.ok);
    expect((await run(OPERATION.check, 0, 0, PIECE_BYTES, 0)).status).toBe(STATUS.ok);
  });

  it('says of runs that hash wrong together that they do', async () => {
    pool.writeSlab.bytes.fill(3, 0, PIECE_BYTES);
    const half = PIECE_BYTES / 2;
    expect((await run(OPERATION.write, 0, 0, half, 0)).status).toBe(STATUS.ok);
    expect((await run(OPERATION.writeLast, 0, half, half, half)).status).toBe(STATUS.hashMismatch);
  });

  it('writes the shorter last piece', async () => {
    expect((await writePiece(4)).status).toBe(STATUS.ok);
    expect((await run(OPERATION.check, 4, 0, PIECE_BYTES - 99, 0)).status).toBe(STATUS.ok);
  });

  it('reads a run with room for a header before each block', async () => {
    await writePiece(2);
    const offset = 1_000;
    const length = 2 * BLOCK_BYTES + 10;
    expect((await run(OPERATION.read, 2, BLOCK_BYTES, length, offset)).status).toBe(STATUS.ok);
    const start = 2 * PIECE_BYTES + BLOCK_BYTES;
    for (let block = 0; block < 3; block++) {
      const at = offset + block * (BLOCK_HEADER_BYTES + BLOCK_BYTES) + BLOCK_HEADER_BYTES;
      const bytes = block < 2 ? BLOCK_BYTES : 10;
      const from = start + block * BLOCK_BYTES;
      const read = pool.readSlab.bytes.subarray(at, at + bytes);
      expect(Buffer.compare(read, content.subarray(from, from + bytes))).toBe(0);
    }
  });

  it('syncs, and tells what stands on the disk', async () => {
    expect(await pool.stat(storage)).toMatchObject({
      status: STATUS.ok,
      stamps: [null],
      partFile: null,
    });
    await writePiece(0);
    expect(await pool.sync(storage)).toBe(STATUS.ok);
    const { stamps } = await pool.stat(storage);
    expect(stamps[0]!.bytes).toBe(PIECE_BYTES);
  });

  it('tells faults as the status of the job, and goes on', async () => {
    expect((await run(OPERATION.check, 0, 0, PIECE_BYTES, 0)).status).toBe(STATUS.fileMissing);
    expect((await run(OPERATION.read, 0, 0, BLOCK_BYTES, 0)).status).toBe(STATUS.fileMissing);
    await writePiece(0);
    expect((await run(OPERATION.read, 3, 0, BLOCK_BYTES, 0)).status).toBe(STATUS.fileChanged);
    await pool.deleteFiles(storage);
    mkdirSync(join(directory, 'sample'));
    expect((await writePiece(0)).status).toBe(STATUS.pathConflict);
    expect((await run(99, 0, 0, 0, 0)).status).toBe(STATUS.ioError);
  });

  it('deletes the files of a storage, though they are open', async () => {
    await writePiece(0);
    await writePiece(1);
    expect(await pool.deleteFiles(storage)).toBe(STATUS.ok);
    expect(existsSync(join(directory, 'sample'))).toBe(false);
    expect(existsSync(directory)).toBe(true);
  });

  it('tells nobody of the jobs of a storage that is closed', async () => {
    const early = run(OPERATION.check, 0, 0, PIECE_BYTES, 0);
    await pool.close(storage);
    const late = run(OPERATION.check, 0, 0, PIECE_BYTES, 0);
    await pool.stat(storage);
    expect((await early).status).toBe(STATUS.fileMissing);
    expect(await Promise.race([late, pool.stat(storage).then(() => 'silence')])).toBe('silence');
  });
});

describe('the digests of a piece', () => {
  const bytesOf = (piece: number): Uint8Array =>
    content.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
  const right = (piece: number): Uint8Array =>
    blockDigests(bytesOf(piece).length, (begin, length) =>
      bytesOf(piece).subarray(begin, begin + length),
    );

  it('name the blocks that were wrong, though the piece never reached the disk', async () => {
    await writePiece(1, true);
    const bad = (await pool.digests(storage, 1))!;
    await writePiece(1);
    const good = (await pool.digests(storage, 1))!;
    expect(Buffer.compare(good, right(1))).toBe(0);
    expect(differingBlocks(bad, good)).toEqual([0]);
  });

  it('are those of what is on the disk once the piece is right, asked for before or not', async () => {
    await writePiece(4, true);
    await writePiece(4);
    expect(Buffer.compare((await pool.digests(storage, 4))!, right(4))).toBe(0);
  });

  it('name the blocks of a piece that was written in runs', async () => {
    const bytes = bytesOf(2).slice();
    bytes[3 * BLOCK_BYTES]!++;
    pool.writeSlab.bytes.set(bytes, 0);
    const half = 2 * BLOCK_BYTES;
    await run(OPERATION.write, 2, 0, half, 0);
    expect(await run(OPERATION.writeLast, 2, half, half, half)).toMatchObject({
      status: STATUS.hashMismatch,
    });
    expect(differingBlocks((await pool.digests(storage, 2))!, right(2))).toEqual([3]);
  });

  it('are not there for a storage that nobody opened', async () => {
    expect(await pool.digests(999, 0)).toBeNull();
  });
});
