import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { TorrentApi } from '../api/torrent-api';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { buildDownload, buildMagnet, buildTorrent } from '../testing/downloads';
import { FakeSocket } from '../testing/fake-socket';
import { Notices } from '../ui/notices';
import { QuickAdd } from './quick-add';

it('adds without a question, tells what came of it, and gives back what failed', async () => {
  const error = vi.fn<Notices['error']>();
  const start = vi.fn<DownloadApi['start']>(() => Promise.resolve(buildDownload(1)));
  const refusal = new HttpErrorResponse({ status: 422, error: { detail: 'It is no torrent.' } });
  TestBed.configureTestingModule({
    providers: [
      { provide: LIVE_SOCKET, useValue: new FakeSocket().asLiveSocket() },
      { provide: LiveSync, useValue: { connection: signal('online') } },
      { provide: Notices, useValue: { error } },
      { provide: Router, useValue: {} },
      { provide: DownloadApi, useValue: { start } },
      {
        provide: TorrentApi,
        useValue: {
          upload: () => Promise.resolve(buildTorrent()),
          uploadLink: ({ url }: { url?: string }) =>
            url ? Promise.reject(refusal) : Promise.resolve(buildMagnet()),
          forget: () => Promise.resolve(),
        },
      },
    ],
  });
  const bad = { kind: 'url', link: 'https://files.example/page' } as const;
  const failed = await TestBed.inject(QuickAdd).add([
    { kind: 'file', file: new File(['d'], 'a.torrent') },
    bad,
    { kind: 'magnet', link: 'magnet:?xt=urn:btih:b' },
  ]);
  expect(start.mock.calls.map(([{ torrentId }]) => torrentId)).toEqual([
    'a'.repeat(40),
    'b'.repeat(40),
  ]);
  expect(failed).toEqual([bad]);
  expect(error).toHaveBeenCalledWith(
    'Added 2 of 3 torrents. https://files.example/page: It is no torrent.',
  );
});
