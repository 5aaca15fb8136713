import { describe, expect, it } from 'vitest';
import { openDatagramSocket } from './datagram-socket.ts';

describe('DatagramSocket', () => {
  it('sends and hears packets, with the address in its one spelling', async () => {
    const one = await openDatagramSocket({ host: '127.0.0.1', port: 0 });
    const other = await openDatagramSocket({ host: null, port: 0 });
    try {
      const heard = new Promise<[number[], number, string]>((resolve) => {
        one.onMessage((packet, port, address) => resolve([[...packet], port, address]));
      });
      other.send(Uint8Array.of(1, 2, 3), one.port, '127.0.0.1');
      expect(await heard).toEqual([[1, 2, 3], other.port, '127.0.0.1']);
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  });

  it('tells the sender of a family that it has no socket for', async () => {
    const socket = await openDatagramSocket({ host: '127.0.0.1', port: 0 });
    try {
      const error = await new Promise<Error>((resolve) => {
        socket.send(Uint8Array.of(1), 9, '::1', resolve);
      });
      expect(error.message).toContain('::1');
    } finally {
      await socket.close();
    }
  });

  it('tells the sender that it was closed', async () => {
    const socket = await openDatagramSocket({ host: '127.0.0.1', port: 0 });
    await socket.close();
    await socket.close();
    const error = await new Promise<Error>((resolve) => {
      socket.send(Uint8Array.of(1), 9, '127.0.0.1', resolve);
    });
    expect(error).toBeInstanceOf(Error);
  });

  it('rejects where the port is taken', async () => {
    const socket = await openDatagramSocket({ host: '127.0.0.1', port: 0 });
    try {
      await expect(
        openDatagramSocket({ host: '127.0.0.1', port: socket.port }),
      ).rejects.toMatchObject({ code: 'EADDRINUSE' });
    } finally {
      await socket.close();
    }
  });
});
