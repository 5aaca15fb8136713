/**
 * Ports for programs that cannot be told to take a free one. The port is free for TCP and for UDP when it is
 * returned; the kernel does not hand it out again soon.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';
const ATTEMPTS = 20;

/** A port of the loopback address that nobody listens on. */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await tryPort();
    if (port !== null) return port;
  }
  throw new Error('No port is free for both TCP and UDP.');
}

async function tryPort(): Promise<number | null> {
  const server = createServer().listen(0, LOOPBACK);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = createSocket('udp4');
  const isFreeForUdp = await new Promise<boolean>((resolve) => {
    socket.once('error', () => resolve(false)).bind(port, LOOPBACK, () => resolve(true));
  });
  socket.close();
  server.close();
  await once(server, 'close');
  return isFreeForUdp ? port : null;
}
