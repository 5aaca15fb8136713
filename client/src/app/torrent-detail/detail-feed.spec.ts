import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { DownloadFileDto } from '@shared/dto/download.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { LIVE_SOCKET } from '../live/live-socket';
import { LiveSync } from '../live/live-sync';
import { FakeSocket } from '../testing/fake-socket';
import { DetailFeed } from './detail-feed';

const buildFile = (index: number, progress = 0): DownloadFileDto => ({
  index,
  path: `file ${index}`,
  bytes: 10,
  completedBytes: progress * 10,
  progress,
  priority: 'normal',
});

describe('DetailFeed', () => {
  let socket: FakeSocket;
  let feed: DetailFeed;
  const connection = signal<'online' | 'lost'>('online');
  const watched = () =>
    socket.sent.filter(({ name }) => name === 'download:watch').map(({ args }) => args[0]);

  async function settle(ms = 0) {
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(ms);
  }

  beforeEach(() => {
    vi.useFakeTimers();
    connection.set('online');
    socket = new FakeSocket();
    const none = () => Promise.resolve([]);
    TestBed.configureTestingModule({
      providers: [
        DetailFeed,
        { provide: LIVE_SOCKET, useValue: socket.asLiveSocket() },
        { provide: LiveSync, useValue: { connection } },
        {
          provide: DownloadApi,
          useValue: {
            files: () => Promise.resolve([buildFile(0), buildFile(1)]),
            peers: none,
            trackers: none,
          },
        },
      ],
    });
    feed = TestBed.inject(DetailFeed);
  });

  afterEach(() => vi.useRealTimers());

  it('watches what the tab on screen shows', async () => {
    feed.follow('one', 'files');
    await settle(1000);
    feed.follow('one', 'pieces');
    await settle(1000);
    expect(watched()).toEqual([
      { id: 'one', tabs: ['files'] },
      { id: 'one', tabs: ['pieces', 'availability'] },
    ]);
  });

  it('follows neither files nor pieces of a magnet before its metadata is there', async () => {
    feed.follow('one', 'files', false);
    await settle(1000);
    feed.follow('one', 'pieces', false);
    await settle(1000);
    feed.follow('one', 'peers', false);
    await settle(1000);
    expect(watched()).toEqual([{ id: 'one', tabs: ['peers'] }]);
    expect(feed.files()).toBeNull();
    feed.follow('one', 'files', false);
    await settle(1000);
    expect(socket.sent.at(-1)?.name).toBe('download:unwatch');
    feed.follow('one', 'files', true);
    await settle(1000);
    expect(feed.files()).toHaveLength(2);
    expect(watched().at(-1)).toEqual({ id: 'one', tabs: ['files'] });
  });

  it('keeps the pieces that the frames tell, and what changes of them', async () => {
    feed.follow('one', 'pieces');
    await settle();
    socket.receive('download:pieces', { id: 'one', gained: [[0, 1]], lost: [] });
    expect(feed.pieces()).toBeNull();
    socket.receive('download:pieces', { id: 'one', count: 12, have: 'wAA=' });
    socket.receive('download:pieces', { id: 'one', gained: [[7, 2]], lost: [[0, 1]] });
    expect(feed.pieces()).toEqual({ count: 12, bits: Uint8Array.of(0b0100_0001, 0b1000_0000) });
  });

  it('stops watching for a tab that follows nothing', async () => {
    feed.follow('one', 'peers');
    await settle(1000);
    feed.follow('one', null);
    await settle(1000);
    expect(socket.sent.at(-1)?.name).toBe('download:unwatch');
  });

  it('asks no more often than the server bears, and then for the last wish', async () => {
    for (const id of ['one', 'two', 'three', 'four']) {
      feed.follow(id, 'peers');
      await settle(100);
    }
    await settle(1000);
    expect(watched()).toEqual([
      { id: 'one', tabs: ['peers'] },
      { id: 'four', tabs: ['peers'] },
    ]);
  });

  it('watches again when the connection is back', async () => {
    feed.follow('one', 'peers');
    await settle(1000);
    connection.set('lost');
    await settle(1000);
    connection.set('online');
    await settle(1000);
    expect(watched()).toHaveLength(2);
  });

  it('reads at once, then takes what the frames change', async () => {
    feed.follow('one', 'files');
    await settle();
    expect(feed.files()).toHaveLength(2);
    const [first] = feed.files() ?? [];
    socket.receive('download:files', { id: 'one', files: [buildFile(0), buildFile(1, 0.5)] });
    await settle(100);
    expect(feed.files()?.[0]).toBe(first);
    expect(feed.files()?.map(({ progress }) => progress)).toEqual([0, 0.5]);
  });

  it('keeps what frames tell of files while all of them are being read', async () => {
    feed.follow('one', 'files');
    TestBed.tick();
    socket.receive('download:files', { id: 'one', files: [buildFile(0, 0.5)] });
    socket.receive('download:files', { id: 'one', files: [buildFile(0, 1)] });
    await settle();
    expect(feed.files()?.map(({ progress }) => progress)).toEqual([1, 0]);
  });

  it('ignores frames of another download', async () => {
    feed.follow('one', 'peers');
    await settle();
    socket.receive('download:peers', { id: 'two', peers: [{}] });
    expect(feed.peers()).toEqual([]);
  });
});
