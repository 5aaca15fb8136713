/**
 * A line of limited speed to a peer on this machine: connections to its port are passed on, and what comes
 * back is held to a rate that all connections share. Without it a demo would be over before anyone looks.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform, pipeline } from 'node:stream';

export class SlowLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #bytesPerSecond: number;
  /** When the line has sent what it was given so far, in milliseconds of performance.now(). */
  #busyUntil = 0;

  constructor(targetPort: number, bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#server = createServer({ allowHalfOpen: true }, (client) =>
      this.#passOn(client, targetPort),
    );
  }

  /** Listens on a free port of the loopback and resolves with it. */
  async start(): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #passOn(client: Socket, targetPort: number): void {
    // Half open: when one side has said all, what is still held back must reach the other.
    const target = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    for (const socket of [client, target]) {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    }
    const closeBoth = (fault: unknown): void => {
      if (!fault) return;
      client.destroy();
      target.destroy();
    };
    pipeline(client, target, closeBoth);
    pipeline(target, this.#throttle(), client, closeBoth);
  }

  #throttle(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        const now = performance.now();
        const seconds = chunk.length / this.#bytesPerSecond;
        this.#busyUntil = Math.max(now, this.#busyUntil) + seconds * 1000;
        setTimeout(() => done(null, chunk), this.#busyUntil - now);
      },
    });
  }
}
