/**
 * Express on an HTTP server with short patience: Node's own limits are a minute for the headers, five for
 * the request, looked at every half a minute, and any number of connections.
 */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import { apiConnections, openFileLimit } from '../engine/index.ts';

const HEADERS_TIMEOUT_MS = 10_000;
/** A .torrent of 10 MiB arrives in this time at 3 Mbit/s. */
const REQUEST_TIMEOUT_MS = 30_000;
const CHECK_INTERVAL_MS = 2_000;

export class HttpServerAdapter extends ExpressAdapter {
  readonly #sockets = new Set<Socket>();

  override initHttpServer(): void {
    const server = createServer(
      {
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        connectionsCheckingInterval: CHECK_INTERVAL_MS,
      },
      this.getInstance(),
    );
    server.maxConnections = apiConnections(openFileLimit());
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.httpServer = server;
  }

  /** Ends what is still open after a moment, web sockets too: a stop waits for no client. */
  endConnections(graceMs: number): void {
    setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, graceMs).unref();
  }
}
