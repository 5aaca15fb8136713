/** Disks of so many bytes, with a reserve of 10 on each, that are looked at every 10 seconds. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock, settlePromises } from '../testing/fake-clock.ts';
import { FakeWatchedDownload } from '../testing/fake-watched-download.ts';
import type { FolderLook } from '../storage/volume-look.ts';
import { RoomWatch } from './room-watch.ts';

const INTERVAL_MS = 10_000;
const RESERVE = 10;

let clock: FakeClock;
let watch: RoomWatch;
let disks: Record<string, FolderLook | Promise<FolderLook>>;
let inQueue: unknown[];

beforeEach(() => {
  clock = new FakeClock();
  disks = {};
  inQueue = [];
  watch = new RoomWatch({
    clock,
    looks: { folder: async (folder) => Promise.resolve(disks[folder] ?? null) },
    config: { minFreeBytes: RESERVE, volumeLookIntervalMs: INTERVAL_MS },
    compare: (one, other) => inQueue.indexOf(one) - inQueue.indexOf(other),
  });
  clock.setRepeating(INTERVAL_MS, () => watch.lookAtAll());
});

function diskOf(freeBytes: number, device = 1): FolderLook {
  return { device, freeBytes, isReadOnly: false };
}

/** One that is at its place in the queue, and has not begun. */
function added(neededBytes: number, directory = '/a'): FakeWatchedDownload {
  const download = new FakeWatchedDownload(directory, neededBytes, (one) => watch.claim(one));
  inQueue.push(download);
  watch.add(download);
  return download;
}

async function begun(neededBytes: number, directory = '/a'): Promise<FakeWatchedDownload> {
  const download = added(neededBytes, directory);
  download.begin();
  await settlePromises();
  return download;
}

/** A write fails although there seems to be room. */
function failWrite(download: FakeWatchedDownload, code: 'disk-full' | 'read-only'): void {
  download.stopFor({ code, message: 'as the system says' });
  watch.stopped(download);
}

async function lookAgain(): Promise<void> {
  await clock.advanceAsync(INTERVAL_MS);
  await settlePromises();
}

describe('a download that begins', () => {
  it('does so before its disk is looked at, and stops with the amounts when it does not fit', async () => {
    disks['/a'] = diskOf(59);
    const download = added(50);
    download.begin();
    expect(download.isFetching).toBe(true);
    await settlePromises();
    expect(download.isFetching).toBe(false);
    expect(download.fault?.code).toBe('disk-full');
    expect(download.fault?.message).toMatch(/50 bytes more in \/a, where 59 .*10 bytes are kept/);
  });

  it('goes on where its disk cannot be looked at', async () => {
    const download = await begun(50);
    await lookAgain();
    expect(download.isFetching).toBe(true);
  });

  it('has to fit beside what several others of its disk still need', async () => {
    disks['/a'] = diskOf(100);
    disks['/b'] = diskOf(100);
    const others = [await begun(30), await begun(20, '/b')];
    const late = await begun(41);
    expect(late.fault?.message).toMatch(/other downloads still need 50 bytes/);
    expect(others.every(({ isFetching }) => isFetching)).toBe(true);
    expect((await begun(40)).isFetching).toBe(true);
  });

  it('is not held up by those of another disk', async () => {
    disks['/a'] = diskOf(100);
    disks['/b'] = diskOf(100, 2);
    await begun(90);
    expect((await begun(90, '/b')).isFetching).toBe(true);
  });

  it('finds the account right between two looks, whatever others have written since', async () => {
    disks['/a'] = diskOf(100);
    const other = await begun(50);
    other.write(30);
    expect((await begun(41)).isFetching).toBe(false);
    // What it wrote before it stopped is gone from what was free at the look.
    other.isFetching = false;
    expect((await begun(61)).isFetching).toBe(false);
    expect((await begun(60)).isFetching).toBe(true);
  });
});

describe('downloads that wait for room', () => {
  it('go on by themselves as others have written what they needed, or room is made', async () => {
    disks['/a'] = diskOf(100);
    const running = await begun(60);
    const waiting = await begun(40);
    await lookAgain();
    expect(waiting.isFetching).toBe(false);
    running.write(60);
    disks['/a'] = diskOf(40);
    await lookAgain();
    expect(waiting.isFetching).toBe(false);
    disks['/a'] = diskOf(50);
    await lookAgain();
    expect([waiting.isFetching, waiting.fault]).toEqual([true, null]);
  });

  it('go on in the order of the queue, and let smaller ones pass that fit', async () => {
    disks['/a'] = diskOf(0);
    const [large, first, second] = [await begun(90), await begun(40), await begun(50)];
    disks['/a'] = diskOf(60);
    await lookAgain();
    expect([large, first, second].map(({ isFetching }) => isFetching)).toEqual([
      false,
      true,
      false,
    ]);
    expect(second.fault?.message).toMatch(/60 bytes are free .*still need 40 bytes/);
  });

  it('leave what was removed out of the account', async () => {
    disks['/a'] = diskOf(100);
    const running = await begun(60);
    const waiting = await begun(40);
    watch.remove(running);
    await lookAgain();
    expect(waiting.isFetching).toBe(true);
  });
});

