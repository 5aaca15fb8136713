/**
 * A connection to a peer of a swarm whose metadata we do not have yet: it says what it has of the torrent, which
 * means nothing to us before we know how many pieces there are, and is asked for metadata and for other peers alone.
 * Nothing that it sends is kept here; a bitfield is read past up to 256 KiB (hardening 1D).
 */
import type { Clock } from '../core/clock.ts';
import type {
  PeerCloseReason,
  PeerEncryption,
  PeerEndpoint,
  PeerSourceName,
  PeerStatus,
} from '../core/messages.ts';
import { PeerExtensions } from '../peer/peer-extensions.ts';
import type { PeerTransport } from '../peer/peer-transport.ts';
import { clientNameOf } from '../wire/client-name.ts';
import {
  OWN_EXTENSIONS,
  parseExtensionHandshake,
  type ExtensionName,
} from '../wire/extension-handshake.ts';
import { MESSAGE } from '../wire/message-ids.ts';
import { MessageParser, type MessageHandler } from '../wire/message-parser.ts';
import { MessageWriter } from '../wire/message-writer.ts';

const NOWHERE = new Uint8Array(0);
/** A handshake tells what changed since the one before; more change than this is a flood. */
const MOST_HANDSHAKES = 20;

/** What the owner of the peers hears, within the read of the bytes that caused it. */
export interface MetadataPeerListener {
  /** `peer.extensions` has what it said of itself (BEP 10). */
  onIntroduced(peer: MetadataPeer): void;
  /** A view that is valid during the call. */
  onExtension(peer: MetadataPeer, name: 'metadata' | 'pex', payload: Uint8Array): void;
  onDhtPort(peer: MetadataPeer, port: number): void;
  onClosed(peer: MetadataPeer): void;
}

export interface MetadataPeerInit {
  /** Unique in the session. */
  id: number;
  transport: PeerTransport;
  encryption: PeerEncryption;
  /** 20 bytes. */
  peerId: Uint8Array;
  source: PeerSourceName;
  incoming: boolean;
  /** Both sides speak the fast extension (BEP 6). */
  isFast: boolean;
  clock: Clock;
  listener: MetadataPeerListener;
}

export class MetadataPeer implements MessageHandler {
  readonly id: number;
  readonly remote: PeerEndpoint;
  /** 20 bytes as Latin-1. */
  readonly peerId: string;
  readonly source: PeerSourceName;
  readonly incoming: boolean;
  readonly encryption: PeerEncryption;
  readonly isFast: boolean;
  readonly extensions = new PeerExtensions();
  /** Monotonic milliseconds. */
  readonly connectedAt: number;
  lastReceivedAt: number;
  closeReason: PeerCloseReason = 'remote-closed';
  /** Pieces of the metadata that it sent without having been asked. */
  unasked = 0;
  /** It gave a piece of the metadata. */
  isUseful = false;
  #client: string;
  #receivedBytes = 0;
  #lastSentAt: number;
  #handshakes = 0;
  #isFlushScheduled = false;
  readonly #transport: PeerTransport;
  readonly #clock: Clock;
  readonly #listener: MetadataPeerListener;
  readonly #parser: MessageParser;
  readonly #writer = new MessageWriter();

  constructor(init: MetadataPeerInit) {
    this.id = init.id;
    this.remote = init.transport.remote;
    this.peerId = Buffer.from(init.peerId).toString('latin1');
    this.source = init.source;
    this.incoming = init.incoming;
    this.encryption = init.encryption;
    this.isFast = init.isFast;
    this.#client = clientNameOf(init.peerId);
    this.#transport = init.transport;
    this.#clock = init.clock;
    this.#listener = init.listener;
    this.#parser = new MessageParser(this, NOWHERE, null);
    this.connectedAt = init.clock.now();
    this.lastReceivedAt = this.connectedAt;
    this.#lastSentAt = this.connectedAt;
  }

