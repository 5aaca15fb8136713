/** Volumes of which a test says what is found there. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../core/logger.ts';
import type { VolumeLook } from '../storage/volume-look.ts';
import { FakeClock, settlePromises } from '../testing/fake-clock.ts';
import { FakeWatchedDownload } from '../testing/fake-watched-download.ts';
import { VolumeWatch } from './volume-watch.ts';

const ROOT = '/disk';
const GONE: VolumeLook = { isThere: false, marker: null };
const BARE: VolumeLook = { isThere: true, marker: null };
const MARKED: VolumeLook = { isThere: true, marker: 'id' };

let found: Record<string, VolumeLook | Promise<VolumeLook>>;
let downloads: Set<FakeWatchedDownload>;
let watch: VolumeWatch;
const looks = {
  volume: async (root: string): Promise<VolumeLook> => Promise.resolve(found[root] ?? GONE),
  mark: vi.fn<(root: string, marker: string) => Promise<void>>(),
};
const onMarker = vi.fn<(root: string, marker: string) => void>();
const warn = vi.fn<(message: string) => void>();

beforeEach(() => {
  vi.resetAllMocks();
  looks.mark.mockImplementation(async (root, marker) => {
    found[root] = { isThere: true, marker };
    return Promise.resolve();
  });
  found = {};
  downloads = new Set();
  const clock = new FakeClock();
  const logger = { ...silentLogger, warn };
  watch = new VolumeWatch({ clock, logger, looks, downloads, onMarker });
});

function downloadOn(...roots: string[]): FakeWatchedDownload {
  const download = new FakeWatchedDownload(`${roots[0]}/films`);
  download.volumeRoots = roots;
  downloads.add(download);
  return download;
}

async function look(): Promise<void> {
  watch.lookAtAll();
  await settlePromises();
}

describe('VolumeWatch', () => {
  it('loses the downloads of a volume that is missing, and gives them back with it', async () => {
    const [own, other] = [downloadOn(ROOT), downloadOn('/other')];
    found = { [ROOT]: GONE, '/other': BARE };
    await look();
    expect([own.isLost, other.isLost]).toEqual([true, false]);
    expect(own.fault).toEqual(watch.faultOf(own));
    expect(own.fault?.message).toContain(ROOT);
    found[ROOT] = BARE;
    await look();
    expect([own.isLost, own.fault, watch.faultOf(own)]).toEqual([false, null, null]);
  });

  it('gives a download on two volumes back when both are there, and names the one that is missing', async () => {
    const moving = downloadOn(ROOT, '/other');
    await look();
    found = { [ROOT]: BARE };
    await look();
    expect(moving.fault?.message).toContain('/other');
    found['/other'] = BARE;
    await look();
    expect(moving.isLost).toBe(false);
  });

  it('takes a marked volume without its marker for missing', async () => {
    const download = downloadOn(ROOT);
    watch.know({ root: ROOT, id: 'id', marker: 'id' });
    found = { [ROOT]: BARE };
    await look();
    expect([download.isLost, looks.mark.mock.calls]).toEqual([true, []]);
  });

  it('marks a volume as soon as files on it are as recorded, and tells its owner', async () => {
    const download = downloadOn(ROOT);
    watch.know({ root: ROOT, id: 'id', marker: null });
    found = { [ROOT]: BARE };
    await look();
    expect([looks.mark.mock.calls, watch.isMarked(ROOT)]).toEqual([[], false]);
    download.isProven = true;
    await look();
    expect([found[ROOT], watch.isMarked(ROOT)]).toEqual([MARKED, true]);
    expect(onMarker.mock.calls).toEqual([[ROOT, 'id']]);
  });

  it('does without a marker where none can be written, and says that once', async () => {
    downloadOn(ROOT).isProven = true;
    watch.know({ root: ROOT, id: 'id', marker: null });
    found = { [ROOT]: BARE };
    looks.mark.mockRejectedValue(new Error('EROFS'));
    await look();
    await look();
    expect(warn).toHaveBeenCalledOnce();
    expect([...downloads].some(({ isLost }) => isLost)).toBe(false);
  });

  it('lets files that are as recorded prove a volume whose marker was removed, and no others', async () => {
    const download = downloadOn(ROOT);
    watch.know({ root: ROOT, id: 'id', marker: 'id' });
    found = { [ROOT]: BARE };
    await look();
    await watch.prove(download);
    expect(download.isLost).toBe(true);
    download.isAsItWas = true;
    await watch.prove(download);
    expect([download.isLost, found[ROOT]]).toEqual([false, MARKED]);
  });

  it('is not held up by a volume that does not answer, and does not ask it twice', async () => {
    const asked = vi.spyOn(looks, 'volume');
    const [hanging, other] = [downloadOn(ROOT), downloadOn('/other')];
    found = { [ROOT]: new Promise<VolumeLook>(() => {}) };
    await look();
    await look();
    expect([hanging.isLost, other.isLost]).toEqual([false, true]);
    expect(asked.mock.calls.filter(([root]) => root === ROOT)).toHaveLength(1);
    asked.mockRestore();
  });
});
