/**
 * Brings a fresh connection to the 68 bytes with which a peer begins (BEP 3), in plaintext or through the
 * encrypted handshake (MSE), within 10 seconds in all. What is incoming and does not begin as BEP 3 says is
 * taken for MSE: its first bytes are a random number.
 */
import type { Clock, Timer } from '../core/clock.ts';
import type { PeerEncryption } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import {
  encodeHandshake,
  HANDSHAKE_BYTES,
  parseHandshake,
  PROTOCOL,
  type Handshake,
} from '../wire/handshake.ts';
import { METHOD, type EncryptedStart, type MseStep } from '../wire/mse-format.ts';
import { MseInitiator } from '../wire/mse-initiator.ts';
import { MseResponder } from '../wire/mse-responder.ts';
import { EncryptedConnection } from './encrypted-connection.ts';
import {
  acceptsEncrypted,
  acceptsPlaintext,
  offeredMethods,
  selectMethod,
  type EncryptionPolicy,
} from './encryption-policy.ts';
import type { PeerTransport } from './peer-transport.ts';

/** libtorrent's: silent connections must not hold places. */
export const HANDSHAKE_TIMEOUT_MS = 10_000;

/** A peer that has said who it is. */
export interface Greeting {
  /** What the stream goes on through. */
  transport: PeerTransport;
  encryption: PeerEncryption;
  handshake: Handshake;
  /** What came behind the handshake, decrypted. */
  rest: Uint8Array;
}

export interface GreetingTerms {
  policy: EncryptionPolicy;
  clock: Clock;
  random: Random;
}

/** Called once; null where the peer left, was silent, or speaks something else: it is closed already. */
export type GreetingListener = (greeting: Greeting | null) => void;

/** Waits for what a peer that dialled us has to say; `findTorrent` as in `ResponderTerms`. */
export function awaitGreeting(
  connection: PeerTransport,
  terms: GreetingTerms & { findTorrent: (torrentHash: Uint8Array) => Uint8Array | null },
  onDone: GreetingListener,
): void {
  const { policy, random, findTorrent } = terms;
  const greeter = new Greeter(connection, terms.clock, onDone);
  greeter.detectProtocol((isPlaintext, bytes) => {
    if (isPlaintext) {
      if (acceptsPlaintext(policy)) greeter.readHandshake(connection, 'none', bytes, null);
      else greeter.fail();
      return;
    }
    if (!acceptsEncrypted(policy)) {
      greeter.fail();
      return;
    }
    const responder = new MseResponder({
      findTorrent,
      select: (offered) => selectMethod(policy, offered),
      random,
      send: (reply) => connection.write(reply),
    });
    greeter.negotiate(responder, bytes);
  });
}

/** Says who we are to a peer that we dialled, and waits for its answer. */
export function greet(
  connection: PeerTransport,
  terms: GreetingTerms & {
    infoHash: Uint8Array;
    peerId: Uint8Array;
    isEncrypted: boolean;
    /** Left out: no. */
    offersDht?: boolean;
  },
  onDone: GreetingListener,
): void {
  const { policy, random, infoHash, peerId } = terms;
  const greeter = new Greeter(connection, terms.clock, onDone);
  const handshake = encodeHandshake(infoHash, peerId, terms.offersDht);
  const nothing = new Uint8Array(0);
  if (!terms.isEncrypted) {
    greeter.readHandshake(connection, 'none', nothing, infoHash);
    connection.write(handshake);
    return;
  }
  const initiator = new MseInitiator({
    infoHash,
    initialPayload: handshake,
    offered: offeredMethods(policy),
    random,
    send: (bytes) => connection.write(bytes),
  });
  greeter.negotiate(initiator, nothing);
}

/** One connection on its way through these stages; each takes the place of the one before as its listener. */
class Greeter {
  readonly #connection: PeerTransport;
  readonly #onDone: GreetingListener;
  readonly #timer: Timer;
  #isDone = false;

  constructor(connection: PeerTransport, clock: Clock, onDone: GreetingListener) {
    this.#connection = connection;
    this.#onDone = onDone;
    this.#timer = clock.setTimer(HANDSHAKE_TIMEOUT_MS, () => this.fail());
  }

  fail(): void {
    if (this.#isDone) return;
    this.#connection.close();
    this.#finish(null);
  }

  /** Reads until the bytes cannot be a handshake in plaintext any more, or surely are one. */
  detectProtocol(onDetected: (isPlaintext: boolean, bytes: Uint8Array) => void): void {
    let seen: Uint8Array = new Uint8Array(0);
    this.#listen(this.#connection, (bytes) => {
      seen = Buffer.concat([seen, bytes]);
      const isLike = PROTOCOL.subarray(0, seen.length).every((byte, at) => byte === seen[at]);
      if (!isLike || seen.length >= PROTOCOL.length) onDetected(isLike, seen);
    });
  }

  /** Goes through the encrypted handshake; `first` came already. */
  negotiate(side: { receive(bytes: Uint8Array): MseStep }, first: Uint8Array): void {
    const receive = (bytes: Uint8Array): void => {
      const step = side.receive(bytes);
      if (step === 'failed') this.fail();
      else if (step !== 'waiting') this.#onNegotiated(step);
    };
    this.#listen(this.#connection, receive);
    if (first.length > 0) receive(first);
  }

  /** Collects the 68 bytes, of which `first` came already. They must name the torrent, where one is given. */
  readHandshake(
    transport: PeerTransport,
    encryption: PeerEncryption,
    first: Uint8Array,
    infoHash: Uint8Array | null,
  ): void {
    const collected = new Uint8Array(HANDSHAKE_BYTES);
    let length = 0;
    const receive = (bytes: Uint8Array): void => {
      const take = Math.min(bytes.length, HANDSHAKE_BYTES - length);
      collected.set(bytes.subarray(0, take), length);
      length += take;
      if (length < HANDSHAKE_BYTES) return;
      const handshake = parseHandshake(collected);
      const isRight =
        handshake !== null &&
        (infoHash === null || Buffer.compare(handshake.infoHash, infoHash) === 0);
      if (!isRight) this.fail();
      else this.#finish({ transport, encryption, handshake, rest: bytes.slice(take) });
    };
    this.#listen(transport, receive);
    if (first.length > 0) receive(first);
  }

  #onNegotiated({ method, incoming, outgoing, infoHash, rest }: EncryptedStart): void {
    const isRc4 = method === METHOD.rc4;
    const transport = isRc4
      ? new EncryptedConnection(this.#connection, { incoming, outgoing })
      : this.#connection;
    this.readHandshake(transport, isRc4 ? 'rc4' : 'handshake', rest, infoHash);
  }

  #listen(transport: PeerTransport, onBytes: (bytes: Uint8Array) => void): void {
    transport.listen({
      onBytes: (bytes) => {
        if (!this.#isDone) onBytes(bytes);
      },
      onClosed: () => this.fail(),
    });
  }

  #finish(greeting: Greeting | null): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#timer.cancel();
    this.#onDone(greeting);
  }
}
