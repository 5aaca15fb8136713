import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { sampleBytes } from '../testing/torrent-builder.ts';
import { listenTcp, TcpConnection } from './tcp-connection.ts';

const MEBIBYTE = 1024 * 1024;
const HOST = '127.0.0.1';

const servers: Server[] = [];
const connections: TcpConnection[] = [];
const sockets: Socket[] = [];

async function listen(onConnection: (connection: TcpConnection) => void): Promise<number> {
  const server = await listenTcp({ host: HOST, port: 0, ipv6Only: false }, (connection) => {
    connections.push(connection);
    onConnection(connection);
  });
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

/** A connection that is open, from both of its ends. */
async function pair(): Promise<{ dialled: TcpConnection; accepted: TcpConnection }> {
  const accepting = Promise.withResolvers<TcpConnection>();
  const port = await listen((connection) => accepting.resolve(connection));
  const opening = Promise.withResolvers<TcpConnection>();
  const options = { localAddress: HOST, timeoutMs: 5_000 };
  connections.push(TcpConnection.dial({ address: HOST, port }, options, opening.resolve));
  return { dialled: await opening.promise, accepted: await accepting.promise };
}

/** Collects what comes, until the connection ends or so many bytes are there. */
async function collect(
  connection: TcpConnection,
  bytes: number,
): Promise<{ received: Buffer; buffers: Set<ArrayBufferLike>; isClosed: boolean }> {
  const parts: Buffer[] = [];
  const buffers = new Set<ArrayBufferLike>();
  let length = 0;
  return new Promise((resolve) => {
    const end = (isClosed: boolean): void =>
      resolve({ received: Buffer.concat(parts), buffers, isClosed });
    connection.listen({
      onBytes: (part) => {
        buffers.add(part.buffer);
        parts.push(Buffer.from(part));
        length += part.length;
        if (length >= bytes) end(false);
      },
      onClosed: () => end(true),
    });
  });
}

async function closed(connection: TcpConnection): Promise<void> {
  await new Promise<void>((resolve) => {
    connection.listen({ onBytes: () => {}, onClosed: resolve });
  });
}

afterEach(() => {
  for (const connection of connections.splice(0)) connection.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

describe('TcpConnection', () => {
  it('reads into one buffer for all connections, dialled and accepted', async () => {
    const { dialled, accepted } = await pair();
    dialled.write(sampleBytes(1_000, 1));
    accepted.write(sampleBytes(1_000, 2));
    const [atAccepted, atDialled] = await Promise.all([
      collect(accepted, 1_000),
      collect(dialled, 1_000),
    ]);
    expect(Buffer.compare(atAccepted.received, sampleBytes(1_000, 1))).toBe(0);
    expect(Buffer.compare(atDialled.received, sampleBytes(1_000, 2))).toBe(0);
    const buffers = new Set([...atAccepted.buffers, ...atDialled.buffers]);
    expect(buffers.size).toBe(1);
  });

  it('names the other end', async () => {
    const { dialled, accepted } = await pair();
    expect(dialled.remote.address).toBe(HOST);
    expect(accepted.remote.address).toBe(HOST);
    expect(accepted.remote.port).not.toBe(dialled.remote.port);
  });

  it('carries much in both directions at once', async () => {
    const { dialled, accepted } = await pair();
    const [there, back] = [sampleBytes(16 * MEBIBYTE, 3), sampleBytes(16 * MEBIBYTE, 4)];
    let written = 0;
    for (let at = 0; at < there.length; at += MEBIBYTE) {
      dialled.write(there.subarray(at, at + MEBIBYTE), () => written++);
      accepted.write(back.subarray(at, at + MEBIBYTE), () => written++);
    }
    const [atAccepted, atDialled] = await Promise.all([
      collect(accepted, there.length),
      collect(dialled, back.length),
    ]);
    expect(Buffer.compare(atAccepted.received, there)).toBe(0);
    expect(Buffer.compare(atDialled.received, back)).toBe(0);
    await expect.poll(() => written).toBe(32);
  });

  it('reads 2 MiB in one turn of the event loop at most, so that others get theirs', async () => {
    const { dialled, accepted } = await pair();
    const content = new Uint8Array(32 * MEBIBYTE);
    let inTurn = 0;
    let most = 0;
    let total = 0;
    await new Promise<void>((resolve) => {
      dialled.listen({
        onBytes: ({ length }) => {
          if (inTurn === 0) setImmediate(() => (inTurn = 0));
          inTurn += length;
          most = Math.max(most, inTurn);
          total += length;
          if (total === content.length) resolve();
        },
        onClosed: resolve,
      });
      accepted.write(content);
    });
    expect(total).toBe(content.length);
    expect(most).toBeLessThanOrEqual(2 * MEBIBYTE);
  });

  it('sends from shared memory', async () => {
    const { dialled, accepted } = await pair();
    const shared = new Uint8Array(new SharedArrayBuffer(100_000));
    shared.set(sampleBytes(100_000, 5));
    dialled.write(shared.subarray(7));
    const { received } = await collect(accepted, 99_993);
    expect(Buffer.compare(received, sampleBytes(100_000, 5).subarray(7))).toBe(0);
  });

  it.each(['dialled', 'accepted'] as const)(
    'tells both ends when the %s one closes',
    async (end) => {
      const ends = await pair();
      const bothClosed = Promise.all([closed(ends.dialled), closed(ends.accepted)]);
      ends[end].close();
      await bothClosed;
      expect([ends.dialled.isClosed, ends.accepted.isClosed]).toEqual([true, true]);
    },
  );

  it('tells who listens late that it is closed', async () => {
    const { dialled } = await pair();
    dialled.close();
    await closed(dialled);
    await closed(dialled);
    expect(dialled.isClosed).toBe(true);
  });

  it('calls back for every write when the peer goes away, as the memory must come back', async () => {
    const { dialled, accepted } = await pair();
    let settled = 0;
    for (let count = 0; count < 40; count++)
      dialled.write(new Uint8Array(MEBIBYTE), () => settled++);
    accepted.close();
    await closed(dialled);
    await expect.poll(() => settled).toBe(40);
    dialled.write(new Uint8Array(1), () => settled++);
    expect(settled).toBe(41);
  });

  it('calls back for every write when it is closed on this side', async () => {
    const port = await listenSilently();
    const opening = Promise.withResolvers<TcpConnection>();
    const options = { localAddress: null, timeoutMs: 5_000 };
    TcpConnection.dial({ address: HOST, port }, options, opening.resolve);
    const dialled = await opening.promise;
    let settled = 0;
    for (let count = 0; count < 20; count++)
      dialled.write(new Uint8Array(MEBIBYTE), () => settled++);
    expect(settled).toBeLessThan(20);
    dialled.close();
    await expect.poll(() => settled).toBe(20);
  });

  it('tells a dial that nobody takes as closed', async () => {
    const port = await listen(() => {});
    servers.splice(0).forEach((server) => server.close());
    const options = { localAddress: null, timeoutMs: 5_000 };
    let isOpen = false;
    const dialled = TcpConnection.dial({ address: HOST, port }, options, () => {
      isOpen = true;
    });
    await closed(dialled);
    expect(isOpen).toBe(false);
  });

  it('rejects where the port is taken', async () => {
    const port = await listen(() => {});
    const again = listenTcp({ host: HOST, port, ipv6Only: false }, () => {});
    await expect(again).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('tells its end once to who listens after it was closed, and before the system says so', async () => {
    const { dialled } = await pair();
    dialled.close();
    let ends = 0;
    dialled.listen({ onBytes: () => {}, onClosed: () => ends++ });
    expect(ends).toBe(1);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(ends).toBe(1);
  });
});

/** A server that reads nothing of what it is sent. */
async function listenSilently(): Promise<number> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, HOST, resolve);
  });
  return (server.address() as AddressInfo).port;
}
