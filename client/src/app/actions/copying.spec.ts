import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed } from '@angular/core/testing';
import { describe, expect, it, vi } from 'vitest';
import { TorrentApi } from '../api/torrent-api';
import { buildDownload, buildMagnet, buildTorrent } from '../testing/downloads';
import { Notices } from '../ui/notices';
import { Copying, magnetOf } from './copying';

describe('magnetOf', () => {
  it('names hashes, name and trackers', () => {
    const v2 = 'd'.repeat(64);
    expect(magnetOf(buildTorrent({ infoHashV2: v2, name: 'A & B' }))).toBe(
      `magnet:?xt=urn:btih:${'a'.repeat(40)}&xt=urn:btmh:1220${v2}&dn=A%20%26%20B` +
        '&tr=http%3A%2F%2Ftracker.example%2Fannounce',
    );
  });

  it('is the link that it came by, where there is one', () => {
    expect(magnetOf(buildMagnet())).toBe(buildMagnet().magnet);
  });
});

describe('Copying', () => {
  it('puts many one a line', async () => {
    const copy = vi.fn<Clipboard['copy']>(() => true);
    const info = vi.fn<Notices['info']>();
    TestBed.configureTestingModule({
      providers: [
        { provide: Clipboard, useValue: { copy } },
        { provide: TorrentApi, useValue: {} },
        { provide: Notices, useValue: { info } },
      ],
    });
    const rows = [buildDownload(1), buildDownload(2, { incompleteDirectory: '/incoming' })];
    await TestBed.inject(Copying).copy('path', rows);
    expect(copy).toHaveBeenCalledWith('/downloads/Torrent 1\n/incoming/Torrent 2');
    expect(info).toHaveBeenCalledWith('Copied 2 lines.');
  });
});
