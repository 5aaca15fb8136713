/**
 * Peers that dialled us, until they have said which torrent they want, in plaintext or encrypted: from then on
 * the torrent has them. Invariant: `size` counts each connection exactly while it is undecided.
 */
import type { Clock } from '../core/clock.ts';
import { toHex } from '../core/hex.ts';
import type { Random } from '../core/random.ts';
import type { EncryptionPolicy } from '../peer/encryption-policy.ts';
import { addressScope } from '../net/address-rules.ts';
import { awaitGreeting, type Greeting } from '../peer/handshaker.ts';
import type { PeerTransport } from '../peer/peer-transport.ts';
import { TorrentHashes } from '../peer/torrent-hashes.ts';
import type { SessionTorrent } from '../torrent/torrent-context.ts';
import { encodeHandshake } from '../wire/handshake.ts';

/** Silent connections must not use up file descriptors: each is closed after ten seconds. */
const MAX_GREETING = 256;

export interface IncomingPeersOptions {
  clock: Clock;
  random: Random;
  peerId: Uint8Array;
  /** Read anew for each connection: it may be changed. */
  config: Readonly<{ encryption: EncryptionPolicy }>;
  /** The torrent of the id that we have. */
  torrentOf: (id: string) => Pick<SessionTorrent, 'offersDht' | 'admit'> | undefined;
}

export class IncomingPeers {
  readonly #options: IncomingPeersOptions;
  readonly #torrentHashes = new TorrentHashes();
  readonly #greeting = new Set<PeerTransport>();

  #connections = 0;
  #lastOutsideAt: number | null = null;

  constructor(options: IncomingPeersOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#greeting.size;
  }

  /** Connections that came since the start. */
  get connections(): number {
    return this.#connections;
  }

  /** When one came from the internet, in milliseconds since 1970: then our port can be reached from there. */
  get lastOutsideAt(): number | null {
    return this.#lastOutsideAt;
  }

  /** Peers may ask for this torrent, or no longer. */
  admitTo(infoHash: Uint8Array): void {
    this.#torrentHashes.add(infoHash);
  }

  refuseTo(infoHash: Uint8Array): void {
    this.#torrentHashes.delete(infoHash);
  }

  /** A connection was accepted; `hasRoom` says whether the session has a place for it. */
  greet(connection: PeerTransport, hasRoom: boolean): void {
    this.#connections++;
    if (addressScope(connection.remote.address) === 'public') {
      this.#lastOutsideAt = this.#options.clock.wallTime();
    }
    if (!hasRoom || this.#greeting.size >= MAX_GREETING) {
      connection.close();
      return;
    }
    this.#greeting.add(connection);
    const { clock, random, config } = this.#options;
    const { encryption: policy } = config;
    const findTorrent = (hash: Uint8Array): Uint8Array | null => this.#torrentHashes.find(hash);
    awaitGreeting(connection, { policy, clock, random, findTorrent }, (greeting) => {
      this.#greeting.delete(connection);
      if (greeting) this.#handOver(greeting);
    });
  }

  closeAll(): void {
    for (const connection of this.#greeting) connection.close();
  }

  #handOver(greeting: Greeting): void {
    const { transport, handshake } = greeting;
    const torrent = this.#options.torrentOf(toHex(handshake.infoHash));
    if (!torrent) {
      transport.close();
      return;
    }
    transport.write(encodeHandshake(handshake.infoHash, this.#options.peerId, torrent.offersDht));
    torrent.admit({ ...greeting, incoming: true });
  }
}
