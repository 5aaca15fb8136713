/** A tracker that names one peer to everybody, whatever they ask for. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const INTERVAL_SECONDS = 600;

export class OnePeerTracker implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/announce`;
  }

  /** The peer is at that port of 127.0.0.1. */
  static async start(peerPort: number): Promise<OnePeerTracker> {
    const peer = Buffer.from([127, 0, 0, 1, peerPort >> 8, peerPort & 255]);
    const answer = Buffer.concat([
      Buffer.from(`d8:intervali${INTERVAL_SECONDS}e5:peers6:`),
      peer,
      Buffer.from('e'),
    ]);
    const server = createServer((_request, response) => response.end(answer));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new OnePeerTracker(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
