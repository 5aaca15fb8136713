import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SlowLine } from './slow-line.ts';

describe('SlowLine', () => {
  it('passes everything on, and holds what comes back to its rate', async () => {
    const reply = Buffer.alloc(200_000, 7);
    const target = createServer((socket) => {
      socket.once('data', () => socket.end(reply));
    }).listen(0, '127.0.0.1');
    await once(target, 'listening');
    const line = new SlowLine((target.address() as AddressInfo).port, 1_000_000);
    const client = connect(await line.start(), '127.0.0.1');
    const startedAt = performance.now();
    client.write('go');
    const received = Buffer.concat(await client.toArray());
    expect(received).toEqual(reply);
    expect(performance.now() - startedAt).toBeGreaterThan(150);
    line.stop();
    target.close();
  });
});
