/** What needs all threads of the pool at once: layouts that change, promotions and moves, among jobs that go on. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { twoFolders } from '../testing/laid-torrent.ts';
import { sampleBytes } from '../testing/torrent-builder.ts';
import { BLOCK_HEADER_BYTES } from '../wire/message-writer.ts';
import { DiskPool } from './disk-pool.ts';
import { JOB, OPERATION, STATUS, type LaidFile, type StorageLayout } from './disk-protocol.ts';

const PIECES = 8;
const PIECE_BYTES = BLOCK_BYTES;
const content = sampleBytes(PIECES * PIECE_BYTES);

let pool: DiskPool;
let folders: ReturnType<typeof twoFolders>;
let layout: StorageLayout;
let storage = 0;
/** Ends of jobs by their tags. */
let waiting = new Map<number, (status: number) => void>();
let nextTag = 1;

/** Files that share pieces, three halves of a piece each. */
function filesOf(...skipped: number[]): LaidFile[] {
  const bytes = (PIECE_BYTES * 3) / 2;
  return Array.from({ length: Math.ceil(content.length / bytes) }, (_, index) => ({
    path: `r/${index}`,
    bytes: Math.min(bytes, content.length - index * bytes),
    offset: index * bytes,
    padding: false,
    isSkipped: skipped.includes(index),
  }));
}

async function run(operation: number, piece: number, offset: number): Promise<number> {
  const tag = nextTag++;
  const done = new Promise<number>((resolve) => waiting.set(tag, resolve));
  pool.submit(operation, storage, piece, 0, PIECE_BYTES, offset, tag);
  return done;
}

async function write(piece: number): Promise<number> {
  const at = piece * PIECE_BYTES;
  pool.writeSlab.bytes.set(content.subarray(at, at + PIECE_BYTES), at);
  return run(OPERATION.write, piece, at);
}

async function reads(piece: number): Promise<boolean> {
  const offset = piece * (PIECE_BYTES + BLOCK_HEADER_BYTES);
  if ((await run(OPERATION.read, piece, offset)) !== STATUS.ok) return false;
  const start = offset + BLOCK_HEADER_BYTES;
  const read = pool.readSlab.bytes.subarray(start, start + PIECE_BYTES);
  const expected = content.subarray(piece * PIECE_BYTES, (piece + 1) * PIECE_BYTES);
  return Buffer.compare(read, expected) === 0;
}

async function all(act: (piece: number) => Promise<unknown>): Promise<unknown[]> {
  return Promise.all(Array.from({ length: PIECES }, async (_, piece) => act(piece)));
}

const EVERY_OK = Array.from({ length: PIECES }, () => STATUS.ok);
const EVERY_RIGHT = EVERY_OK.map(() => true);

beforeAll(() => {
  const slab = PIECES * 2 * PIECE_BYTES * 16;
  pool = new DiskPool({
    workers: 3,
    filesPerWorker: 4,
    writeSlabBytes: slab,
    readSlabBytes: slab,
    onBatchDone: () => {},
  });
});

afterAll(async () => pool.stop());

beforeEach(() => {
  folders = twoFolders();
  waiting = new Map();
  layout = {
    directory: folders.here,
    pieceLength: PIECE_BYTES,
    totalBytes: content.length,
    pieceHashes: null,
    files: filesOf(),
    partFile: join(folders.here, '.id.parts'),
  };
  storage = pool.open(() => layout, {
    onJobDone: (jobs, at) => waiting.get(jobs[at + JOB.tag]!)?.(jobs[at + JOB.status]!),
  });
});

afterEach(async () => {
  await pool.close(storage);
  folders.remove();
});

function isMovedTo(directory: string, former: string): StorageLayout {
  return {
    ...layout,
    directory,
    partFile: join(directory, '.id.parts'),
    strays: [{ directory: former, paths: null, partFile: join(former, '.id.parts') }],
  };
}

describe('a sync', () => {
  it('comes behind the writes that were given before it, though layouts changed meanwhile', async () => {
    const changes = [pool.changeLayout(storage)];
    const ends: unknown[] = [];
    const writing = all(async (piece) => write(piece).then((status) => ends.push(status)));
    const synced = pool.sync(storage).then((status) => [status, ends.length]);
    changes.push(pool.changeLayout(storage), pool.changeLayout(storage));
    expect(await synced).toEqual([STATUS.ok, PIECES]);
    await Promise.all([...changes, writing]);
  });
});

