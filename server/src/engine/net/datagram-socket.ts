/**
 * One UDP port for everything that speaks UDP: trackers, DHT and uTP share it, so that peers and routers see
 * one address of ours. It is one socket for each address family, both on the same port. Addresses in and
 * out have their one spelling (address.ts).
 */
import { createSocket, type Socket } from 'node:dgram';
import { addressFamily, canonicalAddress, type AddressFamily } from './address.ts';

export type DatagramListener = (packet: Uint8Array, port: number, address: string) => void;

export interface DatagramOptions {
  /** Address to bind to; null binds to all, of both families. */
  host: string | null;
  /** 0 takes a free one. */
  port: number;
}

export class DatagramSocket {
  /** The port that both families are bound to. */
  readonly port: number;
  readonly #sockets: ReadonlyMap<AddressFamily, Socket>;
  readonly #listeners = new Set<DatagramListener>();

  /** For `openDatagramSocket`: the sockets are bound. */
  constructor(sockets: ReadonlyMap<AddressFamily, Socket>, port: number) {
    this.#sockets = sockets;
    this.port = port;
    for (const socket of sockets.values()) {
      socket.on('message', (packet, from) => {
        const address = canonicalAddress(from.address);
        if (address === null) return;
        for (const listener of this.#listeners) listener(packet, from.port, address);
      });
      // Sending reports its errors where it is called; an error of the socket itself leaves only silence.
      socket.on('error', () => {});
    }
  }

  /** Those that packets can be sent in. */
  get families(): AddressFamily[] {
    return [...this.#sockets.keys()];
  }

  /** Sends one packet. `onError` hears of what this machine refused: no such family, no route, a closed socket. */
  send(packet: Uint8Array, port: number, address: string, onError?: (error: Error) => void): void {
    const socket = this.#sockets.get(addressFamily(address));
    if (socket === undefined) {
      onError?.(new Error(`No socket for the address family of ${address}`));
      return;
    }
    try {
      socket.send(packet, port, address, (error) => {
        if (error !== null) onError?.(error);
      });
    } catch (error) {
      onError?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Calls `listener` for each packet until the returned function is called. */
  onMessage(listener: DatagramListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await Promise.all([...this.#sockets.values()].map(closeSocket));
  }
}

/**
 * Binds. Where `host` is null a machine without IPv6 gets IPv4 alone; every other failure rejects with the
 * system's error.
 */
export async function openDatagramSocket(options: DatagramOptions): Promise<DatagramSocket> {
  const { host } = options;
  if (host !== null) {
    const family = addressFamily(host);
    const socket = await bindSocket(family, options.port, host);
    return new DatagramSocket(new Map([[family, socket]]), socket.address().port);
  }
  const ipv4 = await bindSocket(4, options.port, '0.0.0.0');
  const { port } = ipv4.address();
  const sockets = new Map<AddressFamily, Socket>([[4, ipv4]]);
  try {
    sockets.set(6, await bindSocket(6, port, '::'));
  } catch {
    // No IPv6 on this machine, or its port is taken: IPv4 works on.
  }
  return new DatagramSocket(sockets, port);
}

function bindSocket(family: AddressFamily, port: number, address: string): Promise<Socket> {
  const socket =
    family === 4 ? createSocket('udp4') : createSocket({ type: 'udp6', ipv6Only: true });
  return new Promise((resolve, reject) => {
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ port, address }, () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}

function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    try {
      socket.close(() => resolve());
    } catch {
      resolve(); // closed before
    }
  });
}
