/**
 * The port that peers reach us at, the same number for TCP and UDP. Where it is taken (Transmission has the same
 * default) the next ones are tried, as libtorrent does: a client on another port is better than none.
 */
import type { Logger } from '../core/logger.ts';
import { openDatagramSocket, type DatagramSocket } from '../net/datagram-socket.ts';
import type { TcpConnection } from '../net/tcp-connection.ts';
import { ListenError, openPeerListeners, type PeerListeners } from './peer-listeners.ts';

const TRIES = 10;
const LAST_PORT = 65_535;

export interface PeerPorts {
  listeners: PeerListeners;
  datagrams: DatagramSocket;
}

export async function openPeerPorts(
  options: { host: string | null; port: number; logger: Logger },
  onConnection: (connection: TcpConnection) => void,
): Promise<PeerPorts> {
  const { host, port, logger } = options;
  for (let attempt = 0; ; attempt++) {
    const candidate = port === 0 ? 0 : port + attempt;
    try {
      const ports = await openBoth(host, candidate, onConnection);
      if (attempt > 0 && port !== 0)
        logger.warn('peer port taken, using another', { port, candidate });
      return ports;
    } catch (error) {
      const isTaken = error instanceof ListenError && error.code === 'port-in-use';
      if (!isTaken || attempt + 1 >= TRIES || candidate >= LAST_PORT) throw error;
    }
  }
}

async function openBoth(
  host: string | null,
  port: number,
  onConnection: (connection: TcpConnection) => void,
): Promise<PeerPorts> {
  const listeners = await openPeerListeners({ host, port }, onConnection);
  try {
    return { listeners, datagrams: await openDatagramSocket({ host, port: listeners.port }) };
  } catch (error) {
    listeners.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const message = `UDP port ${listeners.port} is in use by another program. Choose another with SHOAL_PEER_PORT.`;
    throw new ListenError('port-in-use', message, { cause: error });
  }
}