describe('a disk with less than the reserve free', () => {
  it('stops those that write, and neither seeds nor what has its room already', async () => {
    disks['/a'] = diskOf(100);
    const writing = [await begun(40), await begun(20)];
    const allocated = await begun(0);
    const seed = added(0);
    disks['/a'] = diskOf(RESERVE - 1);
    await lookAgain();
    expect(writing.map(({ fault }) => fault?.code)).toEqual(['disk-full', 'disk-full']);
    expect([allocated.isFetching, seed.fault]).toEqual([true, null]);
    disks['/a'] = diskOf(69);
    await lookAgain();
    expect(writing.map(({ isFetching }) => isFetching)).toEqual([true, false]);
  });

  it('does not stop what runs above it, though that would not begin any more', async () => {
    disks['/a'] = diskOf(100);
    const running = await begun(80);
    disks['/a'] = diskOf(RESERVE);
    await lookAgain();
    expect(running.isFetching).toBe(true);
  });
});

describe('a write that fails although there seems to be room', () => {
  it('is tried again after 1, 2, 4 looks, and then every minute', async () => {
    disks['/a'] = diskOf(100);
    const download = await begun(50);
    const triedAfterSeconds: number[] = [];
    let failedAt = clock.now();
    failWrite(download, 'disk-full');
    while (triedAfterSeconds.length < 6) {
      await lookAgain();
      if (!download.isFetching) continue;
      triedAfterSeconds.push((clock.now() - failedAt) / 1_000);
      failedAt = clock.now();
      failWrite(download, 'disk-full');
    }
    expect(triedAfterSeconds).toEqual([10, 20, 40, 60, 60, 60]);
  });

  it('is tried again soon where it went well for a while in between', async () => {
    disks['/a'] = diskOf(100);
    const download = await begun(50);
    for (let failure = 0; failure < 3; failure++) {
      failWrite(download, 'disk-full');
      while (!download.isFetching) await lookAgain();
    }
    await clock.advanceAsync(60_000);
    failWrite(download, 'disk-full');
    await lookAgain();
    expect(download.isFetching).toBe(true);
  });

  it('says what the system said, not amounts that would do', async () => {
    disks['/a'] = diskOf(100);
    const download = await begun(50);
    failWrite(download, 'disk-full');
    await settlePromises();
    expect(download.fault?.message).toBe('as the system says');
    disks['/a'] = diskOf(20);
    await lookAgain();
    expect(download.fault?.message).toMatch(/50 bytes more .* 20 bytes are free/);
  });

  it('is tried again when a disk that was read-only is not any more', async () => {
    disks['/a'] = diskOf(100);
    const download = await begun(50);
    disks['/a'] = { ...diskOf(100), isReadOnly: true };
    failWrite(download, 'read-only');
    await clock.advanceAsync(10 * INTERVAL_MS);
    expect(download.fault?.code).toBe('read-only');
    disks['/a'] = diskOf(100);
    await lookAgain();
    expect(download.isFetching).toBe(true);
  });
});

describe('a move', () => {
  const demand = async (bytes: number): Promise<void> =>
    watch.demandRoom([{ directory: '/a', bytes }], '/b');

  it('is refused with the amounts where what it copies does not fit beside what others need', async () => {
    disks['/a'] = diskOf(0);
    disks['/b'] = diskOf(100, 2);
    await expect(demand(91)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/needs 91 bytes in \/b, where 100 .*10 bytes are kept/),
    });
    await demand(90);
    await begun(50, '/b');
    await expect(demand(41)).rejects.toThrow(/other downloads still need 50 bytes/);
    await demand(40);
  });

  it('is refused beside others under way to the same disk, and not beside those that stay on it', async () => {
    disks['/a'] = diskOf(0);
    disks['/b'] = diskOf(100, 2);
    const moving = added(0, '/b');
    moving.coming = { directory: '/a', bytes: 60 };
    await lookAgain();
    await expect(demand(31)).rejects.toThrow(/other downloads still need 60 bytes/);
    await demand(30);
    moving.coming = { directory: '/b', bytes: 60 };
    await demand(90);
  });

  it('does not wait for another disk that does not answer', async () => {
    disks = { '/a': diskOf(0), '/b': diskOf(100, 2), '/c': new Promise<FolderLook>(() => {}) };
    const hanging = added(0, '/c');
    hanging.coming = { directory: '/c', bytes: 60 };
    await lookAgain();
    await expect(demand(91)).rejects.toThrow(/needs 91 bytes/);
  });

  it('needs no room on the disk that the files are on, nor where there are none', async () => {
    disks['/a'] = diskOf(0);
    disks['/b'] = diskOf(0);
    await expect(demand(50)).resolves.toBeUndefined();
    disks['/b'] = diskOf(0, 2);
    await expect(demand(0)).resolves.toBeUndefined();
  });

  it('needs room only for what is not on the disk already', async () => {
    disks['/a'] = diskOf(0);
    disks['/b'] = diskOf(30, 2);
    const held = [
      { directory: '/b', bytes: 50 },
      { directory: '/a', bytes: 20 },
    ];
    await watch.demandRoom(held, '/b');
    await expect(watch.demandRoom(held, '/a')).rejects.toThrow(/needs 50 bytes/);
  });

  it('is not refused where its disk cannot be looked at', async () => {
    disks['/a'] = diskOf(0);
    await expect(demand(50)).resolves.toBeUndefined();
  });
});
