import { describe, expect, it } from 'vitest';
import type { AddDownload } from '../core/messages.ts';
import { addition } from '../testing/loopback-session.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { TorrentPlace } from './torrent-place.ts';

const torrent = buildTorrent({
  name: 'album',
  files: ['a', 'b'].map((name) => ({ path: [name], content: sampleBytes(10) })),
});

const place = (changes: Partial<AddDownload> = {}): TorrentPlace =>
  new TorrentPlace(torrent.metainfo, addition(torrent, '/home', changes));
const at = (directory: string, name: string | null = null) => ({
  directory,
  renames: name === null ? null : { name, files: [] },
});
const strays = (of: TorrentPlace): (readonly [string, string])[] =>
  of.strays.map(({ directory, paths }) => [directory, paths![0]!]);

describe('the place of a torrent', () => {
  it('is the new one with the former one to look in, until that is forgotten', () => {
    const mine = place();
    mine.moveTo(at('/away'));
    expect([mine.target.directory, mine.directory]).toEqual(['/away', '/away']);
    expect(strays(mine)).toEqual([['/home', 'album/a']]);
    expect(mine.move).toEqual({ directory: '/away', progress: 0, returning: false });
    mine.forgetFormer();
    expect([mine.strays, mine.move]).toEqual([[], null]);
  });

  it('keeps the former names with the former place', () => {
    const mine = place();
    mine.moveTo(at('/home', 'best of'));
    expect([mine.name, mine.pathOf(0)]).toEqual(['best of', 'best of/a']);
    expect(strays(mine)).toEqual([['/home', 'album/a']]);
    mine.turnRound();
    expect([mine.name, mine.pathOf(0)]).toEqual(['album', 'album/a']);
    expect(strays(mine)).toEqual([['/home', 'best of/a']]);
  });

  it('says how far the way back is from how far it came', () => {
    const mine = place();
    mine.moveTo(at('/away'));
    mine.noteProgress(1, 4);
    expect(mine.move?.progress).toBe(0.25);
    mine.turnRound();
    expect(mine.move).toEqual({ directory: '/home', progress: 0.75, returning: true });
  });

  it('gives the same object until it is further', () => {
    const mine = place();
    mine.moveTo(at('/away'));
    expect(mine.move).toBe(mine.move);
  });

  it('looks in every former place after one move and another, but not in the present one', () => {
    const mine = place();
    mine.moveTo(at('/away'));
    mine.moveTo(at('/far'));
    expect(strays(mine).map(([directory]) => directory)).toEqual(['/away', '/home']);
    mine.moveTo(at('/home'));
    expect(strays(mine).map(([directory]) => directory)).toEqual(['/far', '/away']);
  });

  it('is the folder for incomplete ones until it leaves that', () => {
    const mine = place({ staging: { directory: '/incomplete' } });
    expect([mine.target.directory, mine.directory]).toEqual(['/incomplete', '/home']);
    mine.moveTo(at('/other'));
    expect([mine.target.directory, mine.directory, mine.move]).toEqual([
      '/incomplete',
      '/other',
      null,
    ]);
    mine.leaveStaging();
    expect(mine.isLeavingStaging).toBe(true);
    expect(mine.target.directory).toBe('/other');
    expect(strays(mine)).toEqual([['/incomplete', 'album/a']]);
  });

  it('goes on from where an earlier run was', () => {
    const mine = place({ movingFrom: [{ ...at('/away', 'old'), isReturning: true }] });
    expect(strays(mine)).toEqual([['/away', 'old/a']]);
    expect(mine.move).toEqual({ directory: '/home', progress: 0, returning: true });
  });

  it('tells where its files would be, or that they are there', () => {
    const mine = place();
    expect(mine.wouldBe(at('/home'))).toBeNull();
    expect(mine.wouldBe(at('/away', 'x'))).toMatchObject({
      directory: '/away',
      files: [{ path: 'x/a' }, { path: 'x/b' }],
    });
  });
});
