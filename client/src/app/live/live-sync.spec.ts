import { TestBed } from '@angular/core/testing';
import type { DownloadDto, DownloadListDto } from '@shared/dto/download.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TorrentApi } from '../api/torrent-api';
import { AuthSession } from '../auth/auth-session';
import { buildDownload } from '../testing/downloads';
import { FakeSocket } from '../testing/fake-socket';
import { Notices } from '../ui/notices';
import { DownloadStore } from './download-store';
import { SCHEDULE_FRAME } from './frame-scheduler';
import { ListReader, type WholeList } from './list-reader';
import { LIVE_SOCKET } from './live-socket';
import { LiveSync } from './live-sync';

const stats = {
  downloadRate: 0,
  uploadRate: 0,
  downloads: 0,
  activeDownloads: 0,
  peers: 0,
  peerPort: null,
  peerCloses: {},
  alternativeLimits: false,
  dhtNodes: null,
  reachedFromOutside: false,
};
const at = (sequence: number, boot = 'first') => ({ boot, sequence });
const one = buildDownload(1);
const two = buildDownload(2);

describe('LiveSync', () => {
  let socket: FakeSocket;
  let store: DownloadStore;
  let sync: LiveSync;
  let answers: ((list: WholeList | Error) => void)[];
  const list = vi.fn<() => Promise<WholeList>>();
  const firstScreen = vi.fn<() => Promise<DownloadListDto>>();
  const check = vi.fn<() => Promise<void>>();

  /** The server answers the oldest open request for the list. */
  async function answer(items: DownloadDto[], sequence: number) {
    answers.shift()?.({ items, position: at(sequence) });
    await vi.advanceTimersByTimeAsync(0);
  }

  function hello(sequence: number, { boot = 'first', resumed = false } = {}) {
    socket.receive('session:hello', {
      position: at(sequence, boot),
      ratesPlace: 0,
      stats,
      resumed,
    });
  }

  function configure() {
    socket = new FakeSocket();
    TestBed.configureTestingModule({
      providers: [
        { provide: LIVE_SOCKET, useValue: socket.asLiveSocket() },
        { provide: ListReader, useValue: { whole: list, firstScreen } },
        { provide: AuthSession, useValue: { check } },
        { provide: TorrentApi, useValue: { info: () => Promise.reject(new Error('none')) } },
        {
          provide: Notices,
          useValue: {
            info: vi.fn<(...args: unknown[]) => void>(),
            error: vi.fn<(...args: unknown[]) => void>(),
          },
        },
        { provide: SCHEDULE_FRAME, useValue: (callback: () => void) => callback() },
      ],
    });
    store = TestBed.inject(DownloadStore);
    sync = TestBed.inject(LiveSync);
    sync.start();
  }

  beforeEach(() => {
    vi.useFakeTimers();
    answers = [];
    check.mockReset().mockResolvedValue();
    firstScreen.mockReset().mockRejectedValue(new Error('none'));
    list.mockReset().mockImplementation(
      () =>
        new Promise((resolve, reject) => {
          answers.push((result) => (result instanceof Error ? reject(result) : resolve(result)));
        }),
    );
    configure();
    hello(0);
  });

  afterEach(() => vi.useRealTimers());

  it('is live when the list is there that it asked for when the stream began', async () => {
    expect(sync.phase()).toBe('loading');
    expect(sync.isLive()).toBe(false);
    await answer([one], 1);
    expect(sync.phase()).toBe('ready');
    expect(sync.isLive()).toBe(true);
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('applies facts that follow the snapshot and ignores those that it holds', async () => {
    await answer([one], 5);
    socket.receive('download:removed', { id: one.id, deletedData: false, position: at(4) });
    socket.receive('download:added', { download: two, position: at(6) });
    expect(store.counts().all).toBe(2);
  });

  it('takes over what the user changed elsewhere, and needs no new list for it', async () => {
    await answer([one], 1);
    socket.receive('download:updated', { download: { ...one, tags: ['film'] }, position: at(2) });
    socket.receive('download:added', { download: two, position: at(3) });
    expect(store.row(one.id)?.tags).toEqual(['film']);
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('keeps facts that arrive while the list loads and applies the newer ones', async () => {
    socket.receive('download:removed', { id: one.id, deletedData: false, position: at(5) });
    socket.receive('download:removed', { id: two.id, deletedData: false, position: at(6) });
    await answer([one, two], 5);
    expect(store.row(one.id)).toBeDefined();
    expect(store.row(two.id)).toBeUndefined();
  });

  it('applies rates that arrive while the list loads', async () => {
    socket.receive('downloads:progress', [{ id: one.id, downloadRate: 77 }]);
    await answer([one], 1);
    expect(store.row(one.id)?.downloadRate).toBe(77);
  });

  it('reads the list again when facts are missing', async () => {
    await answer([one], 1);
    socket.receive('download:added', { download: two, position: at(3) });
    expect(list).toHaveBeenCalledTimes(2);
    await answer([one, two], 3);
    expect(store.counts().all).toBe(2);
  });

  it('reads the list again when the stream began while it was under way', async () => {
    socket.receive('disconnect', 'transport close');
    hello(9);
    await answer([one], 8);
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('reads the list again where the server does not know what was missed', async () => {
    await answer([one], 5);
    socket.receive('disconnect', 'transport close');
    hello(5, { boot: 'second' });
    expect(list).toHaveBeenCalledTimes(2);
  });

  it('reads the list again when it was too slow for the facts', async () => {
    await answer([one], 5);
    socket.receive('session:reload', { position: at(50), ratesPlace: 7 });
    expect(list).toHaveBeenCalledTimes(2);
    await answer([two], 50);
    expect(store.row(two.id)).toBeDefined();
    expect(socket.handshake).toEqual({ position: at(50), ratesPlace: 7 });
  });

  it('keeps its rows through a lost connection and goes on where it was', async () => {
    await answer([one], 1);
    socket.receive('session:stats', { ...stats, ratesPlace: 40 });
    socket.receive('disconnect', 'transport close');
    expect(sync.connection()).toBe('lost');
    expect(sync.phase()).toBe('ready');
    expect(store.row(one.id)).toBeDefined();
    expect(socket.handshake).toEqual({ position: at(1), ratesPlace: 40 });
    hello(1, { resumed: true });
    socket.receive('download:added', { download: two, position: at(2) });
    expect(sync.connection()).toBe('online');
    expect(store.counts().all).toBe(2);
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('does not offer to go on from a list that it could not read', async () => {
    await answer([one], 1);
    socket.receive('session:reload', { position: at(50), ratesPlace: 7 });
    answers.shift()?.(new Error('no'));
    await vi.advanceTimersByTimeAsync(0);
    expect(socket.handshake).toEqual({});
  });

  it('shows the list where there is no stream', async () => {
    TestBed.resetTestingModule();
    list.mockClear();
    configure();
    expect(list).not.toHaveBeenCalled();
    socket.receive('connect_error', new Error('no'));
    expect(list).toHaveBeenCalledTimes(1);
  });

  it('tells why the list failed and tries again by itself', async () => {
    answers.shift()?.(new Error('no'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sync.phase()).toBe('failed');
    await vi.advanceTimersByTimeAsync(3000);
    expect(list).toHaveBeenCalledTimes(2);
    await answer([one], 1);
    expect(sync.phase()).toBe('ready');
  });

  describe('before the whole list is there', () => {
    beforeEach(async () => {
      sync.stop();
      answers = [];
      firstScreen.mockResolvedValue({ items: [two], total: 2, position: at(1) });
      sync.start();
      hello(1);
      await vi.advanceTimersByTimeAsync(0);
    });

    it('shows the first screen of it, and how many there will be', async () => {
      expect(sync.phase()).toBe('ready');
      expect(sync.awaited()).toBe(2);
      expect(store.counts().all).toBe(1);
      await answer([one, two], 1);
      expect(sync.awaited()).toBeNull();
      expect(store.counts().all).toBe(2);
    });

    it('lets what is there move, and is true once the rest came', async () => {
      socket.receive('downloads:progress', [{ id: two.id, downloadRate: 5 }]);
      socket.receive('download:removed', { id: two.id, deletedData: false, position: at(2) });
      expect(store.row(two.id)?.downloadRate).toBe(5);
      await answer([one, two], 1);
      expect(store.row(two.id)).toBeUndefined();
    });

    it('offers no place to go on from', () => {
      expect(socket.handshake).toEqual({});
    });
  });

  it('shows no first screen that comes after the whole list', async () => {
    sync.stop();
    answers = [];
    let show: (list: DownloadListDto) => void = () => undefined;
    firstScreen.mockReturnValue(new Promise((resolve) => (show = resolve)));
    sync.start();
    hello(1);
    await answer([one], 1);
    show({ items: [two], total: 2, position: at(0) });
    await vi.advanceTimersByTimeAsync(0);
    expect(store.row(two.id)).toBeUndefined();
    expect(sync.awaited()).toBeNull();
  });

  it('stops the rates of a download that comes to rest', async () => {
    await answer([buildDownload(1, { downloadRate: 5, etaSeconds: 9 })], 1);
    const fact = { id: one.id, state: 'paused', previous: 'downloading', error: null, progress: 0 };
    socket.receive('download:state', { ...fact, position: at(2) });
    expect(store.row(one.id)).toMatchObject({ state: 'paused', downloadRate: 0, etaSeconds: null });
  });

  it.each(['connect_error', 'disconnect'])('asks whether the session holds at %s', (event) => {
    socket.receive(event, 'transport close');
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('comes back where the server closed the stream, which Socket.IO does not by itself', () => {
    socket.disconnect();
    socket.receive('disconnect', 'io server disconnect');
    expect(socket.connected).toBe(true);
  });

  it('forgets everything and leaves the stream when it stops', async () => {
    await answer([one], 1);
    hello(1);
    sync.stop();
    socket.receive('disconnect', 'io client disconnect');
    expect(socket.connected).toBe(false);
    expect(store.counts().all).toBe(0);
    expect(sync.phase()).toBe('loading');
    expect(sync.connection()).toBe('connecting');
    expect(check).not.toHaveBeenCalled();
  });

  it('takes no list that was asked for before it stopped', async () => {
    sync.stop();
    sync.start();
    hello(1);
    await answer([one], 1);
    expect(store.counts().all).toBe(0);
    await answer([two], 1);
    expect(store.row(two.id)).toBeDefined();
  });
});
