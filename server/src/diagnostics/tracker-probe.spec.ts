import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { probeTracker } from './tracker-probe.ts';

const MS = 2_000;

describe('probeTracker', () => {
  it('takes any answer over HTTP, sends no path, and reads the time', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(404).end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const found = await probeTracker(new URL(`http://127.0.0.1:${port}/passkey/announce`), MS);
    server.close();
    expect(found.fault).toBeNull();
    expect(Math.abs(found.date! - Date.now())).toBeLessThan(10_000);
    expect(asked).toEqual(['HEAD /']);
    const gone = await probeTracker(new URL(`http://127.0.0.1:${port}/announce`), MS);
    expect(gone).toEqual({ fault: 'ECONNREFUSED', date: null });
  });

  it('asks over UDP for a connection, and knows who does not answer', async () => {
    const tracker = createSocket('udp4');
    tracker.bind(0, '127.0.0.1');
    await once(tracker, 'listening');
    const url = new URL(`udp://127.0.0.1:${tracker.address().port}/announce`);
    expect((await probeTracker(url, 50)).fault).toBe('no answer');
    tracker.on('message', (question, { port, address }) => {
      const answer = Buffer.alloc(16);
      question.copy(answer, 4, 12, 16);
      tracker.send(answer, port, address);
    });
    expect((await probeTracker(url, MS)).fault).toBeNull();
    tracker.close();
  });
});
