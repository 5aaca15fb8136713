/**
 * Opens connections to peers for all torrents: so many at once, so many in a second, each torrent in its turn.
 * Bursts of dials fill the connection tables of home routers (libtorrent's 30 a second).
 * A peer that takes the connection but not the greeting is dialled once more the other way, encrypted or not,
 * where the policy has two ways.
 */
import type { Clock } from '../core/clock.ts';
import { toHex } from '../core/hex.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import { TcpConnection } from '../net/tcp-connection.ts';
import { dialsEncrypted, triesBothWays, type EncryptionPolicy } from '../peer/encryption-policy.ts';
import { greet, type Greeting } from '../peer/handshaker.ts';
import { DialQueue } from './dial-queue.ts';

const DIALS_PER_SECOND = 30;
const MAX_HALF_OPEN = 100;
const CONNECT_TIMEOUT_MS = 10_000;

export interface DialJob {
  endpoint: PeerEndpoint;
  infoHash: Uint8Array;
  /** Whether the peer is told of our node of the DHT (BEP 5). Left out: no. */
  offersDht?: boolean;
  /** How it went the last time that it worked; null where that is not known. */
  workedEncrypted: boolean | null;
  /** Whether the torrent still wants it. */
  isWanted: () => boolean;
  onConnected: (greeting: Greeting) => void;
  onFailed: () => void;
  /** It was not tried. */
  onDropped: () => void;
}

export interface DiallerOptions {
  clock: Clock;
  random: Random;
  localAddress: string | null;
  peerId: Uint8Array;
  /** Read anew for each dial: it may be changed. */
  config: Readonly<{ encryption: EncryptionPolicy }>;
}

interface Attempt {
  job: DialJob;
  isEncrypted: boolean;
  isLast: boolean;
}

export class Dialler {
  readonly #options: DiallerOptions;
  readonly #queue = new DialQueue<Attempt>();
  readonly #opening = new Set<TcpConnection>();
  #allowance = DIALS_PER_SECOND;
  #isStopped = false;

  constructor(options: DiallerOptions) {
    this.#options = options;
  }

  /** Dials that wait or are under way. */
  get pending(): number {
    return this.#queue.size + this.#opening.size;
  }

  /** Connections that are being made. */
  get opening(): number {
    return this.#opening.size;
  }

  add(job: DialJob): void {
    const { encryption } = this.#options.config;
    const isEncrypted = dialsEncrypted(encryption, job.workedEncrypted);
    const attempt = { job, isEncrypted, isLast: !triesBothWays(encryption) };
    this.#queue.add(toHex(job.infoHash), attempt);
    this.#work();
  }

  /** Once a second. */
  tick(): void {
    this.#allowance = DIALS_PER_SECOND;
    this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    this.#queue.clear();
    for (const connection of this.#opening) connection.close();
  }

  #work(): void {
    while (this.#allowance > 0 && this.#opening.size < MAX_HALF_OPEN && !this.#isStopped) {
      const attempt = this.#queue.next();
      if (!attempt) return;
      if (!attempt.job.isWanted()) {
        attempt.job.onDropped();
        continue;
      }
      this.#allowance--;
      this.#dial(attempt);
    }
  }

  #dial({ job, isEncrypted, isLast }: Attempt): void {
    const { clock, random, localAddress, peerId, config } = this.#options;
    const { encryption: policy } = config;
    const { endpoint, infoHash, offersDht = false } = job;
    const connection = TcpConnection.dial(
      endpoint,
      { localAddress, timeoutMs: CONNECT_TIMEOUT_MS },
      (opened) => {
        const terms = { policy, clock, random, infoHash, peerId, isEncrypted, offersDht };
        greet(opened, terms, (greeting) => {
          this.#opening.delete(opened);
          const isAgain = greeting === null && !isLast && !this.#isStopped;
          if (isAgain) this.#queue.addUrgent({ job, isEncrypted: !isEncrypted, isLast: true });
          this.#work();
          if (greeting) job.onConnected(greeting);
          else if (!isAgain) job.onFailed();
        });
      },
    );
    this.#opening.add(connection);
    connection.listen({
      onBytes: () => {},
      onClosed: () => {
        this.#opening.delete(connection);
        this.#work();
        job.onFailed();
      },
    });
  }
}
