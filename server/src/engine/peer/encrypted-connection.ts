/**
 * A connection whose stream is RC4 (MSE), both ways in place: what comes is decrypted in the buffer that all
 * connections read into, what goes where its owner wrote it. Invariant: each cipher passes every byte of its
 * direction once and in order, so nothing else may read from or write to the transport below.
 */
import type { PeerEndpoint } from '../core/messages.ts';
import type { ConnectionListener } from '../net/tcp-connection.ts';
import type { Rc4 } from '../wire/rc4.ts';
import type { PeerTransport } from './peer-transport.ts';

export class EncryptedConnection implements PeerTransport {
  readonly #below: PeerTransport;
  readonly #incoming: Rc4;
  readonly #outgoing: Rc4;

  constructor(below: PeerTransport, ciphers: { incoming: Rc4; outgoing: Rc4 }) {
    this.#below = below;
    this.#incoming = ciphers.incoming;
    this.#outgoing = ciphers.outgoing;
  }

  get remote(): PeerEndpoint {
    return this.#below.remote;
  }

  get isClosed(): boolean {
    return this.#below.isClosed;
  }

  listen(listener: ConnectionListener): void {
    this.#below.listen({
      onBytes: (bytes) => {
        this.#incoming.apply(bytes);
        listener.onBytes(bytes);
      },
      onClosed: () => listener.onClosed(),
    });
  }

  write(bytes: Uint8Array, onWritten?: () => void): void {
    this.#outgoing.apply(bytes);
    this.#below.write(bytes, onWritten);
  }

  close(): void {
    this.#below.close();
  }
}
