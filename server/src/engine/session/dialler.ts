/**
 * Opens connections to peers for all torrents: so many at once, so many in a second, in the order in which
 * they were asked for. Bursts of dials fill the connection tables of home routers (libtorrent's 30 a second).
 */
import type { Clock } from '../core/clock.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { TcpConnection } from '../net/tcp-connection.ts';
import { awaitHandshake } from '../peer/handshaker.ts';
import { encodeHandshake, type Handshake } from '../wire/handshake.ts';

const DIALS_PER_SECOND = 30;
const MAX_HALF_OPEN = 100;
const CONNECT_TIMEOUT_MS = 10_000;

export interface DialJob {
  endpoint: PeerEndpoint;
  infoHash: Uint8Array;
  /** Whether the torrent still wants it. */
  isWanted: () => boolean;
  onConnected: (connection: TcpConnection, handshake: Handshake, rest: Uint8Array) => void;
  onFailed: () => void;
  /** It was not tried. */
  onDropped: () => void;
}

export class Dialler {
  readonly #clock: Clock;
  readonly #localAddress: string | null;
  readonly #peerId: Uint8Array;
  readonly #queue: DialJob[] = [];
  readonly #opening = new Set<TcpConnection>();
  #allowance = DIALS_PER_SECOND;
  #isStopped = false;

  constructor(clock: Clock, localAddress: string | null, peerId: Uint8Array) {
    this.#clock = clock;
    this.#localAddress = localAddress;
    this.#peerId = peerId;
  }

  /** Dials that wait or are under way. */
  get pending(): number {
    return this.#queue.length + this.#opening.size;
  }

  add(job: DialJob): void {
    this.#queue.push(job);
    this.#work();
  }

  /** Once a second. */
  tick(): void {
    this.#allowance = DIALS_PER_SECOND;
    this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    this.#queue.length = 0;
    for (const connection of this.#opening) connection.close();
  }

  #work(): void {
    while (this.#allowance > 0 && this.#opening.size < MAX_HALF_OPEN && !this.#isStopped) {
      const job = this.#queue.shift();
      if (!job) return;
      if (!job.isWanted()) {
        job.onDropped();
        continue;
      }
      this.#allowance--;
      this.#dial(job);
    }
  }

  #dial(job: DialJob): void {
    const end = (): void => {
      this.#opening.delete(connection);
      this.#work();
    };
    const connection = TcpConnection.dial(
      job.endpoint,
      { localAddress: this.#localAddress, timeoutMs: CONNECT_TIMEOUT_MS },
      (opened) => {
        awaitHandshake(opened, this.#clock, ({ handshake, rest }) => {
          end();
          const isRight =
            handshake !== null && Buffer.compare(handshake.infoHash, job.infoHash) === 0;
          if (isRight) job.onConnected(opened, handshake, rest);
          else {
            opened.close();
            job.onFailed();
          }
        });
        opened.write(encodeHandshake(job.infoHash, this.#peerId));
      },
    );
    this.#opening.add(connection);
    connection.listen({
      onBytes: () => {},
      onClosed: () => {
        end();
        job.onFailed();
      },
    });
  }
}
