/** The TCP ports that peers reach us at: one for each address family, both with the same number. */
import type { AddressInfo, Server } from 'node:net';
import { EngineError } from '../core/engine-error.ts';
import { addressFamily } from '../net/address.ts';
import { listenTcp, type TcpConnection } from '../net/tcp-connection.ts';

export class ListenError extends EngineError<'port-in-use' | 'address-unavailable'> {}

export interface PeerListeners {
  port: number;
  close(): void;
}

/** Listens on `host`, or on all addresses of both families; a machine without IPv6 is served by IPv4 alone. */
export async function openPeerListeners(
  options: { host: string | null; port: number },
  onConnection: (connection: TcpConnection) => void,
): Promise<PeerListeners> {
  const { host, port } = options;
  const first = await open(host ?? '0.0.0.0', port, onConnection);
  const { port: actual } = first.address() as AddressInfo;
  const servers = [first];
  if (host === null) {
    // EAFNOSUPPORT and the like: there is no IPv6 here.
    const second = await open('::', actual, onConnection).catch(() => null);
    if (second) servers.push(second);
  }
  return {
    port: actual,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}

async function open(
  host: string,
  port: number,
  onConnection: (connection: TcpConnection) => void,
): Promise<Server> {
  try {
    return await listenTcp({ host, port, ipv6Only: addressFamily(host) === 6 }, onConnection);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      const message = `Peer port ${port} is in use by another program. Choose another with SHOAL_PEER_PORT.`;
      throw new ListenError('port-in-use', message, { cause: error });
    }
    const message = `Cannot listen for peers on ${host} port ${port}: ${(error as Error).message}`;
    throw new ListenError('address-unavailable', message, { cause: error });
  }
}
