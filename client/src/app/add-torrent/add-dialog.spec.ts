import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { TorrentApi } from '../api/torrent-api';
import { DownloadStore } from '../live/download-store';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { buildDownload, buildMagnet, buildTorrent } from '../testing/downloads';
import { FakeSocket } from '../testing/fake-socket';
import { Notices } from '../ui/notices';
import { AddDialog } from './add-dialog';
import { AddQueue } from './add-queue';
import type { AddSource } from './add-source';

const info = {
  version: '1',
  defaultDirectory: '/downloads',
  allowedDirectories: ['/downloads'],
  freeBytes: 10_000,
  peerPort: 1,
};
const problem = (status: number, detail: string, code = 'code') =>
  new HttpErrorResponse({ status, error: { detail, code, status } });
/** The link `magnet:N` is of the torrent whose id is N, forty times. */
const magnet = (digit = 'b') => ({ kind: 'magnet', link: `magnet:${digit}` }) as const;
const magnetOf = (link = '') => {
  const id = link.at(-1)!.repeat(40);
  return { ...buildMagnet(), id, name: `Reef ${link.at(-1)}` };
};
const torrentFile = (name = 'album.torrent', size = 10) => new File([new Uint8Array(size)], name);

describe('AddDialog', () => {
  const upload = vi.fn<TorrentApi['upload']>();
  const uploadLink = vi.fn<TorrentApi['uploadLink']>();
  const read = vi.fn<TorrentApi['read']>();
  const forget = vi.fn<TorrentApi['forget']>();
  const start = vi.fn<DownloadApi['start']>();
  const complain = vi.fn<Notices['error']>();
  let socket: FakeSocket;
  const close = vi.fn<(...args: unknown[]) => void>();
  const navigate = vi.fn<(...args: unknown[]) => void>();

  const open = (...files: File[]) =>
    openWith(...files.map((file) => ({ kind: 'file', file }) as const));

  async function openWith(...sources: AddSource[]) {
    const queue = TestBed.inject(AddQueue);
    queue.clear();
    queue.push(sources);
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
    const settle = async () => {
      await fixture.whenStable();
      await fixture.whenStable();
    };
    return { fixture, element, click, queue, settle };
  }

  beforeEach(() => {
    upload.mockReset().mockResolvedValue(buildTorrent());
    uploadLink.mockReset().mockImplementation(({ magnet }) => Promise.resolve(magnetOf(magnet)));
    read.mockReset();
    complain.mockReset();
    forget.mockReset().mockResolvedValue(null);
    socket = new FakeSocket();
    start.mockReset().mockResolvedValue(buildDownload(1));
    close.mockReset();
    navigate.mockReset();
    TestBed.configureTestingModule({
      providers: [
        { provide: LIVE_SOCKET, useValue: socket.asLiveSocket() },
        {
          provide: TorrentApi,
          useValue: { upload, uploadLink, read, forget, info: () => Promise.resolve(info) },
        },
        { provide: DownloadApi, useValue: { start } },
        { provide: LiveSync, useValue: { connection: signal('online') } },
        { provide: MatDialogRef, useValue: { close } },
        {
          provide: Notices,
          useValue: {
            info: vi.fn<(...args: unknown[]) => void>(),
            error: complain,
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
    expect(element.textContent).not.toContain('Try again');
  });

  it('does not send what is too large or no .torrent', async () => {
    await open(torrentFile('notes.txt'));
    await open(torrentFile('large.torrent', 10 * 1024 * 1024 + 1));
    expect(upload).not.toHaveBeenCalled();
  });

  it('offers the download that is there already', async () => {
    start.mockRejectedValue(problem(409, 'It is in the list.', 'download-exists'));
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

  it('asks for links where there is nothing to add, and refuses what is none', async () => {
    const { element, click, queue, settle } = await openWith();
    const field = element.querySelector('textarea')!;
    const type = async (text: string) => {
      field.value = text;
      field.dispatchEvent(new Event('input'));
      await click('Continue');
    };
    await type('the film about reefs');
    expect(element.querySelector('[role=alert]')?.textContent).toContain(
      '\u201cthe\u201d is neither',
    );
    expect(queue.current()).toBeUndefined();
    await type(`magnet:?xt=urn:btih:${'b'.repeat(40)}`);
    await settle();
    expect(uploadLink).toHaveBeenCalledWith({ magnet: `magnet:?xt=urn:btih:${'b'.repeat(40)}` });
    expect(element.querySelector('textarea')).toBeNull();
  });

  it('sends the address of a file to the server', async () => {
    uploadLink.mockResolvedValue(buildTorrent());
    const { element } = await openWith({ kind: 'url', link: 'https://files.example/a.torrent' });
    expect(uploadLink).toHaveBeenCalledWith({ url: 'https://files.example/a.torrent' });
    expect(element.textContent).toContain('3 of 3 files');
  });

  it('shows how the metadata of a magnet comes, and then its files as the link chooses them', async () => {
    const { element, click, settle } = await openWith(magnet());
    const id = 'b'.repeat(40);
    expect(element.textContent).toContain('2 peers found (2 tracker), 1 connected');
    const metadata = {
      ...magnetOf('b').metadata!,
      totalBytes: 2048,
      receivedBytes: 1024,
      givers: 1,
    };
    socket.receive('torrents:progress', [{ id, metadata: { ...metadata, state: 'fetching' } }]);
    await settle();
    expect(element.textContent).toContain('1.00 KiB of 2.00 KiB');
    read.mockResolvedValue(buildTorrent({ id, selectedFiles: [0, 3] }));
    socket.receive('torrent:metadata', { id, torrentId: id, state: 'done', error: null });
    await settle();
    expect(element.textContent).toContain('2 of 3 files');
    await click('Start');
    expect(start.mock.calls[0]?.[0].files).toEqual([{ index: 1, priority: 'skip' }]);
    expect(forget).not.toHaveBeenCalled();
  });

  it('reads the torrent under the id that its metadata gave it', async () => {
    const { settle } = await openWith(magnet());
    const [id, torrentId] = ['b'.repeat(40), 'c'.repeat(40)];
    read.mockResolvedValue(buildTorrent({ id: torrentId }));
    socket.receive('torrent:metadata', { id, torrentId, state: 'done', error: null });
    await settle();
    expect(read).toHaveBeenCalledWith(torrentId);
  });

  it('starts a magnet without waiting, and then says nothing of files', async () => {
    const { click } = await openWith(magnet());
    await click('Start without waiting');
    expect(start).toHaveBeenCalledWith({
      torrentId: 'b'.repeat(40),
      directory: '/downloads',
      paused: false,
      sequential: false,
    });
  });

  it('says why the metadata cannot be taken, and tries again', async () => {
    const { element, click, settle } = await openWith(magnet());
    const id = 'b'.repeat(40);
    const failed = magnetOf('b');
    const error = { code: 'bad-metadata', message: 'It has v2 data alone.' } as const;
    read.mockResolvedValue({
      ...failed,
      metadata: { ...failed.metadata!, state: 'failed', error },
    });
    socket.receive('torrent:metadata', { id, torrentId: id, state: 'failed', error });
    await settle();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('It has v2 data alone.');
    expect(element.querySelector('.primary')).toBeNull();
    await click('Try again');
    expect(uploadLink).toHaveBeenCalledTimes(2);
    expect(element.querySelector('[role=alert]')).toBeNull();
  });

  it('asks anew for a magnet that the server has forgotten', async () => {
    const { element, click, settle } = await openWith(magnet());
    const id = 'b'.repeat(40);
    read.mockRejectedValue(problem(404, 'There is no such torrent.'));
    socket.receive('torrent:metadata', { id, torrentId: id, state: 'done', error: null });
    await settle();
    expect(element.querySelector('[role=alert]')?.textContent).toContain('no such torrent');
    await click('Try again');
    expect(uploadLink).toHaveBeenCalledTimes(2);
  });

  it('forgets the magnets that were not started when it closes', async () => {
    const { fixture, settle } = await openWith(magnet('b'), magnet('c'));
    fixture.destroy();
    await settle();
    expect(forget.mock.calls.map(([id]) => id)).toEqual(['b'.repeat(40), 'c'.repeat(40)]);
  });

  it('asks for the metadata of magnets before their turn', async () => {
    const { click } = await openWith(magnet('b'), magnet('c'));
    expect(uploadLink).toHaveBeenCalledTimes(2);
    read.mockResolvedValue(magnetOf('c'));
    await click('Skip this one');
    expect(uploadLink).toHaveBeenCalledTimes(2);
    expect(forget).toHaveBeenCalledWith('b'.repeat(40));
  });

  it('starts all at once, and keeps what fails', async () => {
    start.mockImplementation(({ torrentId }) =>
      torrentId.startsWith('c')
        ? Promise.reject(problem(507, 'The disk is full.'))
        : Promise.resolve(buildDownload(1)),
    );
    const { element, click, queue, settle } = await openWith(magnet('b'), magnet('c'), magnet('d'));
    read.mockResolvedValue(magnetOf('c'));
    await click('Start all 3');
    await settle();
    expect(start).toHaveBeenCalledTimes(3);
    expect(queue.sources()).toEqual([magnet('c')]);
    expect(element.querySelector('h2')?.textContent).toBe('Reef c');
    expect(complain).toHaveBeenCalledWith('Added 2 of 3 torrents. Reef c: The disk is full.');
  });
});
