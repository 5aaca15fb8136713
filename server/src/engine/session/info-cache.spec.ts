import { describe, expect, it } from 'vitest';
import { rawInfo } from '../metainfo/raw-info.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { InfoCache } from './info-cache.ts';

const torrent = buildTorrent({ trackers: [['http://a.test/announce']] });
const { id } = torrent.metainfo;
const info = rawInfo(torrent.bytes, id)!;

describe('the info dictionaries that peers ask for', () => {
  it('are loaded once, however many ask at the same time and later', async () => {
    let loads = 0;
    const cache = new InfoCache(async () => {
      loads++;
      return Promise.resolve(torrent.bytes);
    });
    const [one, other] = await Promise.all([cache.get(id, null), cache.get(id, null)]);
    expect(one).toEqual(info);
    expect(other).toBe(one);
    expect(await cache.get(id, null)).toBe(one);
    expect(loads).toBe(1);
  });

  it("are the torrent's own where it keeps them", async () => {
    expect(await new InfoCache(null).get(id, info)).toBe(info);
    expect(await new InfoCache(null).get(id, null)).toBeNull();
  });

  it("are not those of a file that is damaged or another torrent's", async () => {
    const damaged = torrent.bytes.slice();
    damaged[torrent.bytes.length - 5]! ^= 1;
    const files = [damaged, torrent.bytes.subarray(0, 50), buildTorrent({ name: 'other' }).bytes];
    for (const file of files) {
      const cache = new InfoCache(async () => Promise.resolve(file));
      expect(await cache.get(id, null)).toBeNull();
    }
  });

  it('are forgotten, the least recently used first, where they are too many', async () => {
    const large = Array.from({ length: 4 }, (_, index) =>
      buildTorrent({
        name: `large ${index}`,
        files: [{ path: [], content: sampleBytes(10_000, index) }],
        comment: 'x',
      }),
    );
    const loaded: string[] = [];
    const padding = new Uint8Array(0);
    const cache = new InfoCache(
      async (asked) => {
        loaded.push(asked);
        return Promise.resolve(
          large.find(({ metainfo }) => metainfo.id === asked)?.bytes ?? padding,
        );
      },
      { mostBytes: 2.5 * large[0]!.metainfo.infoBytes },
    );
    const ids = large.map(({ metainfo }) => metainfo.id);
    for (const index of [0, 1, 0, 2, 0, 1]) await cache.get(ids[index]!, null);
    expect(loaded).toEqual([ids[0], ids[1], ids[2], ids[1]]);
  });
});
