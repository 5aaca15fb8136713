import { describe, expect, it } from 'vitest';
import { describeTorrent, torrentSheet } from './info-command.ts';
import { sampleTorrent } from './testing/sample-torrent.ts';

describe('torrentSheet', () => {
  const { metainfo } = sampleTorrent([5_000_000, 10], {
    createdAt: 1_700_000_000_000,
    createdBy: 'Shoal',
    private: true,
    trackers: [['http://a/announce', 'udp://b:1/announce'], ['http://c/announce']],
    webSeeds: ['http://w/'],
  });
  const sheet = torrentSheet(describeTorrent(metainfo));

  it('shows what the torrent says', () => {
    expect(sheet).toContain(`Info hash    ${metainfo.id}\n`);
    expect(sheet).toContain('Size         4.8 MiB (5,000,010 bytes)\n');
    expect(sheet).toContain('Pieces       306 of 16.0 KiB\n');
    expect(sheet).toContain('Created      2023-11-14 22:13 UTC by Shoal\n');
    expect(sheet).toContain('Private      yes');
    expect(sheet).toContain('Web seeds    http://w/\n');
  });

  it('lists the trackers tier by tier', () => {
    expect(sheet).toContain(
      [
        'Trackers     tier 1   http://a/announce',
        '                      udp://b:1/announce',
        '             tier 2   http://c/announce\n',
      ].join('\n'),
    );
  });

  it('lists the files with the numbers that --file takes', () => {
    expect(sheet).toContain('  0  4.8 MiB  sample/file-0.bin\n  1     10 B  sample/file-1.bin\n');
  });

  it('makes foreign text harmless', () => {
    const hostile = { ...describeTorrent(metainfo), comment: 'red\u001B[31m' };
    expect(torrentSheet(hostile)).toContain('Comment      red?[31m\n');
  });
});

describe('describeTorrent', () => {
  it('leaves out the piece hashes and writes times as text', () => {
    const dto = describeTorrent(sampleTorrent([10], { createdAt: 1_700_000_000_000 }).metainfo);
    expect(dto).not.toHaveProperty('pieceHashes');
    expect(dto.createdAt).toBe('2023-11-14T22:13:20.000Z');
    expect(dto.files).toEqual([{ index: 0, path: 'sample/file-0.bin', bytes: 10 }]);
  });
});