describe('a file that comes to be wanted', () => {
  it('has what all threads wrote of it before, and gets what they write then', async () => {
    layout = { ...layout, files: filesOf(1, 3) };
    expect(await all(write)).toEqual(EVERY_OK);
    expect(readdirSync(join(folders.here, 'r')).toSorted()).toEqual(['0', '2', '4', '5']);
    const late = all(write);
    layout = { ...layout, files: filesOf(3) };
    const changed = pool.changeLayout(storage, [{ index: 1, pieces: [] }]);
    const later = all(write);
    expect([await changed, await late, await later]).toEqual([STATUS.ok, EVERY_OK, EVERY_OK]);
    expect(readdirSync(join(folders.here, 'r')).toSorted()).toEqual(['0', '1', '2', '4', '5']);
    expect(await all(reads)).toEqual(EVERY_RIGHT);
    expect((await pool.stat(storage)).partFile).not.toBeNull();
    layout = { ...layout, files: filesOf() };
    expect(await pool.changeLayout(storage, [{ index: 3, pieces: [] }])).toBe(STATUS.ok);
    expect(existsSync(join(folders.here, '.id.parts'))).toBe(false);
    expect(await pool.sync(storage)).toBe(STATUS.ok);
    expect(await all(reads)).toEqual(EVERY_RIGHT);
  });

  it('is not written to where its bytes cannot be brought into it, until they can', async () => {
    layout = { ...layout, files: filesOf(1) };
    await all(write);
    const obstacle = join(folders.here, 'r/1.shoal-move');
    mkdirSync(obstacle);
    layout = { ...layout, files: filesOf() };
    const failed = pool.changeLayout(storage, [{ index: 1, pieces: [] }]);
    const held = write(2);
    expect([await failed, await held]).toEqual([STATUS.pathConflict, STATUS.pathConflict]);
    expect(await write(5)).toBe(STATUS.pathConflict);
    expect((await pool.allocateStep(storage)).status).toBe(STATUS.pathConflict);
    expect(await all(reads)).toEqual(EVERY_RIGHT);
    rmSync(obstacle, { recursive: true });
    expect(await pool.promote(storage, [{ index: 1, pieces: [] }])).toBe(STATUS.ok);
    expect(await all(write)).toEqual(EVERY_OK);
    expect(await all(reads)).toEqual(EVERY_RIGHT);
  });
});

describe('a move', () => {
  it('goes on among writes and reads of all pieces, and ends with everything in its place', async () => {
    await all(write);
    layout = isMovedTo(folders.there, folders.here);
    const begun = pool.changeLayout(storage);
    expect([await all(write), await begun]).toEqual([EVERY_OK, STATUS.ok]);
    for (let isDone = false; !isDone;) {
      const step = pool.relocateStep(storage);
      expect([await all(write), await all(reads)]).toEqual([EVERY_OK, EVERY_RIGHT]);
      expect((await step).status).toBe(STATUS.ok);
      expect((await pool.stat(storage)).stamps).not.toContain(null);
      isDone = (await step).isDone;
    }
    layout = { ...layout, strays: [] };
    expect(await pool.changeLayout(storage)).toBe(STATUS.ok);
    expect([await all(write), await all(reads)]).toEqual([EVERY_OK, EVERY_RIGHT]);
    expect(readdirSync(folders.here)).toEqual([]);
    const first = readFileSync(join(folders.there, 'r/0'));
    expect(Buffer.compare(first, content.subarray(0, first.length))).toBe(0);
  });

  it('is known from the start of a storage on, and its places are asked for before', async () => {
    await all(write);
    const target = isMovedTo(folders.there, folders.here);
    expect(await pool.placesTaken(storage, target)).toEqual({ status: STATUS.ok, path: null });
    mkdirSync(join(folders.there, 'r/2'), { recursive: true });
    expect(await pool.placesTaken(storage, target)).toEqual({
      status: STATUS.pathConflict,
      path: join(folders.there, 'r/2'),
    });
    rmSync(join(folders.there, 'r'), { recursive: true });
    await pool.close(storage);
    layout = target;
    storage = pool.open(() => layout, {
      onJobDone: (jobs, at) => waiting.get(jobs[at + JOB.tag]!)?.(jobs[at + JOB.status]!),
    });
    while (!(await pool.relocateStep(storage)).isDone);
    expect(await all(reads)).toEqual(EVERY_RIGHT);
    expect(readdirSync(folders.here)).toEqual([]);
  });
});

describe('a fence', () => {
  it('lets the jobs before it end first and holds those after it', async () => {
    const order: string[] = [];
    const before = all(write).then(() => order.push('before'));
    const fence = pool.fence(storage, async () => {
      order.push('work begins');
      const stat = await pool.stat(storage);
      order.push('work ends');
      return stat.status;
    });
    const after = all(write).then(() => order.push('after'));
    await Promise.all([before, fence, after]);
    expect(order).toEqual(['before', 'work begins', 'work ends', 'after']);
  });
});

describe('allocation and finishing', () => {
  it('fill the wanted files and give them their names, through the pool', async () => {
    layout = { ...layout, preallocation: 'full', usesPartSuffix: true, files: filesOf(0) };
    while (!(await pool.allocateStep(storage)).isDone);
    const names = (): string[] => readdirSync(join(folders.here, 'r')).toSorted();
    expect(names()).toEqual(['1.part', '2.part', '3.part', '4.part', '5.part']);
    expect(await all(write)).toEqual(EVERY_OK);
    const finished = pool.finishFiles(storage, [1, 2, 3, 4, 5]);
    expect([await all(reads), await finished]).toEqual([EVERY_RIGHT, STATUS.ok]);
    expect(names()).toEqual(['1', '2', '3', '4', '5']);
    expect(await all(reads)).toEqual(EVERY_RIGHT);
    expect(await pool.sync(storage)).toBe(STATUS.ok);
  });
});
