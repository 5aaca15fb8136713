import { HttpErrorResponse } from '@angular/common/http';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { BulkResultDto } from '@shared/dto/download.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadApi } from '../api/download-api';
import { AuthSession } from '../auth/auth-session';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { buildDownload } from '../testing/downloads';
import { Notices } from '../ui/notices';
import { RemovalQueue, UNDO_MS } from './removal-queue';

const [one, two, three] = [buildDownload(1), buildDownload(2), buildDownload(3)] as const;
const done = (ids: readonly string[]): BulkResultDto[] => ids.map((id) => ({ id, ok: true }));

describe('RemovalQueue', () => {
  const act = vi.fn<DownloadApi['act']>();
  const error = vi.fn<Notices['error']>();
  const connection = signal<'online' | 'lost'>('online');
  const isSignedIn = signal(true);
  const send = vi.fn<typeof fetch>();
  let signOut: () => Promise<unknown>;
  let queue: RemovalQueue;
  let store: DownloadStore;
  const shown = () => [...store.all()].map(({ id }) => id);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('fetch', send);
    act.mockReset().mockImplementation((ids) => Promise.resolve(done(ids)));
    send.mockReset().mockResolvedValue(new Response('{"results":[]}'));
    error.mockReset();
    connection.set('online');
    isSignedIn.set(true);
    TestBed.configureTestingModule({
      providers: [
        { provide: DownloadApi, useValue: { act, actionsUrl: '/api/downloads/actions' } },
        { provide: LiveSync, useValue: { connection } },
        { provide: Notices, useValue: { error } },
        {
          provide: AuthSession,
          useValue: {
            isSignedIn,
            beforeSignOut: (task: () => Promise<unknown>) => {
              signOut = task;
              return () => undefined;
            },
          },
        },
      ],
    });
    store = TestBed.inject(DownloadStore);
    store.replaceAll([one, two, three]);
    queue = TestBed.inject(RemovalQueue);
    TestBed.tick();
  });
  afterEach(() => {
    TestBed.resetTestingModule();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('takes the rows out of sight at once, and tells the server after ten seconds', async () => {
    queue.add([one, two], false);
    expect(shown()).toEqual([three.id]);
    await vi.advanceTimersByTimeAsync(UNDO_MS - 250);
    expect(act).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(250);
    expect(act).toHaveBeenCalledExactlyOnceWith([one.id, two.id], {
      action: 'remove',
      deleteData: false,
    });
    expect(queue.waiting()).toEqual([]);
    expect(shown()).toEqual([three.id]);
  });

  it('brings them back where it is undone, and says nothing to the server', async () => {
    queue.add([one], true);
    queue.undo();
    expect(shown()).toContain(one.id);
    await vi.advanceTimersByTimeAsync(2 * UNDO_MS);
    expect(act).not.toHaveBeenCalled();
  });

  it('undoes the last of several first, and lets the others take their time', async () => {
    queue.add([one], false);
    await vi.advanceTimersByTimeAsync(UNDO_MS / 2);
    queue.add([two], true);
    queue.undo();
    expect(shown()).toEqual([three.id, two.id]);
    await vi.advanceTimersByTimeAsync(UNDO_MS / 2);
    expect(act.mock.calls.map(([ids]) => ids)).toEqual([[one.id]]);
  });

  it('brings back what the server refuses, with its reason', async () => {
    const detail = 'The disk is not there.';
    act.mockResolvedValue([{ id: one.id, ok: false, code: 'volume-missing', detail }]);
    queue.add([one], true);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(shown()).toContain(one.id);
    expect(error).toHaveBeenCalledWith(`${one.name}: ${detail}`);
  });

  it('brings all back where the call fails', async () => {
    act.mockRejectedValue(
      new HttpErrorResponse({ status: 503, error: { detail: 'The server stops.' } }),
    );
    queue.add([one, two], false);
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(shown()).toHaveLength(3);
    expect(error).toHaveBeenCalledWith('Remove: The server stops.');
  });

  it('lets no time pass while the user is at the notice, or the connection is lost', async () => {
    queue.add([one], false);
    queue.hold(true);
    await vi.advanceTimersByTimeAsync(2 * UNDO_MS);
    queue.hold(false);
    connection.set('lost');
    await vi.advanceTimersByTimeAsync(2 * UNDO_MS);
    expect(act).not.toHaveBeenCalled();
    connection.set('online');
    await vi.advanceTimersByTimeAsync(UNDO_MS);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('tells the server at once when the page goes, by a call that outlives it', async () => {
    queue.add([one], true);
    window.dispatchEvent(new Event('pagehide'));
    await vi.advanceTimersByTimeAsync(2 * UNDO_MS);
    expect(act).not.toHaveBeenCalled();
    expect(send).toHaveBeenCalledTimes(1);
    const [url, init] = send.mock.calls[0]!;
    expect(url).toBe('/api/downloads/actions');
    expect(init).toMatchObject({ method: 'POST', keepalive: true });
    expect(JSON.parse(init!.body as string)).toEqual({
      action: 'remove',
      ids: [one.id],
      deleteData: true,
    });
  });

  it('asks before a page is closed that has more to tell than it may', () => {
    const close = () => {
      const event = new Event('beforeunload', { cancelable: true });
      window.dispatchEvent(event);
      return event.defaultPrevented;
    };
    queue.add([one], false);
    expect(close()).toBe(false);
    queue.add(
      Array.from({ length: 2000 }, (_, index) => buildDownload(index)),
      false,
    );
    expect(close()).toBe(true);
  });

  it('tells the server before the sign-out', async () => {
    queue.add([one], false);
    await signOut();
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('forgets them when the server has ended the session', async () => {
    queue.add([one], false);
    isSignedIn.set(false);
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(2 * UNDO_MS);
    expect(act).not.toHaveBeenCalled();
    expect(queue.waiting()).toEqual([]);
  });
});
