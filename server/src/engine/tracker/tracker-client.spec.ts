import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { AnnounceCounts } from './announce-counts.ts';
import { AnnounceQueue } from './announce-queue.ts';
import { parseTrackerUrl, TrackerClient } from './tracker-client.ts';
import type { AnnounceRequest, TrackerTransport } from './tracker-transport.ts';

const request = { url: new URL('http://t.example/announce') } as AnnounceRequest;
const wanted = { deadlineMs: 30_000, signal: new AbortController().signal };
const deaf: TrackerTransport = { announce: () => new Promise(() => {}) };

/** What the work fails with; attached at once, as time is moved before it is looked at. */
const errorOf = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('TrackerClient', () => {
  it('ends by the deadline even where the transport does not listen', async () => {
    const clock = new FakeClock();
    const client = new TrackerClient({
      clock,
      queue: new AnnounceQueue(),
      counts: new AnnounceCounts(),
      http: deaf,
      udp: deaf,
    });
    const failing = errorOf(client.announce(request, wanted));
    await clock.advanceAsync(30_000);
    expect(await failing).toMatchObject({ code: 'timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('counts the deadline from when the announce leaves the queue', async () => {
    const clock = new FakeClock();
    const queue = new AnnounceQueue(1);
    const client = new TrackerClient({
      clock,
      queue,
      counts: new AnnounceCounts(),
      http: deaf,
      udp: deaf,
    });
    const first = errorOf(client.announce(request, wanted));
    const second = errorOf(client.announce(request, wanted));
    await clock.advanceAsync(30_000);
    expect(await first).toMatchObject({ code: 'timeout' });
    expect(queue.running).toBe(1);
    await clock.advanceAsync(30_000);
    expect(await second).toMatchObject({ code: 'timeout' });
    expect(queue.running).toBe(0);
  });

  it('ends what runs and what waits when it is closed, and takes nothing more', async () => {
    const queue = new AnnounceQueue(1);
    const client = new TrackerClient({
      clock: new FakeClock(),
      queue,
      counts: new AnnounceCounts(),
      http: deaf,
      udp: deaf,
    });
    const results = [client.announce(request, wanted), client.announce(request, wanted)];
    client.close();
    for (const result of await Promise.allSettled(results)) expect(result.status).toBe('rejected');
    await expect(client.announce(request, wanted)).rejects.toMatchObject({ code: 'connection' });
    expect(queue.running).toBe(0);
  });

  it('turns any error of a transport into a TrackerError', async () => {
    const http = { announce: () => Promise.reject(new Error('surprise')) };
    const client = new TrackerClient({
      clock: new FakeClock(),
      queue: new AnnounceQueue(),
      counts: new AnnounceCounts(),
      http,
      udp: deaf,
    });
    await expect(client.announce(request, wanted)).rejects.toMatchObject({ code: 'connection' });
  });
});

describe('parseTrackerUrl', () => {
  it.each([
    ['http://t.example/announce', 'http://t.example/announce'],
    ['HTTPS://T.Example:8443/a?b', 'https://t.example:8443/a?b'],
    ['udp://T.Example:6969/announce', 'udp://t.example:6969/announce'],
    ['udp://0x7f.1:6969/announce', 'udp://127.0.0.1:6969/announce'],
    ['udp://[::1]:6969', 'udp://[::1]:6969/'],
    ['udp://b\u00fccher.example:1', 'udp://xn--bcher-kva.example:1/'],
  ])('reads %s as %s', (text, href) => {
    expect(parseTrackerUrl(text).href).toBe(href);
  });

  it.each([
    'wss://t.example',
    'file:///etc/passwd',
    'gopher://x/announce',
    'http://',
    'http:',
    'x',
    '',
  ])('refuses %j', (text) => {
    expect(() => parseTrackerUrl(text)).toThrow(
      expect.objectContaining({ code: 'unsupported-scheme' }),
    );
  });
});