  /** Begins to read; `rest` is what came behind the handshake. */
  start(rest: Uint8Array): void {
    this.#transport.listen({
      onBytes: (bytes) => this.#receive(bytes),
      onClosed: () => this.#listener.onClosed(this),
    });
    if (rest.length > 0) this.#receive(rest);
  }

  get isClosed(): boolean {
    return this.#transport.isClosed;
  }

  /** The first reason counts. */
  close(reason: PeerCloseReason): void {
    if (this.isClosed) return;
    this.closeReason = reason;
    this.#transport.close();
  }

  /** The first messages: that we have nothing (BEP 6 wants it said), and who we are. */
  introduce(extensionHandshake: Uint8Array): void {
    if (this.isFast) this.#writer.state(MESSAGE.haveNone);
    this.#writer.extended(0, extensionHandshake);
    this.#flushSoon();
  }

  /** Nothing where the peer does not know the message. */
  sendExtension(name: ExtensionName, payload: Uint8Array): void {
    const number = this.extensions.numberOf(name);
    if (number === null) return;
    this.#writer.extended(number, payload);
    this.#flushSoon();
  }

  sendDhtPort(port: number): void {
    this.#writer.port(port);
    this.#flushSoon();
  }

  /** Nothing was sent for this long, in milliseconds: a keep-alive goes out. */
  keepAlive(afterMs: number): void {
    if (this.#clock.now() - this.#lastSentAt < afterMs) return;
    this.#writer.keepAlive();
    this.#flushSoon();
  }

  onMessage(id: number, payload: Uint8Array): boolean {
    if (this.isClosed) return false;
    if (id === MESSAGE.extended) this.#onExtended(payload);
    else if (id === MESSAGE.port) {
      this.#listener.onDhtPort(this, (payload[0]! << 8) | payload[1]!);
    }
    return !this.isClosed;
  }

  /** Nobody asked for blocks. */
  onBlockStart(): number {
    this.close('unrequested-data');
    return -1;
  }

  onBlockEnd(): void {}

  status(): PeerStatus {
    return {
      ...this.remote,
      client: this.#client,
      source: this.source,
      incoming: this.incoming,
      encryption: this.encryption,
      progress: 0,
      downloadRate: 0,
      uploadRate: 0,
      downloadedBytes: this.#receivedBytes,
      uploadedBytes: 0,
      interested: false,
      choked: true,
      peerInterested: false,
      peerChoked: true,
      snubbed: false,
      optimistic: false,
    };
  }

  #receive(bytes: Uint8Array): void {
    this.lastReceivedAt = this.#clock.now();
    this.#receivedBytes += bytes.length;
    const fault = this.#parser.consume(bytes);
    if (fault !== null) this.close(fault);
  }

  #onExtended(payload: Uint8Array): void {
    const id = payload[0];
    const content = payload.subarray(1);
    if (id === 0) this.#onHandshake(content);
    else if (!this.extensions.areNegotiated) return;
    else if (id === OWN_EXTENSIONS.metadata) {
      this.#listener.onExtension(this, 'metadata', content);
    } else if (id === OWN_EXTENSIONS.pex) this.#listener.onExtension(this, 'pex', content);
  }

  #onHandshake(payload: Uint8Array): void {
    const handshake = parseExtensionHandshake(payload);
    this.#handshakes++;
    if (handshake === null || this.#handshakes > MOST_HANDSHAKES) {
      this.close('bad-extension');
      return;
    }
    this.extensions.take(handshake);
    if (this.extensions.areTooMany) this.close('bad-extension');
    if (handshake.client) this.#client = handshake.client;
    this.#listener.onIntroduced(this);
  }

  #flushSoon(): void {
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    queueMicrotask(() => {
      this.#isFlushScheduled = false;
      if (this.#writer.isEmpty || this.isClosed) return;
      this.#lastSentAt = this.#clock.now();
      this.#transport.write(this.#writer.take());
    });
  }
}
