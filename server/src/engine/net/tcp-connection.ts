/**
 * A TCP connection that reads into one buffer that all connections of the thread share: bytes are handed on
 * before the next read can begin, so nothing is allocated for a read (a 256 KiB buffer moved 750 to 860 MiB/s
 * on the reference machine).
 *
 * `net.createServer` ignores `onread` for accepted sockets, so an accepted one gives its handle to a socket
 * of our own. That is a private field of Node, used here only and tested; where it is gone, accepted
 * connections fall back to `data` events.
 */
import { connect, createServer, Socket, type OnReadOpts, type Server } from 'node:net';
import type { PeerEndpoint } from '../core/messages.ts';
import { canonicalAddress } from './address.ts';

const READ_BUFFER_BYTES = 256 * 1024;
/**
 * Reads of one connection in one turn of the event loop. libuv makes up to 32, and what else the thread has to do
 * then waits for 8 MiB: with 8, the 99th percentile of API calls at full speed fell from 100 to 15 ms.
 */
const READS_PER_TURN = 8;
const readBuffer = new Uint8Array(READ_BUFFER_BYTES);

export interface ConnectionListener {
  /** `bytes` is valid during the call only. */
  onBytes(bytes: Uint8Array): void;
  onClosed(): void;
}

export class TcpConnection {
  readonly remote: PeerEndpoint;
  readonly #socket: Socket;
  #readsInTurn = 0;
  #listener: ConnectionListener | null = null;
  #isClosed = false;

  private constructor(
    remote: PeerEndpoint,
    open: (onBytes: (bytes: Uint8Array) => boolean) => Socket,
  ) {
    this.remote = remote;
    this.#socket = open((bytes) => this.#onBytes(bytes));
    this.#socket.setNoDelay(true);
    // What went wrong with a peer's socket is of no interest beyond its end, which `close` tells.
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#onSocketClosed());
    this.#socket.on('end', () => this.close());
  }

  /** Connects; `onOpen` is called when it is open. A failure is told as `onClosed`. */
  static dial(
    remote: PeerEndpoint,
    options: { localAddress: string | null; timeoutMs: number },
    onOpen: (connection: TcpConnection) => void,
  ): TcpConnection {
    const connection = new TcpConnection(remote, (onBytes) =>
      connect({
        host: remote.address,
        port: remote.port,
        ...(options.localAddress === null ? {} : { localAddress: options.localAddress }),
        onread: readInto(onBytes),
      }),
    );
    const socket = connection.#socket;
    socket.setTimeout(options.timeoutMs, () => connection.close());
    socket.once('connect', () => {
      socket.setTimeout(0);
      onOpen(connection);
    });
    return connection;
  }

  /** Takes over a socket that a server with `pauseOnConnect` accepted. Null where it is gone already. */
  static accept(accepted: Socket): TcpConnection | null {
    const address = canonicalAddress(accepted.remoteAddress ?? '');
    if (address === null || accepted.remotePort === undefined) return null;
    const remote = { address, port: accepted.remotePort };
    return new TcpConnection(remote, (onBytes) => adopt(accepted, onBytes));
  }

  get isClosed(): boolean {
    return this.#isClosed || this.#socket.destroyed;
  }

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    if (!this.isClosed) return;
    // Its end is told here and now, not once more when the socket's own event comes.
    this.#isClosed = true;
    listener.onClosed();
  }

  /** `bytes` must not change until `onWritten`, which is called when the system has taken them, or never can. */
  write(bytes: Uint8Array, onWritten?: () => void): void {
    if (this.isClosed) onWritten?.();
    else this.#socket.write(bytes, onWritten ? () => onWritten() : undefined);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** False where the next read is to wait for the next turn. */
  #onBytes(bytes: Uint8Array): boolean {
    this.#listener?.onBytes(bytes);
    if (this.#readsInTurn++ === 0) setImmediate(() => this.#beginTurn());
    return this.#readsInTurn < READS_PER_TURN;
  }

  #beginTurn(): void {
    const wasPaused = this.#readsInTurn >= READS_PER_TURN;
    this.#readsInTurn = 0;
    if (wasPaused && !this.isClosed) this.#socket.resume();
  }

  #onSocketClosed(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#listener?.onClosed();
  }
}

/** Listens on one address; connections are handed to `onConnection` as they come. */
export async function listenTcp(
  options: { host: string; port: number; ipv6Only: boolean },
  onConnection: (connection: TcpConnection) => void,
): Promise<Server> {
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    const connection = TcpConnection.accept(socket);
    if (connection) onConnection(connection);
    else socket.destroy();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      // Running out of descriptors must not end the process: the connection is lost, the server stays.
      server.on('error', () => {});
      resolve(server);
    });
  });
}

function readInto(onBytes: (bytes: Uint8Array) => boolean): OnReadOpts {
  return {
    buffer: readBuffer,
    callback: (count) => onBytes(readBuffer.subarray(0, count)),
  };
}

function adopt(accepted: Socket, onBytes: (bytes: Uint8Array) => boolean): Socket {
  const holder = accepted as unknown as { _handle: object | null };
  const handle = holder._handle;
  if (!handle) {
    accepted.on('data', onBytes);
    accepted.resume();
    return accepted;
  }
  holder._handle = null;
  accepted.removeAllListeners();
  return new Socket({ handle, onread: readInto(onBytes) } as object);
}
