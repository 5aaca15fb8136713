/**
 * Trackers that lead inside, and HTTP that is broken on purpose. Whether a service inside was reached is counted by
 * a listener, not believed.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../server/src/engine/core/random.ts';
import { AddressRanges } from '../../server/src/engine/net/address-ranges.ts';
import { createHostLookup } from '../../server/src/engine/net/host-lookup.ts';
import { FakeClock } from '../../server/src/engine/testing/fake-clock.ts';
import {
  DEFAULT_ANNOUNCE_INTERVALS,
  nextAnnounceMs,
} from '../../server/src/engine/tracker/announce-intervals.ts';
import { HttpTracker } from '../../server/src/engine/tracker/http-tracker.ts';
import { INSIDE_FORMS, INSIDE_NAMES } from '../support/inside-addresses.ts';
import { TrackerError } from '../../server/src/engine/tracker/tracker-error.ts';
import type { AnnounceRequest } from '../../server/src/engine/tracker/tracker-transport.ts';

let server: Server;
let connections: number;
let speak: (socket: Socket) => void;

beforeEach(async () => {
  connections = 0;
  speak = (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nde');
  server = createServer((socket) => {
    connections++;
    socket.on('error', () => {});
    socket.once('data', () => speak(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => server.close());

function port(): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function tracker(names: Record<string, string[][]> = INSIDE_NAMES): HttpTracker {
  const resolve = createHostLookup(new FakeClock(), async (host) => {
    const answers = names[host.toLowerCase()];
    const answer = (answers?.length ?? 0) > 1 ? answers!.shift() : answers?.[0];
    if (answer === undefined) throw Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    return answer.map((address) => ({ address }));
  });
  return new HttpTracker({
    resolve,
    localAddress: null,
    openNetworks: new AddressRanges(),
    acceptSelfSigned: false,
    userAgent: 'test',
  });
}

function requestTo(url: string): AnnounceRequest {
  return {
    url: new URL(url.replace('PORT', String(port()))),
    infoHash: new Uint8Array(20),
    peerId: new Uint8Array(20),
    port: 1,
    uploaded: 0,
    downloaded: 0,
    left: 0,
    event: null,
    numWanted: 0,
    key: 0,
    trackerId: null,
  };
}

async function refusalOf(url: string, names?: Record<string, string[][]>): Promise<string> {
  try {
    await tracker(names).announce(requestTo(url), AbortSignal.timeout(10_000));
    return 'answered';
  } catch (error) {
    if (error instanceof TrackerError) return error.code;
    throw error;
  }
}

describe('a tracker that is inside', () => {
  it.each(INSIDE_FORMS)('is not reached by %s', async (form) => {
    expect(await refusalOf(form)).toMatch(/refused-address|dns/);
    expect(connections).toBe(0);
  });

  it('is reached where it is one, on this machine and by the path of a tracker', async () => {
    expect(await refusalOf('http://127.0.0.1:PORT/announce')).toBe('answered');
    expect(await refusalOf('http://loopback.test:PORT/announce')).toBe('answered');
    expect(connections).toBe(2);
  });

  it.each(['file:///etc/passwd', 'ftp://a.test/announce', 'gopher://127.0.0.1:PORT/announce'])(
    'is not reached by a redirect to %s',
    async (location) => {
      const target = location.replace('PORT', String(port()));
      speak = (socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: ${target}\r\n\r\n`);
      expect(await refusalOf('http://127.0.0.1:PORT/announce')).toBe('refused-address');
      expect(connections).toBe(1);
    },
  );

  it('is not reached by a redirect to another name of it, off the path of a tracker', async () => {
    const location = `http://loopback.test:${port()}/api/settings`;
    speak = (socket) => socket.end(`HTTP/1.1 302 Found\r\nLocation: ${location}\r\n\r\n`);
    expect(await refusalOf('http://127.0.0.1:PORT/announce')).toBe('refused-address');
    expect(connections).toBe(1);
  });

  it('is not reached by a name that answers otherwise when it is asked again', async () => {
    // The first answer is checked and connected to; the second, which leads inside, is asked for by nobody.
    const names = { 'flips.test': [['127.0.0.1'], ['169.254.169.254']] };
    expect(await refusalOf('http://flips.test:PORT/announce', names)).toBe('answered');
    const other = { 'flips.test': [['169.254.169.254'], ['127.0.0.1']] };
    expect(await refusalOf('http://flips.test:PORT/announce', other)).toBe('refused-address');
    expect(connections).toBe(1);
  });

  it('is not reached by the other address of a name that has two', async () => {
    const names = { 'two.test': [['169.254.169.254', '127.0.0.1']] };
    expect(await refusalOf('http://two.test:PORT/x', names)).toBe('refused-address');
    expect(connections).toBe(0);
  });
});

describe('a tracker that speaks broken HTTP', () => {
  const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  it.each([
    ['a chunk of negative length', `${chunked}-2\r\nde\r\n0\r\n\r\n`],
    ['a chunk of 2^64 bytes', `${chunked}ffffffffffffffff\r\nde\r\n0\r\n\r\n`],
    ['a chunk of 2^32 bytes that ends early', `${chunked}100000000\r\nde`],
    ['a chunk length that is no number', `${chunked}xyz\r\nde\r\n0\r\n\r\n`],
    ['a chunk length of a million digits', `${chunked}${'0'.repeat(1_000_000)}2\r\nde\r\n`],
    ['a chunk that is longer than it says', `${chunked}1\r\nde\r\n0\r\n\r\n`],
    ['no last chunk', `${chunked}2\r\nde\r\n`],
    ['a chunk extension of 100 KiB', `${chunked}2;${'x'.repeat(102_400)}\r\nde\r\n0\r\n\r\n`],
    ['a negative length', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nde'],
    ['a length of 2^64', 'HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551616\r\n\r\nde'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 2x\r\n\r\nde'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nde'],
    ['a length and chunks', `${chunked.slice(0, -2)}Content-Length: 2\r\n\r\nde`],
    ['a body that is shorter than it says', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nde'],
    ['a status that is none', 'HTTP/1.1 2x0 OK\r\n\r\nde'],
    ['a version that is none', 'HTTP/x.y 200 OK\r\n\r\nde'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\nde'],
    ['a NUL in a header', 'HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\nde'],
    ['endless headers', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(50_000)}\r\nde`],
  ])('fails with an error of its own: %s', async (_what, answer) => {
    speak = (socket) => socket.end(answer);
    expect(await refusalOf('http://127.0.0.1:PORT/announce')).toMatch(
      /bad-reply|connection|too-large/,
    );
  });

  it('is told in words that hold nothing of what it sent', async () => {
    speak = (socket) => socket.end('HTTP/1.1 <script>alert(1)</script>\r\n\r\n');
    const announcing = tracker().announce(
      requestTo('http://127.0.0.1:PORT/announce'),
      AbortSignal.timeout(10_000),
    );
    await expect(announcing).rejects.toThrow(/^The tracker does not speak HTTP$/);
  });
});

describe('an interval', () => {
  it.each([0, -1, 1, 2 ** 31, 2 ** 31 - 1, -(2 ** 31), 2 ** 53 - 1])(
    'of %s seconds is between five minutes and a day',
    (intervalSeconds) => {
      for (const minIntervalSeconds of [null, 0, -1, 2 ** 31, intervalSeconds]) {
        const said = { intervalSeconds, minIntervalSeconds };
        const ms = nextAnnounceMs(said, DEFAULT_ANNOUNCE_INTERVALS, seededRandom(1));
        expect(ms).toBeGreaterThanOrEqual(5 * 60_000);
        expect(ms).toBeLessThanOrEqual(24 * 60 * 60_000);
      }
    },
  );
});
