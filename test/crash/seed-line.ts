/**
 * The line between the seed and a server that dies and comes back: it takes the seed's call and keeps it until the
 * server answers, so that the seed sees few failures, and it counts every block that goes through.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform, pipeline } from 'node:stream';
import { PieceMessageReader, type BlockListener } from './piece-message-reader.ts';

const LOOPBACK = '127.0.0.1';
const REDIAL_MS = 25;
/** BEP 10: in its handshake the seed would say where it listens, and the server would call it past this line. */
const EXTENSION_BYTE = 25;
const EXTENSION_BIT = 0x10;

export class SeedLine implements AsyncDisposable {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly port: number;
  private readonly onBlock: BlockListener;

  private constructor(port: number, onBlock: BlockListener) {
    this.port = port;
    this.onBlock = onBlock;
    // Half open: what ends one side ends the other in `pipeline`.
    this.server = createServer((seed) => this.hold(seed));
  }

  /** Listens for the seed of the server that has, or will have, this peer port. */
  static async open(port: number, onBlock: BlockListener): Promise<SeedLine> {
    const line = new SeedLine(port, onBlock);
    await new Promise<void>((resolve, reject) => {
      line.server.once('error', reject).listen(0, LOOPBACK, resolve);
    });
    return line;
  }

  /** Where it is reached, `host:port`. */
  get address(): string {
    return `${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private hold(seed: Socket): void {
    this.keep(seed);
    seed.on('error', () => {});
    this.dial(seed);
  }

  private dial(seed: Socket): void {
    if (seed.destroyed) return;
    const peer = connect(this.port, LOOPBACK);
    this.keep(peer);
    peer.once('error', () => setTimeout(() => this.dial(seed), REDIAL_MS));
    peer.once('connect', () => {
      peer.removeAllListeners('error');
      this.join(seed, peer);
    });
  }

  private join(seed: Socket, peer: Socket): void {
    const closeBoth = (): void => {
      seed.destroy();
      peer.destroy();
    };
    const reader = new PieceMessageReader(this.onBlock);
    const fromSeed = handshakeFilter((chunk) => reader.read(chunk));
    pipeline(seed, fromSeed, peer, closeBoth);
    pipeline(peer, handshakeFilter(), seed, closeBoth);
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
  }
}

/** Takes the offer of extensions out of the handshake, and lets all else pass. */
function handshakeFilter(onChunk: (chunk: Buffer) => void = () => {}): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const at = EXTENSION_BYTE - passed;
      if (at >= 0 && at < chunk.length) chunk[at]! &= ~EXTENSION_BIT;
      passed += chunk.length;
      onChunk(chunk);
      done(null, chunk);
    },
  });
}
