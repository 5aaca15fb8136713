/**
 * The multicast sockets of local service discovery (BEP 14). One socket of each family hears the group on all
 * interfaces, beside other clients on the same port; one of each interface and family speaks, so that a datagram
 * leaves there with that interface's address. Interfaces come and go: `refresh` follows them.
 *
 * What the system refuses (no IPv6, no multicast, no such address any more) costs that interface alone.
 */
import { createSocket, type Socket } from 'node:dgram';
import { networkInterfaces } from 'node:os';
import type { Logger } from '../core/logger.ts';
import { canonicalAddress, type AddressFamily } from '../net/address.ts';
import { lsdInterfaces, type LsdInterface } from './lsd-interfaces.ts';

export const LSD_PORT = 6_771;
const GROUPS: Readonly<Record<AddressFamily, string>> = {
  4: '239.192.152.143',
  6: 'ff15::efc0:988f',
};
/** How the groups stand in a datagram. */
export const LSD_HOSTS: Readonly<Record<AddressFamily, string>> = {
  4: `${GROUPS[4]}:${LSD_PORT}`,
  6: `[${GROUPS[6]}]:${LSD_PORT}`,
};

export interface LsdSocketsOptions {
  /** The one address that everything is bound to; null: all interfaces. */
  host: string | null;
  logger: Logger;
  onPacket(packet: Uint8Array, from: string): void;
}

export class LsdSockets {
  readonly #options: LsdSocketsOptions;
  readonly #ears = new Map<AddressFamily, Socket>();
  /** By family and address. */
  readonly #mouths = new Map<string, { socket: Socket; family: AddressFamily; isReady: boolean }>();

  constructor(options: LsdSocketsOptions) {
    this.#options = options;
  }

  /** Opens sockets on interfaces that are new and closes those of interfaces that are gone. */
  refresh(): void {
    const { host } = this.#options;
    const wanted = new Map(
      lsdInterfaces(networkInterfaces(), host).map((found) => [keyOf(found), found]),
    );
    for (const [key, { socket }] of this.#mouths) {
      if (wanted.has(key)) continue;
      this.#mouths.delete(key);
      closeQuietly(socket);
    }
    for (const [key, found] of wanted) if (!this.#mouths.has(key)) this.#open(key, found);
  }

  /** Says it on every interface of the family. */
  send(packet: Uint8Array, family: AddressFamily): void {
    for (const { socket, family: own, isReady } of this.#mouths.values()) {
      // A network that is down loses the datagram, and the next announce comes.
      if (own === family && isReady) socket.send(packet, LSD_PORT, GROUPS[family], () => {});
    }
  }

  close(): void {
    for (const { socket } of this.#mouths.values()) closeQuietly(socket);
    for (const socket of this.#ears.values()) closeQuietly(socket);
    this.#mouths.clear();
    this.#ears.clear();
  }

  #open(key: string, found: LsdInterface): void {
    const { family, address } = found;
    const socket = createSocket({ type: family === 4 ? 'udp4' : 'udp6', ipv6Only: family === 6 });
    const mouth = { socket, family, isReady: false };
    this.#mouths.set(key, mouth);
    socket.on('error', (error) => {
      this.#options.logger.debug('no local discovery', { address, error: error.message });
      if (this.#mouths.get(key) === mouth) this.#mouths.delete(key);
      closeQuietly(socket);
    });
    socket.bind({ address, port: 0 }, () => {
      try {
        socket.setMulticastInterface(scopeOf(found));
        socket.setMulticastLoopback(true); // other clients on this machine
        mouth.isReady = true;
      } catch (error) {
        socket.emit('error', error);
      }
    });
    this.#listenOn(found);
  }

  #listenOn(found: LsdInterface): void {
    const ear = this.#earOf(found.family);
    const join = (): void => {
      try {
        ear.addMembership(GROUPS[found.family], scopeOf(found));
      } catch {
        // EADDRINUSE: joined already. Else this interface knows no multicast.
      }
    };
    try {
      ear.address();
      join();
    } catch {
      ear.once('listening', join); // not bound yet
    }
  }

  #earOf(family: AddressFamily): Socket {
    const open = this.#ears.get(family);
    if (open) return open;
    const ear = createSocket({
      type: family === 4 ? 'udp4' : 'udp6',
      ipv6Only: family === 6,
      reuseAddr: true,
    });
    this.#ears.set(family, ear);
    ear.on('message', (packet, from) => {
      const address = canonicalAddress(from.address);
      if (address !== null) this.#options.onPacket(packet, address);
    });
    ear.on('error', (error) => {
      this.#options.logger.warn('cannot hear local peers', { family, error: error.message });
    });
    ear.bind({ address: family === 4 ? '0.0.0.0' : '::', port: LSD_PORT });
    return ear;
  }
}

function keyOf({ name, address }: LsdInterface): string {
  return `${name} ${address}`;
}

/** How the system is told of an interface: by its address, and in IPv6 by its name. */
function scopeOf({ name, family, address }: LsdInterface): string {
  return family === 4 ? address : `::%${name}`;
}

function closeQuietly(socket: Socket): void {
  try {
    socket.close();
  } catch {
    // closed before
  }
}
