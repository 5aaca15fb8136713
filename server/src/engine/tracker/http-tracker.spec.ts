import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { AddressRanges } from '../net/address-ranges.ts';
import { announceUrl, HttpTracker } from './http-tracker.ts';
import type { AnnounceRequest } from './tracker-transport.ts';

/** Self-signed for `localhost`, for these tests alone. */
const TEST_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg6j9TbuCStECZ39H4
i3WKIbcu1KrqYQ9IeA4RUh/ziXGhRANCAATSXge98MT/t0Vtw8pmv83CY9qpGx+a
wQh4sSsEpKik+Xfol6GtAhIBC5m9YoWeQ8EZEjN5hZ1ShRE8z8TKTjGr
-----END PRIVATE KEY-----
`;
const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBTzCB9qADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE0l4HvfDE/7dFbcPK
Zr/NwmPaqRsfmsEIeLErBKSopPl36JehrQISAQuZvWKFnkPBGRIzeYWdUoURPM/E
yk4xq6M3MDUwFAYDVR0RBA0wC4IJbG9jYWxob3N0MB0GA1UdDgQWBBRTQYZHELq7
N5R1/tx0rOsTKYyqADAKBggqhkjOPQQDAgNIADBFAiAos7m9tA9O9UW2HpxbJUao
b74dCCvtrGn9ELJJyGdhwAIhAOZlWp8n79R3M/U8A/iC/kcbmwS39v7ZBT1O1+66
meba
-----END CERTIFICATE-----
`;

const REPLY = encodeBencode({ interval: 1800, peers: Uint8Array.of(1, 2, 3, 4, 0, 80) });
const MEBIBYTE = 1024 * 1024;
const unlimited = new AbortController().signal;

const closers: (() => void)[] = [];

afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** A tracker that answers with `listener`, and its announce URL. */
async function trackerUrl(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}/announce`;
}

function requestTo(url: string, changes: Partial<AnnounceRequest> = {}): AnnounceRequest {
  return {
    url: new URL(url),
    infoHash: Uint8Array.from({ length: 20 }, (_, index) => index * 13),
    peerId: Buffer.from('-SH0100-abcdefghijkl'),
    port: 6881,
    uploaded: 1,
    downloaded: 2,
    left: 3,
    event: 'started',
    numWanted: 50,
    key: 0xabc,
    trackerId: null,
    ...changes,
  };
}

/** Names of the tests: a host that is not listed is not known. */
function trackerWith(
  options: { hosts?: Record<string, string[]>; acceptSelfSigned?: boolean } = {},
) {
  return new HttpTracker({
    resolve: (host) => {
      const addresses = options.hosts?.[host];
      if (addresses !== undefined) return Promise.resolve(addresses);
      if (/^[\d.]+$/.test(host)) return Promise.resolve([host]);
      return Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));
    },
    localAddress: null,
    openNetworks: new AddressRanges(),
    acceptSelfSigned: options.acceptSelfSigned ?? false,
    userAgent: 'Shoal/1.2.3',
  });
}

const announce = (url: string, signal: AbortSignal = unlimited) =>
  trackerWith().announce(requestTo(url), signal);

describe('announceUrl', () => {
  it('escapes bytes and not text, and names everything that BEP 3 asks for', () => {
    const url = announceUrl(requestTo('http://t.example/announce'));
    expect(url.search).toBe(
      '?info_hash=%00%0D%1A%274AN%5Bhu%82%8F%9C%A9%B6%C3%D0%DD%EA%F7' +
        '&peer_id=-SH0100-abcdefghijkl&port=6881&uploaded=1&downloaded=2&left=3' +
        '&compact=1&no_peer_id=1&numwant=50&key=00000abc&event=started',
    );
  });

  it('keeps the query of the URL and leaves out what does not apply', () => {
    const request = requestTo('http://t.example/a.php?passkey=x%20y&z#top', {
      event: null,
      trackerId: Uint8Array.of(0x61, 0xff),
    });
    const url = announceUrl(request);
    expect(url.href).toMatch(/^http:\/\/t\.example\/a\.php\?passkey=x%20y&z&info_hash=%00/);
    expect(url.href).toMatch(/&trackerid=a%FF$/);
    expect(url.href).not.toContain('event=');
    expect(url.hash).toBe('');
  });

  it('gives every byte in a form that reads back as that byte', () => {
    for (let start = 0; start < 256; start += 20) {
      const infoHash = Uint8Array.from({ length: 20 }, (_, index) => (start + index) & 0xff);
      const { search } = announceUrl(requestTo('http://t.example/announce', { infoHash }));
      const text = /info_hash=([^&]*)/.exec(search)![1]!;
      const bytes = text.replaceAll(/%(..)/g, (_, hex) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
      expect(Buffer.from(bytes, 'latin1')).toEqual(Buffer.from(infoHash));
    }
  });
});

describe('HttpTracker', () => {
  it('announces and says who it is', async () => {
    let seen: string[] = [];
    const url = await trackerUrl((request, response) => {
      seen = [request.headers['user-agent'] ?? '', request.headers.host ?? '', request.url ?? ''];
      response.end(REPLY);
    });
    const reply = await announce(url);
    expect(reply.peers).toEqual([{ address: '1.2.3.4', port: 80 }]);
    expect(reply.intervalSeconds).toBe(1800);
    expect(seen[0]).toBe('Shoal/1.2.3');
    expect(seen[1]).toBe(new URL(url).host);
    expect(seen[2]).toContain('/announce?info_hash=%00%0D');
  });

  it.each([
    ['gzip', gzipSync(REPLY)],
    ['x-gzip', gzipSync(REPLY)],
    ['deflate', deflateSync(REPLY)],
    ['deflate', deflateRawSync(REPLY)],
    ['identity', REPLY],
  ])('reads a body in %s', async (encoding, body) => {
    const url = await trackerUrl((_, response) => {
      response.setHeader('Content-Encoding', encoding);
      response.end(body);
    });
    expect((await announce(url)).intervalSeconds).toBe(1800);
  });

  it('refuses a gzip bomb without inflating it', async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE));
    const url = await trackerUrl((_, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(bomb);
    });
    await expect(announce(url)).rejects.toMatchObject({ code: 'too-large' });
  });

  it('stops reading a body that does not end', async () => {
    let sent = 0;
    const url = await trackerUrl((_, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const pump = (): void => {
        while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      };
      response.on('drain', pump);
      pump();
    });
    await expect(announce(url)).rejects.toMatchObject({ code: 'too-large' });
    expect(sent).toBeLessThan(32 * MEBIBYTE);
  });

  it('gives up a slow body when its signal says so', async () => {
    const controller = new AbortController();
    const url = await trackerUrl((_, response) => {
      response.write('d8:interval');
      controller.abort(new Error('out of time'));
    });
    await expect(announce(url, controller.signal)).rejects.toThrow('out of time');
  });

  it.each([
    ['broken gzip', { 'content-encoding': 'gzip' }, 'no gzip'],
    ['an unknown encoding', { 'content-encoding': 'br' }, REPLY],
    ['broken bencode', {}, 'd8:intervali18'],
    ['an empty body', {}, ''],
    ['a web page', {}, '<html>'],
  ])('calls %s a bad reply', async (_name, headers, body) => {
    const url = await trackerUrl((_, response) => {
      response.writeHead(200, headers);
      response.end(body);
    });
    await expect(announce(url)).rejects.toMatchObject({ code: 'bad-reply' });
  });

  it('names the HTTP status, or the reason in its body', async () => {
    const plain = await trackerUrl((_, response) => {
      response.writeHead(503);
      response.end('<html>');
    });
    await expect(announce(plain)).rejects.toMatchObject({
      code: 'http-status',
      message: 'The tracker answered with HTTP 503',
    });
    const reasoned = await trackerUrl((_, response) => {
      response.writeHead(400);
      response.end('d14:failure reason7:unknowne');
    });
    await expect(announce(reasoned)).rejects.toMatchObject({ code: 'failure', message: 'unknown' });
  });

  it('says in words that nobody listens, and that a name is not known', async () => {
    const port = await listen(createServer());
    closers.splice(0).forEach((close) => close());
    await expect(announce(`http://127.0.0.1:${port}/announce`)).rejects.toMatchObject({
      code: 'connection',
      message: 'The tracker refused the connection',
    });
    await expect(announce('http://nobody.example/announce')).rejects.toMatchObject({ code: 'dns' });
  });

  it('calls what is no HTTP a bad reply, and a closed connection what it is', async () => {
    const speak = async (answer: string): Promise<string> => {
      const server = createTcpServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => socket.end(answer));
      });
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      closers.push(() => server.close());
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/announce`;
    };
    await expect(announce(await speak('220 smtp ready\r\n'))).rejects.toMatchObject({
      code: 'bad-reply',
    });
    await expect(announce(await speak(''))).rejects.toMatchObject({ code: 'connection' });
    const cut = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nd8:';
    await expect(announce(await speak(cut))).rejects.toMatchObject({ code: 'connection' });
    const headers = `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`;
    await expect(announce(await speak(headers))).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('redirects of a tracker', () => {
  it('are followed', async () => {
    const url = await trackerUrl((request, response) => {
      if (request.url!.startsWith('/announce'))
        response.writeHead(302, { location: '/b/announce' });
      response.end(REPLY);
    });
    expect((await announce(url)).intervalSeconds).toBe(1800);
  });

  it('end after five', async () => {
    let requests = 0;
    const url = await trackerUrl((_, response) => {
      requests++;
      response.writeHead(301, { location: '/announce' });
      response.end();
    });
    await expect(announce(url)).rejects.toMatchObject({ code: 'bad-reply' });
    expect(requests).toBe(6);
  });

  it.each([
    ['/api/settings'],
    ['file:///etc/passwd'],
    ['ftp://127.0.0.1/announce'],
    ['http://169.254.169.254/announce'],
    ['http://[::ffff:169.254.169.254]/announce'],
  ])('do not lead to %s', async (location) => {
    const url = await trackerUrl((_, response) => {
      response.writeHead(302, { location });
      response.end();
    });
    await expect(announce(url)).rejects.toMatchObject({
      code: expect.stringMatching(/refused-address|dns/),
    });
  });
});

describe('addresses of a tracker', () => {
  it('are connected to as they were checked, with the name in the request', async () => {
    let host = '';
    const port = await listen(
      createServer((request, response) => {
        host = request.headers.host ?? '';
        response.end(REPLY);
      }),
    );
    const tracker = trackerWith({ hosts: { 'tracker.example': ['127.0.0.1'] } });
    await tracker.announce(requestTo(`http://tracker.example:${port}/announce`), unlimited);
    expect(host).toBe(`tracker.example:${port}`);
  });

  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/admin',
    'http://0x7f000001:PORT/x',
    'http://2130706433:PORT/announce/x',
    'http://inside.example:PORT/secret',
    'http://0.0.0.0:PORT/announce',
    'http://tracker.example@127.0.0.1:PORT/x',
  ])('are not connected to for %s', async (form) => {
    let requests = 0;
    const port = await listen(
      createServer((_, response) => {
        requests++;
        response.end(REPLY);
      }),
    );
    const tracker = trackerWith({ hosts: { 'inside.example': ['127.0.0.1'] } });
    const url = form.replace('PORT', String(port));
    await expect(tracker.announce(requestTo(url), unlimited)).rejects.toMatchObject({
      code: 'refused-address',
    });
    expect(requests).toBe(0);
  });
});

describe('certificates of a tracker', () => {
  const secureUrl = async (): Promise<string> => {
    const server = createSecureServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, (_, response) => {
      response.end(REPLY);
    });
    return `https://localhost:${await listen(server)}/announce`;
  };
  const hosts = { localhost: ['127.0.0.1'] };

  it('are verified', async () => {
    const announcing = trackerWith({ hosts }).announce(requestTo(await secureUrl()), unlimited);
    await expect(announcing).rejects.toMatchObject({
      code: 'tls',
      message: "The tracker's certificate is self-signed",
    });
  });

  it('are taken as they are where the user says so', async () => {
    const tracker = trackerWith({ hosts, acceptSelfSigned: true });
    const reply = await tracker.announce(requestTo(await secureUrl()), unlimited);
    expect(reply.intervalSeconds).toBe(1800);
  });

  it('are missed in words where the tracker speaks plain HTTP', async () => {
    const plain = await trackerUrl((_, response) => response.end(REPLY));
    await expect(announce(plain.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'tls' });
  });
});
