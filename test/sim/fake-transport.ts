/**
 * A connection without a network: what a simulated peer says is handed to the engine in pieces of any size, and
 * what the engine says waits until the peer reads it. As strict as the real one may be: bytes that were
 * handed over are spoilt after the call, written ones before they are given back, so that whoever keeps a
 * view of them is found out.
 */
import type { PeerEndpoint } from '../../server/src/engine/core/messages.ts';
import type { ConnectionListener } from '../../server/src/engine/net/tcp-connection.ts';
import type { PeerTransport } from '../../server/src/engine/peer/peer-transport.ts';

const SPOILT = 0xee;
const readBuffer = new Uint8Array(256 * 1024);

interface WaitingWrite {
  bytes: Uint8Array;
  onWritten: (() => void) | undefined;
}

export class FakeTransport implements PeerTransport {
  readonly remote: PeerEndpoint;
  isClosed = false;
  #listener: ConnectionListener | null = null;
  #writes: WaitingWrite[] = [];
  #hasToldEnd = false;

  constructor(remote: PeerEndpoint) {
    this.remote = remote;
  }

  // The engine's side.

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    if (this.isClosed) listener.onClosed();
  }

  write(bytes: Uint8Array, onWritten?: () => void): void {
    if (this.isClosed) onWritten?.();
    else this.#writes.push({ bytes, onWritten });
  }

  close(): void {
    this.isClosed = true;
  }

  // The peer's side.

  /** Writes that hold memory until they are taken. */
  get heldWrites(): number {
    return this.#writes.filter(({ onWritten }) => onWritten).length;
  }

  /** Whether the engine was told of the end. */
  get isOver(): boolean {
    return this.#hasToldEnd;
  }

  /** The network brings these bytes, at most 256 KiB; whether the connection was open for them. */
  deliver(bytes: Uint8Array): boolean {
    if (this.isClosed || !this.#listener) return false;
    const view = readBuffer.subarray(0, bytes.length);
    view.set(bytes);
    this.#listener.onBytes(view);
    view.fill(SPOILT);
    return true;
  }

  /** The peer reads up to `count` writes of the engine. */
  read(count: number, onBytes: (bytes: Uint8Array) => void): void {
    for (let done = 0; done < count && !this.isClosed; done++) {
      const write = this.#writes.shift();
      if (!write) return;
      onBytes(write.bytes);
      write.bytes.fill(SPOILT);
      write.onWritten?.();
    }
  }

  /** Tells the engine of the end, once, as a socket does some time after it was closed. */
  tellEnd(): void {
    if (!this.isClosed || this.#hasToldEnd) return;
    this.#hasToldEnd = true;
    for (const { onWritten } of this.#writes.splice(0)) onWritten?.();
    this.#listener?.onClosed();
  }
}
