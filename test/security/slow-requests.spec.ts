/**
 * Slow and many connections, all from one address: the server goes on answering everybody, others from that address
 * too, and is rid of the slow ones soon.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { startAttackedServer, type AttackedServer } from './attacked-server.ts';
import { send } from './raw-request.ts';

/** Of a machine that does other things beside: without them it is a tenth of it. */
const LONGEST_ANSWER_MS = 3_000;
/** The headers' time and the interval at which it is looked at, and some for a busy machine. */
const GONE = { timeoutMs: 15_000, what: 'the slow connections to be closed' };

let attacked: AttackedServer;
const sockets: Socket[] = [];
beforeAll(async () => (attacked = await startAttackedServer()));
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => attacked[Symbol.asyncDispose]());

/** Opens so many and sends that on each; what comes back is not read where `isDeaf`. */
async function attack(count: number, text: string, isDeaf = false): Promise<Socket[]> {
  const { hostname, port } = new URL(attacked.url);
  const opened = Array.from({ length: count }, () => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {});
    if (isDeaf) socket.pause();
    else socket.resume();
    socket.write(text);
    return socket;
  });
  sockets.push(...opened);
  await Promise.all(
    opened.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])),
  );
  return opened;
}

/** The times of so many answers to callers from the same address, each on a connection of its own. */
async function answerTimes(count = 20): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const { status } = await send(`${attacked.url}/health/live`);
    if (status !== 200) throw new Error(`answered ${status}`);
    times.push(performance.now() - start);
    await sleep(20);
  }
  return times;
}

const isOpen = (socket: Socket): boolean => !socket.destroyed;

describe('the server answers', () => {
  it('while a thousand connections from one address send nothing, and closes them', async () => {
    const silent = await attack(1_000, '');
    expect(Math.max(...(await answerTimes()))).toBeLessThan(LONGEST_ANSWER_MS);
    await waitUntil(() => !silent.some(isOpen), GONE);
  });

  it('while a thousand connections from one address send half of a request', async () => {
    const slow = await attack(1_000, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const dripping = setInterval(() => {
      for (const socket of slow) if (isOpen(socket)) socket.write('a');
    }, 500);
    try {
      expect(Math.max(...(await answerTimes()))).toBeLessThan(LONGEST_ANSWER_MS);
      await waitUntil(() => !slow.some(isOpen), GONE);
    } finally {
      clearInterval(dripping);
    }
  });

  it('while hundreds of bodies never come', async () => {
    const request = [
      'POST /api/auth/login HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      'Content-Length: 1000',
      '',
      '{"username":',
    ];
    await attack(500, request.join('\r\n'));
    expect(Math.max(...(await answerTimes()))).toBeLessThan(LONGEST_ANSWER_MS);
  });

  it('while hundreds ask for more than they read', async () => {
    const requests = 'GET /settings HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(10);
    await attack(300, requests, true);
    expect(Math.max(...(await answerTimes()))).toBeLessThan(LONGEST_ANSWER_MS);
  });

  it('while connections come and go as fast as they can', async () => {
    const end = performance.now() + 1_500;
    const churn = async (): Promise<void> => {
      while (performance.now() < end) {
        const [socket] = await attack(1, 'nonsense\r\n\r\n');
        socket!.destroy();
      }
    };
    const churning = Promise.all(Array.from({ length: 20 }, churn));
    expect(Math.max(...(await answerTimes()))).toBeLessThan(LONGEST_ANSWER_MS);
    await churning;
  });
});

describe('a request', () => {
  it.each([
    ['with 20 KiB of headers', `X-Big: ${'a'.repeat(20 * 1024)}\r\n`, 431],
    ['with two lengths', 'Content-Length: 1\r\nContent-Length: 2\r\n', 400],
    ['with a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', 400],
    ['with a line end in the middle of a header', 'X-A: a\rb\r\n', 400],
    ['with a NUL in a header', 'X-A: a\0b\r\n', 400],
    ['with a blank before the colon', 'X-A : b\r\n', 400],
  ])('%s is refused and its connection closed', async (_what, header, status) => {
    const { hostname, port } = new URL(attacked.url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('error', () => {});
    socket.write(`POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n${header}\r\n`);
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    await once(socket, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });
});

describe('a connection', () => {
  it('that sends many requests without waiting for answers is cut off', async () => {
    const [socket] = await attack(1, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(200));
    await waitUntil(() => !isOpen(socket!), {
      timeoutMs: 5_000,
      what: 'the end of the connection',
    });
    await expect(send(`${attacked.url}/health/live`)).resolves.toMatchObject({ status: 200 });
  });
});
