/** What one node sends, packet by packet, for questions afterwards. */
import type { DhtSocket } from '../../server/src/engine/dht/index.ts';

interface SentPacket {
  atMs: number;
  bytes: number;
  address: string;
}

export class SentMeter {
  readonly #packets: SentPacket[] = [];

  /** The socket, with what is sent through it counted. */
  wrap(socket: DhtSocket): DhtSocket {
    return {
      onMessage: (listener) => socket.onMessage(listener),
      send: (packet, port, address, onError) => {
        this.#packets.push({ atMs: performance.now(), bytes: packet.length, address });
        socket.send(packet, port, address, onError);
      },
    };
  }

  get packets(): number {
    return this.#packets.length;
  }

  get bytes(): number {
    return this.#packets.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  packetsTo(address: string): number {
    return this.#packets.filter((packet) => packet.address === address).length;
  }

  /** The most bytes in any so many milliseconds. */
  mostBytesIn(windowMs: number): number {
    let [most, sum, first] = [0, 0, 0];
    for (const { atMs, bytes } of this.#packets) {
      sum += bytes;
      while (this.#packets[first]!.atMs < atMs - windowMs) sum -= this.#packets[first++]!.bytes;
      most = Math.max(most, sum);
    }
    return most;
  }
}
