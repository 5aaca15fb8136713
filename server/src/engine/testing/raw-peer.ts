/** A peer in the hands of a test: a socket that has greeted a session for a torrent, and says whatever it wants. */
import { connect, type Socket } from 'node:net';
import { encodeHandshake, HANDSHAKE_BYTES } from '../wire/handshake.ts';
import { MESSAGE } from '../wire/message-ids.ts';
import { MessageParser } from '../wire/message-parser.ts';
import { MessageWriter } from '../wire/message-writer.ts';
import { until, type RunningSession } from './loopback-session.ts';

const sockets = new Set<Socket>();
let peers = 0;

/** Ends all of them: a test file calls it after each test. */
export function closeRawPeers(): void {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
}

export class RawPeer {
  isClosed = false;
  readonly #socket: Socket;
  readonly #extensions: { number: number; payload: Uint8Array }[] = [];
  readonly #parser: MessageParser;
  #greetingLeft = HANDSHAKE_BYTES;

  private constructor(socket: Socket) {
    this.#socket = socket;
    sockets.add(socket);
    const handler = {
      onMessage: (id: number, payload: Uint8Array): boolean => {
        if (id !== MESSAGE.extended) return true;
        this.#extensions.push({ number: payload[0]!, payload: payload.slice(1) });
        return true;
      },
      onBlockStart: (): number => -1,
      onBlockEnd: (): void => {},
    };
    this.#parser = new MessageParser(handler, new Uint8Array(0), null);
    socket.on('error', () => {});
    socket.on('close', () => (this.isClosed = true));
    socket.on('data', (bytes) => this.#receive(bytes));
  }

  /** Dials the session and greets it for the torrent, as one that knows extensions and the fast extension. */
  static async join(
    { endpoint }: Pick<RunningSession, 'endpoint'>,
    infoHash: Uint8Array,
    localAddress = '127.0.0.1',
  ): Promise<RawPeer> {
    const peer = new RawPeer(
      connect({ host: endpoint.address, port: endpoint.port, localAddress }),
    );
    const peerId = Buffer.from(`-XX0000-${String(++peers).padStart(12, '0')}`);
    peer.#socket.write(encodeHandshake(infoHash, peerId));
    await until(
      () => peer.#greetingLeft === 0,
      () => 'no handshake came back',
    );
    return peer;
  }

  /** What came by this number of the extension protocol. */
  extensions(number: number): Uint8Array[] {
    return this.#extensions
      .filter((message) => message.number === number)
      .map(({ payload }) => payload);
  }

  sendExtension(number: number, payload: Uint8Array): void {
    this.send((writer) => writer.extended(number, payload));
  }

  send(write: (writer: MessageWriter) => void): void {
    const writer = new MessageWriter();
    write(writer);
    this.#socket.write(writer.take());
  }

  #receive(bytes: Uint8Array): void {
    const greeting = Math.min(this.#greetingLeft, bytes.length);
    this.#greetingLeft -= greeting;
    this.#parser.consume(bytes.subarray(greeting));
  }
}
