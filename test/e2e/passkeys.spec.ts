import { once } from 'node:events';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildTorrent } from '../../server/src/engine/testing/torrent-builder.ts';
import type { Scope } from '../../shared/dto/auth.ts';
import { startFakeApp, type FakeApp } from '../support/fake-app.ts';
import { call, upload } from '../support/rest-client.ts';

const KEYS = ['0123456789abcdef0123456789abcdef', 'abcdefghijklmnopqrst', 'user', 'password'];
const TRACKERS = [
  [`https://one.example/${KEYS[0]}/announce`],
  [`http://two.example/announce.php?passkey=${KEYS[1]}`],
  [`udp://${KEYS[2]}:${KEYS[3]}@three.example:6969/announce`],
];

let server: FakeApp;
let id: string;

beforeAll(async () => {
  server = await startFakeApp();
  id = await upload(server.url, buildTorrent({ trackers: TRACKERS }));
  await call(server.url, 'POST', '/api/start-download', { body: { torrentId: id } });
});
afterAll(() => server.close());

async function headersOf(scope: Scope): Promise<{ authorization: string }> {
  const body = { name: `for ${scope}`, scope };
  const answer = await call<{ token: string }>(server.url, 'POST', '/api/auth/tokens', { body });
  return { authorization: `Bearer ${answer.body.token}` };
}

/** All that somebody of this scope is told of the trackers, over REST and over the stream. */
async function toldTo(scope: Scope): Promise<string> {
  const headers = await headersOf(scope);
  const paths = [`/api/torrents/${id}`, `/api/downloads/${id}/trackers`, '/api/trackers'];
  const answers = await Promise.all(
    paths.map((path) => call(server.url, 'GET', path, { headers })),
  );
  const socket = io(server.url, { extraHeaders: headers, reconnection: false, forceNew: true });
  try {
    await once(socket as never, 'session:hello');
    const told = once(socket as never, 'download:trackers');
    socket.emit('download:watch', { id, tabs: ['trackers'] }, () => {});
    return JSON.stringify([...answers.map(({ body }) => body), await told]);
  } finally {
    socket.disconnect();
  }
}

describe('the passkeys of trackers', () => {
  it('are for those who may change trackers', async () => {
    const told = await toldTo('control');
    for (const key of KEYS) expect(told).toContain(key);
  });

  it('are not for a reader, who sees the trackers without them', async () => {
    const told = await toldTo('read');
    for (const key of KEYS.slice(0, 2)) expect(told).not.toContain(key);
    expect(told).not.toContain('user:password');
    expect(told.match(/https:\/\/one\.example\/\*\*\*\/announce/g)).toHaveLength(3);
    expect(told).toContain('http://two.example/announce.php?passkey=***');
    expect(told).toContain('@three.example:6969/announce');
  });
});
