/**
 * A line to a peer on this machine that knows the handshake (BEP 3): it counts connections, tells which side
 * offers the fast extension (BEP 6), and can take the offer out, so that real clients meet without it.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Transform, pipeline } from 'node:stream';

const LOOPBACK = '127.0.0.1';
const HANDSHAKE_BYTES = 68;
const PROTOCOL = '\u0013BitTorrent protocol';
/** BEP 6: the third bit from the right of the last reserved byte. */
const FAST_BYTE = 27;
const FAST_BIT = 0x04;

/** Whether a side offers the fast extension; null while it has said nothing, or nothing that can be read. */
type Offer = boolean | null;

export class PeerRelay implements AsyncDisposable {
  /** What the side that connects and the peer behind the line offered last. */
  callerOffersFast: Offer = null;
  peerOffersFast: Offer = null;
  /** Connections on which the peer behind the line answered the handshake. */
  handshakes = 0;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly passesFast: boolean;

  private constructor(peer: string, passesFast: boolean) {
    this.passesFast = passesFast;
    const port = Number(peer.split(':').at(-1));
    this.server = createServer((caller) => this.join(caller, connect(port, LOOPBACK)));
  }

  /** Listens for callers of `peer`, `host:port`; `passesFast` false takes the fast extension's bit out. */
  static async open(peer: string, { passesFast }: { passesFast: boolean }): Promise<PeerRelay> {
    const relay = new PeerRelay(peer, passesFast);
    await new Promise<void>((resolve, reject) => {
      relay.server.once('error', reject).listen(0, LOOPBACK, resolve);
    });
    return relay;
  }

  /** Where it is reached, `host:port`. */
  get address(): string {
    return `${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private join(caller: Socket, peer: Socket): void {
    const closeBoth = (): void => {
      caller.destroy();
      peer.destroy();
    };
    for (const socket of [caller, peer]) {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    }
    const fromCaller = this.handshakeFilter((offer) => (this.callerOffersFast = offer));
    const fromPeer = this.handshakeFilter((offer) => {
      this.handshakes += 1;
      this.peerOffersFast = offer;
    });
    pipeline(caller, fromCaller, peer, closeBoth);
    pipeline(peer, fromPeer, caller, closeBoth);
  }

  /** Holds the first 68 bytes until they are whole; an encrypted handshake goes through unread. */
  private handshakeFilter(onOffer: (offer: boolean) => void): Transform {
    let held: Buffer | null = Buffer.alloc(0);
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        if (held === null) {
          done(null, chunk);
          return;
        }
        held = Buffer.concat([held, chunk]);
        if (held.length < HANDSHAKE_BYTES) {
          done();
          return;
        }
        const bytes = held;
        held = null;
        if (bytes.toString('latin1', 0, PROTOCOL.length) === PROTOCOL) {
          onOffer((bytes[FAST_BYTE]! & FAST_BIT) !== 0);
          if (!this.passesFast) bytes[FAST_BYTE]! &= ~FAST_BIT;
        }
        done(null, bytes);
      },
    });
  }
}
