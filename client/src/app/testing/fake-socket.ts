/** A socket without a server: tests say what the server says. */
import type { LiveSocket } from '../live/live-socket';

type Listener = (...args: unknown[]) => void;

export class FakeSocket {
  private readonly listeners = new Map<string, Set<Listener>>();
  readonly sent: { name: string; args: unknown[] }[] = [];
  connected = false;
  /** As the app sets it: gives what the next handshake carries. */
  auth: (give: (data: object) => void) => void = (give) => give({});

  /** The same object under the type that the app injects. */
  asLiveSocket(): LiveSocket {
    return this as unknown as LiveSocket;
  }

  on(name: string, listener: Listener): this {
    const known = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, known.add(listener));
    return this;
  }

  off(name: string, listener: Listener): this {
    this.listeners.get(name)?.delete(listener);
    return this;
  }

  emit(name: string, ...args: unknown[]): this {
    this.sent.push({ name, args });
    return this;
  }

  connect(): this {
    this.connected = true;
    return this;
  }

  disconnect(): this {
    this.connected = false;
    return this;
  }

  /** What a handshake would carry now. */
  get handshake(): object {
    let carried: object = {};
    this.auth((data) => (carried = data));
    return carried;
  }

  /** The server sends an event. */
  receive(name: string, ...args: unknown[]): void {
    for (const listener of this.listeners.get(name) ?? []) listener(...args);
  }
}
