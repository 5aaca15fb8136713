import { describe, expect, it } from 'vitest';
import { silentLogger } from '../core/logger.ts';
import { openDatagramSocket } from '../net/datagram-socket.ts';
import { openPeerPorts, type PeerPorts } from './peer-ports.ts';

const host = '127.0.0.1';

async function open(port: number): Promise<PeerPorts> {
  return openPeerPorts({ host, port, logger: silentLogger }, (connection) => connection.close());
}

async function close(...opened: PeerPorts[]): Promise<void> {
  for (const { listeners } of opened) listeners.close();
  await Promise.all(opened.map(({ datagrams }) => datagrams.close()));
}

describe('openPeerPorts', () => {
  it('takes one number for TCP and UDP', async () => {
    const ports = await open(0);
    expect(ports.listeners.port).toBe(ports.datagrams.port);
    await close(ports);
  });

  it('takes a later port where the wanted one is taken', async () => {
    const first = await open(0);
    const second = await open(first.listeners.port);
    const distance = second.listeners.port - first.listeners.port;
    expect(distance).toBeGreaterThan(0);
    expect(distance).toBeLessThan(10);
    await close(first, second);
  });

  it('leaves a port whose UDP half is taken, and keeps nothing of it open', async () => {
    const taken = await openDatagramSocket({ host, port: 0 });
    const ports = await open(taken.port);
    expect(ports.listeners.port).not.toBe(taken.port);
    await taken.close();
    const again = await open(taken.port);
    expect(again.listeners.port).toBe(taken.port);
    await close(ports, again);
  });

  it('says so where the address is not of this machine', async () => {
    const opening = openPeerPorts({ host: '192.0.2.1', port: 0, logger: silentLogger }, () => {});
    await expect(opening).rejects.toMatchObject({ code: 'address-unavailable' });
  });
});
