/**
 * Uploads and bodies that are huge, of the wrong kind, never end, claim what they are not, or come many at once: each
 * is refused with a 4xx, and the server goes on with about the memory that it had.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request as open } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import { credentialsFor } from '../support/credentials.ts';
import { call, torrentForm, upload } from '../support/rest-client.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { send } from './raw-request.ts';

const MEBIBYTE = 1024 * 1024;
const MOST_GROWTH_BYTES = 300 * MEBIBYTE;

let attacked: AttackedServer;
let credentials: Record<string, string>;
beforeAll(async () => {
  attacked = await startAttackedServer();
  credentials = await credentialsFor(attacked.url);
  await upload(attacked.url, buildTorrent());
});
afterAll(() => attacked[Symbol.asyncDispose]());

/** Bytes of memory that the server has. */
function memory(): number {
  const status = readFileSync(`/proc/${attacked.server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

async function uploadBytes(bytes: Uint8Array, name?: string, field?: string) {
  const body = torrentForm(bytes, name, field);
  return call<{ code: string }>(attacked.url, 'POST', '/api/upload-torrent', { body });
}

/** Sends chunks until the server has had enough, at most `most` bytes; gives how many it took and what it said. */
async function flood(
  headers: Record<string, string>,
  most: number,
): Promise<{ sent: number; status: number }> {
  const request = open(`${attacked.url}/api/upload-torrent`, {
    method: 'POST',
    headers,
    agent: false,
  });
  let status = 0;
  const end = new AbortController();
  request.on('response', (response) => {
    status = response.statusCode ?? 0;
    response.resume();
    end.abort();
  });
  request.on('error', () => end.abort()).on('close', () => end.abort());
  const chunk = Buffer.alloc(64 * 1024, 'a');
  let sent = 0;
  while (!end.signal.aborted && sent < most) {
    sent += chunk.length;
    if (!request.write(chunk)) await once(request, 'drain', { signal: end.signal }).catch(() => {});
    await new Promise((resolve) => setImmediate(resolve));
  }
  request.destroy();
  return { sent, status };
}

const nested = (depth: number, start: string, end: string): string =>
  start.repeat(depth) + end.repeat(depth);

describe('an upload', () => {
  it.each([
    ['of 11 MiB', new Uint8Array(11 * MEBIBYTE), 413],
    ['of nothing', new Uint8Array(0), 422],
    ['of a web page', Buffer.from('<html><script>alert(1)</script></html>'), 422],
    ['of a ZIP file', Buffer.from('PK\u0003\u0004' + 'x'.repeat(1000)), 422],
    ['of a gzip file', gzipSync(Buffer.alloc(MEBIBYTE)), 422],
    ['of a million lists in each other', Buffer.from(nested(1_000_000, 'l', 'e')), 422],
    ['of a million dictionaries in each other', Buffer.from('d1:a'.repeat(1_000_000)), 422],
    ['of a text that claims 9 exabytes', Buffer.from('d4:infod6:lengthi9223372036854775807e'), 422],
    ['of a string longer than the file', Buffer.from('9999999999:x'), 422],
    ['of a negative length', Buffer.from('l-3:e'), 422],
    ['of three million numbers', Buffer.from(`l${'i1e'.repeat(3_000_000)}e`), 422],
  ])('%s is refused, soon', async (_what, bytes, status) => {
    const start = performance.now();
    const answer = await uploadBytes(bytes);
    expect(answer.status).toBe(status);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it.each([
    ['by its type and name', 'page.html', 'torrent', 415],
    ['in another field', 'a.torrent', 'file', 400],
  ])('that is none %s is refused', async (_what, name, field, status) => {
    const body = new FormData();
    body.append(field, new Blob(['x'], { type: 'text/html' }), name);
    expect((await call(attacked.url, 'POST', '/api/upload-torrent', { body })).status).toBe(status);
  });

  it('of several files, or with fields beside the file, is refused', async () => {
    const two = torrentForm(buildTorrent().bytes);
    two.append('torrent', new Blob(['x']), 'b.torrent');
    expect((await call(attacked.url, 'POST', '/api/upload-torrent', { body: two })).status).toBe(
      400,
    );
    const more = new FormData();
    for (let i = 0; i < 1000; i++) more.append(`field${i}`, 'x');
    expect((await call(attacked.url, 'POST', '/api/upload-torrent', { body: more })).status).toBe(
      400,
    );
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['an empty boundary', 'multipart/form-data; boundary=', '--\r\n\r\nx\r\n----'],
    [
      'no end',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="torrent"; filename="a.torrent"\r\n\r\nx',
    ],
    ['no headers', 'multipart/form-data; boundary=b', '--b\r\n\r\nx\r\n--b--'],
    [
      '__proto__ as its field',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="__proto__[x]"\r\n\r\nx\r\n--b--',
    ],
    [
      'a header of 100 KiB',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="torrent"; filename="${'a'.repeat(100_000)}.torrent"\r\n\r\nx\r\n--b--`,
    ],
    [
      'a broken encoding of its name',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="torrent"; filename*=utf-8\'\'%zz%ff.torrent\r\n\r\nx\r\n--b--',
    ],
  ])('with %s is refused', async (_what, type, body) => {
    const headers = { ...credentials, 'content-type': type };
    const { status } = await send(`${attacked.url}/api/upload-torrent`, {
      method: 'POST',
      headers,
      body,
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it('that never ends is cut off, and little of it kept', async () => {
    const before = memory();
    const headers = { ...credentials, 'content-type': 'multipart/form-data; boundary=b' };
    const { sent, status } = await flood(headers, 200 * MEBIBYTE);
    expect(status === 0 || (status >= 400 && status < 500)).toBe(true);
    expect(sent).toBeLessThan(100 * MEBIBYTE);
    expect(memory() - before).toBeLessThan(MOST_GROWTH_BYTES);
  });

  it('of somebody who is not let in is not read', async () => {
    const headers = {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(9 * MEBIBYTE),
    };
    const { sent, status } = await flood(headers, 200 * MEBIBYTE);
    expect([0, 401]).toContain(status);
    expect(sent).toBeLessThan(9 * MEBIBYTE);
  });

  it('is still taken while many large ones come at once, and hundreds are given up', async () => {
    const before = memory();
    const large = new Uint8Array(9 * MEBIBYTE);
    const many = Array.from({ length: 30 }, () => uploadBytes(large).catch(() => null));
    const givenUp = Array.from({ length: 200 }, async (_, i) => {
      const request = open(`${attacked.url}/api/upload-torrent`, {
        method: 'POST',
        headers: {
          ...credentials,
          'content-type': 'multipart/form-data; boundary=b',
          'content-length': '1000000',
        },
        agent: false,
      });
      request.on('error', () => {});
      request.write(
        '--b\r\nContent-Disposition: form-data; name="torrent"; filename="a.torrent"\r\n\r\n',
      );
      await new Promise((resolve) => setTimeout(resolve, 10 + (i % 50) * 10));
      request.destroy();
    });
    await Promise.all([...many, ...givenUp]);
    expect(memory() - before).toBeLessThan(MOST_GROWTH_BYTES);
    await upload(attacked.url, buildTorrent({ name: 'afterwards' }));
  });
});

describe('a JSON body', () => {
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    send(attacked.url + path, {
      method: 'POST',
      headers: { ...credentials, 'content-type': 'application/json', ...headers },
      body,
    });

  it.each([
    ['of 5 MiB', '/api/start-download', `{"torrentId":"${'a'.repeat(5 * MEBIBYTE)}"}`],
    ['of 100 KiB to the login', '/api/auth/login', `{"username":"${'a'.repeat(100_000)}"}`],
    ['of a million lists in each other', '/api/start-download', nested(1_000_000, '[', ']')],
    ['with a deep field', '/api/start-download', `{"files":${nested(100_000, '[', ']')}}`],
    [
      'with a deep field of a known name',
      '/api/start-download',
      `{"tags":${nested(100_000, '[', ']')}}`,
    ],
    [
      'with a deep object',
      '/api/start-download',
      `{"files":[${'{"index":'.repeat(100_000)}1${'}'.repeat(100_000)}]}`,
    ],
    ['with __proto__', '/api/start-download', '{"__proto__":{"isAdmin":true},"torrentId":"x"}'],
    ['with constructor', '/api/start-download', '{"constructor":{"prototype":{"x":1}}}'],
    ['that is a text', '/api/start-download', '"text"'],
    ['that is null', '/api/start-download', 'null'],
  ])('%s is refused', async (_what, path, body) => {
    const { status } = await post(path, body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
  });

  it.each(['gzip', 'deflate', 'br'])(
    'packed with %s is refused before it is unpacked',
    async (encoding) => {
      const bomb = gzipSync(Buffer.alloc(50 * MEBIBYTE, ' '));
      const headers = {
        ...credentials,
        'content-type': 'application/json',
        'content-encoding': encoding,
      };
      const answer = await send(`${attacked.url}/api/start-download`, {
        method: 'POST',
        headers,
        body: bomb,
      });
      expect([answer.status, answer.code]).toEqual([415, 'unsupported-media-type']);
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/xml',
    'application/jsonx',
    '',
  ])('that says it is "%s" is refused', async (type) => {
    const answer = await post('/api/start-download', '{}', { 'content-type': type });
    expect([answer.status, answer.code]).toEqual([415, 'unsupported-media-type']);
  });

  it('leaves the server as it was', async () => {
    expect((await call(attacked.url, 'GET', '/api/downloads')).status).toBe(200);
    expect(attacked.server.output).not.toMatch(/"level":"error"| error /i);
  });
});
