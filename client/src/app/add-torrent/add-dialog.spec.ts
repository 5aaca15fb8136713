import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { LabelApi } from '../api/label-api';
import { TorrentApi } from '../api/torrent-api';
import { VolumeApi } from '../api/volume-api';
import { DownloadStore } from '../live/download-store';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { buildDownload, buildMagnet, buildTorrent } from '../testing/downloads';
import { FakeSocket } from '../testing/fake-socket';
import { Notices } from '../ui/notices';
import { AddDialog } from './add-dialog';
import { AddItems } from './add-items';
import { AddPreferences } from './add-preferences';
import { AddQueue } from './add-queue';
import type { AddSource } from './add-source';

const volumes = {
  items: [
    {
      path: '/downloads',
      isDefault: true,
      state: 'there',
      freeBytes: 10_000,
      totalBytes: 20_000,
      downloads: 0,
      usedBytes: 0,
    },
  ],
};
const films = {
  name: 'films',
  downloads: 0,
  directory: '/downloads/films',
  sequential: true,
  firstLastPieces: false,
  downloadLimit: null,
  uploadLimit: null,
  tags: ['video'],
};
/** What a start says where nobody chose anything. */
const PLAIN_START = {
  paused: false,
  forceStart: false,
  sequential: false,
  firstLastPieces: false,
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
  const moveInQueue = vi.fn<DownloadApi['moveInQueue']>();
  const complain = vi.fn<Notices['error']>();
  const inform = vi.fn<Notices['info']>();
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
    const settle = async () => {
      await fixture.whenStable();
      await fixture.whenStable();
    };
    await settle();
    const element = fixture.nativeElement as HTMLElement;
    const button = (text: string) =>
      [...element.querySelectorAll('button')].find((each) => each.textContent.trim() === text);
    const click = async (text: string) => {
      button(text)?.click();
      await settle();
    };
    const text = () => element.textContent.replaceAll(/\s+/g, ' ');
    const items = fixture.debugElement.injector.get(AddItems);
    return { fixture, element, button, click, queue, settle, text, items };
  }

  beforeEach(() => {
    localStorage.clear();
    for (const call of [read, complain, inform, close, navigate]) call.mockReset();
    upload.mockReset().mockResolvedValue(buildTorrent());
    uploadLink.mockReset().mockImplementation(({ magnet }) => Promise.resolve(magnetOf(magnet)));
    forget.mockReset().mockResolvedValue(null);
    moveInQueue.mockReset().mockResolvedValue(null);
    start
      .mockReset()
      .mockImplementation(({ torrentId }) => Promise.resolve(buildDownload(1, { id: torrentId })));
    socket = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [
        { provide: LIVE_SOCKET, useValue: socket.asLiveSocket() },
        { provide: TorrentApi, useValue: { upload, uploadLink, read, forget } },
        { provide: DownloadApi, useValue: { start, moveInQueue } },
        { provide: VolumeApi, useValue: { list: () => Promise.resolve(volumes) } },
        {
          provide: LabelApi,
          useValue: {
            categories: () => Promise.resolve([films]),
            tags: () => Promise.resolve([{ name: 'video', downloads: 1 }]),
          },
        },
        { provide: LiveSync, useValue: { connection: signal('online') } },
        { provide: MatDialogRef, useValue: { close } },
        { provide: Notices, useValue: { info: inform, error: complain } },
        { provide: Router, useValue: { navigate } },
      ],
    });
    TestBed.inject(AddPreferences).resetChoices();
  });

  it('shows what the file describes and starts nothing by itself', async () => {
    const { text } = await open(torrentFile());
    expect(text()).toContain('Album');
    expect(text()).toContain('3 of 3 files, 600 B');
    expect(text()).toContain('9.77 KiB free, 9.18 KiB after this');
    expect(start).not.toHaveBeenCalled();
  });

  it('starts where the server wants it, without what is not chosen', async () => {
    const { items, click } = await open(torrentFile());
    items.all()[0]!.prioritize({ files: [0], priority: 'skip' });
    items.all()[0]!.prioritize({ files: [3], priority: 'high' });
    await click('Add');
    expect(start).toHaveBeenCalledWith({
      torrentId: 'a'.repeat(40),
      ...PLAIN_START,
      files: [
        { index: 0, priority: 'skip' },
        { index: 3, priority: 'high' },
      ],
    });
    expect(close).toHaveBeenCalled();
  });

  it('cannot start while no file is chosen', async () => {
    const { click, button, text } = await open(torrentFile());
    await click('None');
    expect(button('Add')?.disabled).toBe(true);
    expect(text()).toContain('Choose at least one file.');
  });

  it('names the file and the reason when the server refuses it', async () => {
    upload.mockRejectedValue(problem(422, 'The info dictionary has no pieces.'));
    const { element, text } = await open(torrentFile('broken.torrent'));
    expect(element.querySelector('[role=alert]')?.textContent).toContain('broken.torrent');
    expect(text()).toContain('The info dictionary has no pieces.');
    expect(text()).not.toContain('Try again');
  });

  it('does not send what is too large or no .torrent', async () => {
    await open(torrentFile('notes.txt'));
    await open(torrentFile('large.torrent', 10 * 1024 * 1024 + 1));
    expect(upload).not.toHaveBeenCalled();
  });

  it('offers the download that is there already', async () => {
    start.mockRejectedValue(problem(409, 'It is in the list.', 'download-exists'));
    const { text, click } = await open(torrentFile());
    await click('Add');
    expect(text()).toContain('This torrent is in the list already');
    await click('Show it');
    expect(navigate).toHaveBeenCalledWith(['/torrents', 'a'.repeat(40)]);
    expect(close).toHaveBeenCalled();
  });

  it('notices before the start that the torrent is in the list', async () => {
    TestBed.inject(DownloadStore).put(buildDownload(1, { id: 'a'.repeat(40) }));
    const { text, button } = await open(torrentFile());
    expect(text()).toContain('This torrent is in the list already');
    expect(button('Add')).toBeUndefined();
  });

  it('reads all that is there at once, and goes on with the next when one is added', async () => {
    const { click, text } = await open(torrentFile('one.torrent'), torrentFile('two.torrent'));
    expect(upload).toHaveBeenCalledTimes(2);
    expect(text()).toContain('Add 2 torrents');
    await click('Add this one');
    expect(start).toHaveBeenCalledTimes(1);
    expect(close).not.toHaveBeenCalled();
  });

  it('takes what the category says of its downloads, and all of it is told', async () => {
    const { element, click, settle, text } = await open(torrentFile());
    const field = element.querySelector<HTMLInputElement>('#add-category')!;
    field.value = 'films';
    field.dispatchEvent(new Event('change'));
    await settle();
    expect(text()).toContain('video');
    await click('Add');
    expect(start.mock.calls[0]?.[0]).toMatchObject({
      category: 'films',
      directory: '/downloads/films',
      sequential: true,
      tags: ['video'],
    });
  });

  it('remembers the choices, until they are reset', async () => {
    TestBed.inject(AddPreferences).keepChoices({
      directory: '/downloads/new',
      category: null,
      tags: ['kept'],
      mode: 'paused',
      sequential: false,
      firstLastPieces: true,
    });
    const { click } = await open(torrentFile('one.torrent'), torrentFile('two.torrent'));
    await click('Add this one');
    expect(start.mock.calls[0]?.[0]).toMatchObject({
      directory: '/downloads/new',
      tags: ['kept'],
      paused: true,
      firstLastPieces: true,
    });
    await click('Reset to defaults');
    await click('Add');
    expect(start.mock.calls[1]?.[0]).toMatchObject(PLAIN_START);
    expect(start.mock.calls[1]?.[0].tags).toBeUndefined();
  });

  it('gives one of many options of its own', async () => {
    const { element, click, settle, items } = await openWith(magnet('b'), magnet('c'));
    element.querySelector<HTMLInputElement>('.head .switch input')!.click();
    await settle();
    items.all()[0]!.ownChoices.update((choices) => ({ ...choices!, mode: 'paused' }));
    await click('Add all 2');
    expect(start.mock.calls.map(([request]) => request.paused)).toEqual([true, false]);
  });

  it('puts them at the top of the queue in the order that they stand in', async () => {
    TestBed.inject(AddPreferences).keepChoices({
      directory: '',
      category: null,
      tags: [],
      mode: 'top',
      sequential: false,
      firstLastPieces: false,
    });
    const { click } = await openWith(magnet('b'), magnet('c'));
    await click('Add all 2');
    expect(moveInQueue).toHaveBeenCalledWith(['b'.repeat(40), 'c'.repeat(40)], 'top');
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
    expect(queue.sources()).toEqual([]);
    await type(`magnet:?xt=urn:btih:${'b'.repeat(40)}`);
    await settle();
    expect(uploadLink).toHaveBeenCalledWith({ magnet: `magnet:?xt=urn:btih:${'b'.repeat(40)}` });
    expect(element.querySelector('textarea')).toBeNull();
  });

  it('sends the address of a file to the server', async () => {
    uploadLink.mockResolvedValue(buildTorrent());
    const { text } = await openWith({ kind: 'url', link: 'https://files.example/a.torrent' });
    expect(uploadLink).toHaveBeenCalledWith({ url: 'https://files.example/a.torrent' });
    expect(text()).toContain('3 of 3 files');
  });

  it('shows how the metadata of a magnet comes, and then its files as the link chooses them', async () => {
    const { text, click, settle } = await openWith(magnet());
    const id = 'b'.repeat(40);
    expect(text()).toContain('2 peers found (2 tracker), 1 connected');
    const metadata = {
      ...magnetOf('b').metadata!,
      totalBytes: 2048,
      receivedBytes: 1024,
      givers: 1,
    };
    socket.receive('torrents:progress', [{ id, metadata: { ...metadata, state: 'fetching' } }]);
    await settle();
    expect(text()).toContain('1.00 KiB of 2.00 KiB');
    read.mockResolvedValue(buildTorrent({ id, selectedFiles: [0, 3] }));
    socket.receive('torrent:metadata', { id, torrentId: id, state: 'done', error: null });
    await settle();
    expect(text()).toContain('2 of 3 files');
    await click('Add');
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
    await click('Add without waiting');
    expect(start).toHaveBeenCalledWith({ torrentId: 'b'.repeat(40), ...PLAIN_START });
  });

  it('says why the metadata cannot be taken, and tries again', async () => {
    const { element, button, click, settle } = await openWith(magnet());
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
    expect(button('Add without waiting')).toBeUndefined();
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

  it('forgets a magnet that is left out', async () => {
    const { queue, settle, items } = await openWith(magnet('b'), magnet('c'));
    queue.drop(items.all()[0]!.source);
    await settle();
    expect(forget.mock.calls.map(([id]) => id)).toEqual(['b'.repeat(40)]);
    expect(items.all()).toHaveLength(1);
  });

  it('adds all at once, and keeps what fails', async () => {
    start.mockImplementation(({ torrentId }) =>
      torrentId.startsWith('c')
        ? Promise.reject(problem(507, 'The disk is full.'))
        : Promise.resolve(buildDownload(1)),
    );
    const { element, click, queue } = await openWith(magnet('b'), magnet('c'), magnet('d'));
    await click('Add all 3');
    expect(start).toHaveBeenCalledTimes(3);
    expect(queue.sources()).toEqual([magnet('c')]);
    expect(element.querySelector('h2')?.textContent.trim()).toBe('Reef c');
    expect(complain).toHaveBeenCalledWith('Added 2 of 3 torrents. Reef c: The disk is full.');
  });

  it('leaves out of many what is there already, and says so', async () => {
    TestBed.inject(DownloadStore).put(buildDownload(1, { id: 'b'.repeat(40) }));
    const { click, text, items } = await openWith(magnet('b'), magnet('c'), magnet('d'));
    expect(items.all().map((item) => item.state())).toEqual(['there', 'metadata', 'metadata']);
    expect(text()).toContain('Show the one in the list already');
    await click('Add all 2');
    expect(start).toHaveBeenCalledTimes(2);
    expect(inform.mock.calls[0]?.[0]).toBe('Added 2 torrents.');
  });
});
