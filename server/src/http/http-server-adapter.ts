/**
 * Express on an HTTP or HTTPS server with short patience: Node's own limits are a minute for the headers, five for
 * the request, looked at every half a minute, and any number of connections.
 */
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { apiConnections, openFileLimit } from '../engine/index.ts';
import { ConnectionBudget, type Connection } from './connection-budget.ts';
import type { TlsFiles } from './tls-files.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

const HEADERS_TIMEOUT_MS = 10_000;
/** A .torrent of 10 MiB arrives in this time at 3 Mbit/s. */
const REQUEST_TIMEOUT_MS = 30_000;
const CHECK_INTERVAL_MS = 2_000;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Without a byte in either direction, while we answer. Streams say something every 15 to 25 s. */
const SILENCE_TIMEOUT_MS = 120_000;
/** Of request line and headers together. */
const MOST_HEADER_BYTES = 16 * 1024;
const MOST_HEADERS = 100;
/** Of one connection. No browser and no proxy sends the next request before the answer. */
const MOST_UNANSWERED = 10;
/** What one address may have of all connections; a trusted proxy, which has all its users behind it, as many as it likes. */
const SHARE_OF_ADDRESS = 1 / 2;
/** A browser opens six, and keeps them for a while. */
const MOST_WAITING_PER_ADDRESS = 128;

export class HttpServerAdapter extends ExpressAdapter {
  readonly #tls: TlsFiles | null;
  readonly #proxies: TrustedProxies;
  readonly #budget: ConnectionBudget;
  /** By both ends of it: over TLS, requests come on another socket object than the connection. */
  readonly #connections = new Map<string, HttpConnection>();

  /** `tls` null is plain HTTP. */
  constructor(tls: TlsFiles | null, proxies: TrustedProxies) {
    super();
    this.#tls = tls;
    this.#proxies = proxies;
    const most = apiConnections(openFileLimit());
    const mostPerAddress = Math.ceil(most * SHARE_OF_ADDRESS);
    this.#budget = new ConnectionBudget({
      most,
      mostPerAddress,
      mostWaitingPerAddress: Math.min(MOST_WAITING_PER_ADDRESS, Math.ceil(mostPerAddress / 2)),
    });
  }

  override initHttpServer(): void {
    const options = {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_INTERVAL_MS,
      maxHeaderSize: MOST_HEADER_BYTES,
    };
    const server = this.#createServer(options);
    server.maxHeadersCount = MOST_HEADERS;
    server.timeout = SILENCE_TIMEOUT_MS;
    // Before what Node and others do with them.
    server.prependListener('connection', (socket: Socket) => this.#admit(socket));
    server.prependListener('upgrade', ({ socket }) => this.#connectionOf(socket)?.upgrade());
    this.httpServer = server;
  }

  /** Ends what is still open after a moment, web sockets too: a stop waits for no client. */
  endConnections(graceMs: number): void {
    setTimeout(() => this.#budget.dropAll(), graceMs).unref();
  }

  #createServer(options: ServerOptions): Server | SecureServer {
    if (!this.#tls) return createServer(options, this.#answer);
    const { context } = this.#tls;
    const secure = { ...options, ...context, handshakeTimeout: HANDSHAKE_TIMEOUT_MS };
    const server = createSecureServer(secure, this.#answer);
    this.#tls.keepFresh(server);
    return server;
  }

  #admit(socket: Socket): void {
    const key = keyOf(socket);
    const address = socket.remoteAddress ?? '';
    const connection = new HttpConnection(socket, this.#proxies.has(address) ? key : address);
    if (!this.#budget.admit(connection)) {
      socket.destroy();
      return;
    }
    this.#connections.set(key, connection);
    socket.once('close', () => {
      this.#budget.remove(connection);
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
    });
  }

  /**
   * Programs that send many requests without waiting for answers are cut off: each would be worked on before anybody
   * else's.
   */
  readonly #answer = (request: IncomingMessage, response: ServerResponse): void => {
    const connection = this.#connectionOf(request.socket);
    if (connection) {
      if (connection.begin(request) > MOST_UNANSWERED) {
        connection.drop();
        return;
      }
      response.once('close', () => {
        connection.end(request);
        this.#budget.waits(connection);
      });
    }
    this.getInstance<RequestListener>()(request, response);
  };

  #connectionOf(socket: Socket): HttpConnection | undefined {
    return this.#connections.get(keyOf(socket));
  }
}

class HttpConnection implements Connection {
  readonly address: string;
  readonly #socket: Socket;
  readonly #requests = new Set<IncomingMessage>();
  #isUpgraded = false;

  constructor(socket: Socket, address: string) {
    this.#socket = socket;
    this.address = address;
  }

  /** The number of its requests that are not answered yet. */
  begin(request: IncomingMessage): number {
    this.#requests.add(request);
    return this.#requests.size;
  }

  end(request: IncomingMessage): void {
    this.#requests.delete(request);
  }

  upgrade(): void {
    this.#isUpgraded = true;
  }

  isAnswered(): boolean {
    if (this.#isUpgraded && this.#socket.writable) return true;
    for (const { complete } of this.#requests) if (complete) return true;
    return false;
  }

  drop(): void {
    this.#socket.destroy();
  }
}

function keyOf({ remoteAddress, remotePort, localAddress }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}
