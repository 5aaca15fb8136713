import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { TorrentApi } from '../api/torrent-api';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { buildDownload, buildTorrent } from '../testing/downloads';
import { Notices } from '../ui/notices';
import { AddDialog } from './add-dialog';
import { AddQueue } from './add-queue';

const info = {
  version: '1',
  defaultDirectory: '/downloads',
  allowedDirectories: ['/downloads'],
  freeBytes: 10_000,
  peerPort: 1,
};
const problem = (status: number, detail: string) =>
  new HttpErrorResponse({ status, error: { detail, code: 'code', status } });
const torrentFile = (name = 'album.torrent', size = 10) => new File([new Uint8Array(size)], name);

describe('AddDialog', () => {
  const upload = vi.fn<TorrentApi['upload']>();
  const start = vi.fn<DownloadApi['start']>();
  const close = vi.fn<(...args: unknown[]) => void>();
  const navigate = vi.fn<(...args: unknown[]) => void>();

  async function open(...files: File[]) {
    const queue = TestBed.inject(AddQueue);
    queue.clear();
    queue.push(files);
    const fixture = TestBed.createComponent(AddDialog);
    await fixture.whenStable();
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const click = async (text: string) => {
      const buttons = [...element.querySelectorAll('button')];
      buttons.find((button) => button.textContent?.trim() === text)?.click();
      await fixture.whenStable();
      await fixture.whenStable();
    };
    return { fixture, element, click };
  }

  beforeEach(() => {
    upload.mockReset().mockResolvedValue(buildTorrent());
    start.mockReset().mockResolvedValue(buildDownload(1));
    close.mockReset();
    navigate.mockReset();
    TestBed.configureTestingModule({
      providers: [
        { provide: TorrentApi, useValue: { upload, info: () => Promise.resolve(info) } },
        { provide: DownloadApi, useValue: { start } },
        { provide: LiveSync, useValue: { connection: signal('online') } },
        { provide: MatDialogRef, useValue: { close } },
        {
          provide: Notices,
          useValue: {
            info: vi.fn<(...args: unknown[]) => void>(),
            error: vi.fn<(...args: unknown[]) => void>(),
          },
        },
        { provide: Router, useValue: { navigate } },
      ],
    });
  });

  it('shows what the file describes and starts nothing by itself', async () => {
    const { element } = await open(torrentFile());
    expect(element.textContent).toContain('Album');
    expect(element.textContent).toContain('3 of 3 files, 600 B');
    expect(start).not.toHaveBeenCalled();
  });

  it('starts with the folder of the server and skips what is not chosen', async () => {
    const { element, click, fixture } = await open(torrentFile());
    const boxes = element.querySelectorAll<HTMLInputElement>('.line input');
    boxes[1]?.click();
    await fixture.whenStable();
    await click('Start');
    expect(start).toHaveBeenCalledWith({
      torrentId: 'a'.repeat(40),
      directory: '/downloads',
      paused: false,
      sequential: false,
      files: [{ index: 0, priority: 'skip' }],
    });
    expect(close).toHaveBeenCalled();
  });

  it('cannot start while no file is chosen', async () => {
    const { element, click } = await open(torrentFile());
    await click('None');
    expect(element.querySelector<HTMLButtonElement>('.primary')?.disabled).toBe(true);
  });

  it('names the file and the reason when the server refuses it', async () => {
    upload.mockRejectedValue(problem(422, 'The info dictionary has no pieces.'));
    const { element } = await open(torrentFile('broken.torrent'));
    expect(element.querySelector('[role=alert]')?.textContent).toContain('broken.torrent');
    expect(element.textContent).toContain('The info dictionary has no pieces.');
  });

  it('does not send what is too large or no .torrent', async () => {
    await open(torrentFile('notes.txt'));
    await open(torrentFile('large.torrent', 10 * 1024 * 1024 + 1));
    expect(upload).not.toHaveBeenCalled();
  });

  it('offers the download that is there already', async () => {
    start.mockRejectedValue(problem(409, 'It is in the list.'));
    const { element, click } = await open(torrentFile());
    await click('Start');
    expect(element.textContent).toContain('This torrent is in the list already');
    await click('Show it');
    expect(navigate).toHaveBeenCalledWith(['/torrents', 'a'.repeat(40)]);
  });

  it('notices before the start that the torrent is in the list', async () => {
    TestBed.inject(DownloadStore).put(buildDownload(1, { id: 'a'.repeat(40) }));
    const { element } = await open(torrentFile());
    expect(element.textContent).toContain('This torrent is in the list already');
  });

  it('goes on with the next file when one is done', async () => {
    const { click } = await open(torrentFile('one.torrent'), torrentFile('two.torrent'));
    await click('Start');
    expect(upload).toHaveBeenCalledTimes(2);
    expect(close).not.toHaveBeenCalled();
  });
});
