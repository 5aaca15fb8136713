/**
 * One connected peer: the state that BEP 3 names (choking and interested, both ways), its pieces, what was
 * asked of it and by it, and its bytes in and out. It decides nothing: whoever owns it hears of every message
 * and tells it what to send. What is sent in one turn of the event loop leaves in one write.
 */
import type { Clock } from '../core/clock.ts';
import type {
  PeerEncryption,
  PeerCloseReason,
  PeerEndpoint,
  PeerSourceName,
} from '../core/messages.ts';
import { RateMeter } from '../limits/rate-meter.ts';
import { isLocalAddress } from '../net/address-rules.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';
import { clientNameOf } from '../wire/client-name.ts';
import {
  OWN_EXTENSIONS,
  parseExtensionHandshake,
  type ExtensionName,
} from '../wire/extension-handshake.ts';
import { MESSAGE } from '../wire/message-ids.ts';
import { MessageParser, readUint32, type MessageHandler } from '../wire/message-parser.ts';
import { MessageWriter } from '../wire/message-writer.ts';
import { AnswerTimes } from './answer-times.ts';
import { FastPieces } from './fast-pieces.ts';
import { PeerExtensions } from './peer-extensions.ts';
import type { PeerTransport } from './peer-transport.ts';
import { RequestTable } from './request-table.ts';
import { RequestWindow } from './request-window.ts';
import { UploadQueue } from './upload-queue.ts';

/** What the owner of peers hears. Calls come within the read of the bytes that caused them. */
export interface PeerListener {
  onPieces(peer: PeerConnection): void;
  onHave(peer: PeerConnection, piece: number): void;
  /** It has a piece no longer (BEP 54). */
  onLost(peer: PeerConnection, piece: number): void;
  onChoked(peer: PeerConnection): void;
  onUnchoked(peer: PeerConnection): void;
  onPeerInterest(peer: PeerConnection): void;
  onRequest(peer: PeerConnection, piece: number, begin: number, length: number): void;
  /** It will not answer a request of ours (BEP 6). */
  onReject(peer: PeerConnection, piece: number, begin: number, length: number): void;
  /** It serves this piece although it chokes us (BEP 6). */
  onAllowedFast(peer: PeerConnection, piece: number): void;
  /** Whether it wants pieces at all has changed (BEP 21). */
  onUploadOnly(peer: PeerConnection): void;
  /** It said something of itself: `peer.extensions` has it (BEP 10). */
  onIntroduced(peer: PeerConnection): void;
  /** A message that is about other peers or the metadata, a view that is valid during the call (BEP 9, 11). */
  onExtension(peer: PeerConnection, name: 'pex' | 'metadata', payload: Uint8Array): void;
  /** Where its node of the DHT is, a UDP port (BEP 5). */
  onDhtPort(peer: PeerConnection, port: number): void;
  /** Where in the slab the block goes, or -1. */
  onBlockStart(peer: PeerConnection, piece: number, begin: number, length: number): number;
  onBlockEnd(
    peer: PeerConnection,
    piece: number,
    begin: number,
    length: number,
    isStored: boolean,
  ): void;
  /** All that came with one read is handled. */
  onTurnEnd(peer: PeerConnection): void;
  onClosed(peer: PeerConnection): void;
}

export interface PeerInit {
  /** Dense number, unique in the session. */
  id: number;
  transport: PeerTransport;
  encryption: PeerEncryption;
  peerId: Uint8Array;
  source: PeerSourceName;
  incoming: boolean;
  /** Both sides speak the fast extension (BEP 6). */
  isFast: boolean;
  pieceCount: number;
  /** The slab that blocks are received into. */
  blockTarget: Uint8Array;
  clock: Clock;
  listener: PeerListener;
}

export class PeerConnection implements MessageHandler {
  readonly id: number;
  readonly remote: PeerEndpoint;
  /** On this machine or in the local network: limits may leave it out. */
  readonly isLocal: boolean;
  readonly peerId: string;
  readonly source: PeerSourceName;
  readonly incoming: boolean;
  readonly encryption: PeerEncryption;
  readonly isFast: boolean;
  readonly pieces: Bitfield;
  readonly fast = new FastPieces();
  readonly extensions = new PeerExtensions();
  readonly requests = new RequestTable();
  readonly window = new RequestWindow();
  readonly answerTimes = new AnswerTimes();
  readonly uploads = new UploadQueue();
  readonly download = new RateMeter();
  readonly upload = new RateMeter();
  /** The most bytes per second that ever came from it. */
  bestRate = 0;
  client: string;
  /** Whether the pieces are counted as a seed's. */
  isSeed = false;
  /** We refuse to serve it; it refuses to serve us. */
  isChoking = true;
  isChoked = true;
  /** We want something of it; it wants something of us. */
  isInterested = false;
  /** Pieces that it has and we want and lack. */
  usefulPieces = 0;
  isPeerInterested = false;
  isSnubbed = false;
  closeReason: PeerCloseReason = 'remote-closed';
  isOptimistic = false;
  /** It wants no more pieces, and says so (BEP 21). */
  isUploadOnly = false;
  /** Requests that were given up, whose blocks may still come. */
  lateBlocks = 0;
  /** When a block came last, or when it was first asked for one since; monotonic milliseconds. */
  lastBlockAt: number;
  /** Runs of blocks that are being read or sent. */
  runsInFlight = 0;
  unrequestedBytes = 0;
  invalidRequests = 0;
  /** Block that is coming in. */
  incomingPiece = -1;
  incomingBlock = -1;
  /** Monotonic milliseconds. */
  readonly connectedAt: number;
  /** When we choked it last, or it connected; monotonic milliseconds. */
  chokingSince: number;
  lastReceivedAt: number;
  #lastSentAt: number;
  #isFlushScheduled = false;
  #hasMessages = false;
  readonly #transport: PeerTransport;
  readonly #parser: MessageParser;
  readonly #writer = new MessageWriter();
  readonly #clock: Clock;
  readonly #listener: PeerListener;

  constructor(init: PeerInit) {
    this.id = init.id;
    this.remote = init.transport.remote;
    this.isLocal = isLocalAddress(this.remote.address);
    this.peerId = Buffer.from(init.peerId).toString('latin1');
    this.client = clientNameOf(init.peerId);
    this.source = init.source;
    this.incoming = init.incoming;
    this.encryption = init.encryption;
    this.isFast = init.isFast;
    this.pieces = new Bitfield(init.pieceCount);
    this.#transport = init.transport;
    this.#clock = init.clock;
    this.#listener = init.listener;
    this.#parser = new MessageParser(this, init.blockTarget, init.pieceCount);
    const now = init.clock.now();
    this.lastBlockAt = now;
    this.connectedAt = now;
    this.chokingSince = now;
    this.lastReceivedAt = now;
    this.#lastSentAt = now;
  }

  /** Begins to read; `rest` is what came behind the handshake. */
  start(rest: Uint8Array): void {
    this.#transport.listen({
      onBytes: (bytes) => this.#receive(bytes),
      onClosed: () => this.#listener.onClosed(this),
    });
    if (rest.length > 0) this.#receive(rest);
  }

  /** Monotonic milliseconds. */
  now(): number {
    return this.#clock.now();
  }

  /** Once a second: brings its rates up to date. */
  tickRates(): void {
    this.download.tick();
    this.upload.tick();
    this.bestRate = Math.max(this.bestRate, this.download.rate);
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

  // What we say.

  /** The first message: what we have. BEP 6 has short forms for all and nothing; BEP 3 says nothing of nothing. */
  sendPieces(have: Bitfield): void {
    if (this.isFast && have.count === 0) this.#writer.state(MESSAGE.haveNone);
    else if (this.isFast && have.isFull) this.#writer.state(MESSAGE.haveAll);
    else if (have.count > 0) this.#writer.bitfield(have.bytes);
    this.#flushSoon();
  }

  /** Serves it these pieces even while we choke it. */
  sendAllowedFast(pieces: readonly number[], pieceBytes: number): void {
    this.fast.allowPeer(pieces, pieceBytes);
    for (const piece of pieces) this.#writer.allowedFast(piece);
    this.#flushSoon();
  }

  /** Tells a peer that knows BEP 21's message whether we want pieces. */
  sendUploadOnly(isUploadOnly: boolean): void {
    this.sendExtension('uploadOnly', Uint8Array.of(isUploadOnly ? 1 : 0));
  }

  /** Nothing where the peer does not know the message. `onSent`: it left, or never will. */
  sendExtension(name: ExtensionName, payload: Uint8Array, onSent?: () => void): void {
    const number = this.extensions.numberOf(name);
    if (number !== null) this.#writer.extended(number, payload);
    if (onSent !== undefined) this.#flush(onSent);
    else this.#flushSoon();
  }

  /** Tells where our node of the DHT is. */
  sendDhtPort(port: number): void {
    this.#writer.port(port);
    this.#flushSoon();
  }

  sendExtensionHandshake(payload: Uint8Array): void {
    this.#writer.extended(0, payload);
    this.#flushSoon();
  }

  sendHave(piece: number): void {
    this.#writer.have(piece);
    this.#flushSoon();
  }

  setInterested(isInterested: boolean): void {
    if (this.isInterested === isInterested) return;
    this.isInterested = isInterested;
    this.#writer.state(isInterested ? MESSAGE.interested : MESSAGE.notInterested);
    this.#flushSoon();
  }

  setChoking(isChoking: boolean): void {
    if (this.isChoking === isChoking) return;
    this.isChoking = isChoking;
    this.#writer.state(isChoking ? MESSAGE.choke : MESSAGE.unchoke);
    if (isChoking) {
      this.chokingSince = this.#clock.now();
      this.uploads.drain((piece, begin, length) => this.rejectRequest(piece, begin, length));
    }
    this.#flushSoon();
  }

  /** A request of its will not be answered; peers without BEP 6 learn nothing of it. */
  rejectRequest(piece: number, begin: number, length: number): void {
    if (!this.isFast) return;
    this.#writer.reject(piece, begin, length);
    this.#flushSoon();
  }

  sendRequest(piece: number, begin: number, length: number): void {
    this.#writer.request(piece, begin, length);
    this.#flushSoon();
  }

  sendCancel(piece: number, begin: number, length: number): void {
    if (this.isFast) this.fast.noteCancelled(piece, begin / BLOCK_BYTES);
    this.#writer.cancel(piece, begin, length);
    this.#flushSoon();
  }

  /** Sends blocks that stand with their headers in shared memory, which it takes over until `onSent`. */
  sendBlocks(bytes: Uint8Array, payloadBytes: number, onSent: () => void): void {
    this.#flush();
    this.upload.add(payloadBytes);
    this.#lastSentAt = this.#clock.now();
    this.#transport.write(bytes, onSent);
  }

  /** Nothing was sent for this long, in milliseconds: a keep-alive goes out (BEP 3: within two minutes). */
  keepAlive(afterMs: number): void {
    if (this.#clock.now() - this.#lastSentAt < afterMs) return;
    this.#writer.keepAlive();
    this.#flushSoon();
  }

  /** What comes of the block that is coming in goes nowhere. */
  abandonBlock(): void {
    this.#parser.abandonBlock();
    this.incomingPiece = -1;
  }

  // What the peer says.

  onMessage(id: number, payload: Uint8Array): boolean {
    const isFirst = !this.#hasMessages;
    if (id !== MESSAGE.extended) this.#hasMessages = true;
    switch (id) {
      case MESSAGE.choke:
        this.isChoked = true;
        this.#listener.onChoked(this);
        break;
      case MESSAGE.unchoke:
        this.isChoked = false;
        this.fast.refused.clear();
        this.#listener.onUnchoked(this);
        break;
      case MESSAGE.interested:
      case MESSAGE.notInterested:
        this.isPeerInterested = id === MESSAGE.interested;
        this.#listener.onPeerInterest(this);
        break;
      case MESSAGE.have:
        this.#onHave(readUint32(payload, 0));
        break;
      case MESSAGE.bitfield:
        this.#onBitfield(payload, isFirst);
        break;
      case MESSAGE.request:
        this.#listener.onRequest(
          this,
          readUint32(payload, 0),
          readUint32(payload, 4),
          readUint32(payload, 8),
        );
        break;
      case MESSAGE.cancel:
        this.#onCancel(readUint32(payload, 0), readUint32(payload, 4), readUint32(payload, 8));
        break;
      case MESSAGE.port:
        this.#listener.onDhtPort(this, (payload[0]! << 8) | payload[1]!);
        break;
      case MESSAGE.suggest:
      case MESSAGE.haveAll:
      case MESSAGE.haveNone:
      case MESSAGE.reject:
      case MESSAGE.allowedFast:
        if (this.isFast) this.#onFastMessage(id, payload, isFirst);
        break;
      case MESSAGE.extended:
        this.#onExtended(payload);
        break;
      default: // not negotiated: nothing is meant by it
    }
    return !this.isClosed;
  }

  onBlockStart(piece: number, begin: number, length: number): number {
    return this.#listener.onBlockStart(this, piece, begin, length);
  }

  onBlockEnd(piece: number, begin: number, length: number, isStored: boolean): void {
    this.download.add(length);
    this.#listener.onBlockEnd(this, piece, begin, length, isStored);
  }

  #receive(bytes: Uint8Array): void {
    this.lastReceivedAt = this.#clock.now();
    const fault = this.#parser.consume(bytes);
    if (fault !== null) this.close(fault);
    else if (!this.isClosed) this.#listener.onTurnEnd(this);
  }

  #onHave(piece: number): void {
    if (piece >= this.pieces.length) this.close('bad-have');
    else if (this.pieces.add(piece)) this.#listener.onHave(this, piece);
  }

  /** BEP 3 wants it first; aria2 sends another in place of many `have` messages, which it then stands for. */
  #onBitfield(payload: Uint8Array, isFirst: boolean): void {
    const pieces = Bitfield.parse(payload, this.pieces.length);
    if (pieces === null) this.close('bad-bitfield');
    else this.#addPieces((piece) => pieces.has(piece), isFirst);
  }

  #addPieces(isThere: (piece: number) => boolean, isFirst: boolean): void {
    for (let piece = 0; piece < this.pieces.length; piece++) {
      if (!isThere(piece) || !this.pieces.add(piece)) continue;
      if (!isFirst) this.#listener.onHave(this, piece);
    }
    if (isFirst) this.#listener.onPieces(this);
  }

  #onCancel(piece: number, begin: number, length: number): void {
    if (this.uploads.cancel(piece, begin, length)) this.rejectRequest(piece, begin, length);
  }

  #onFastMessage(id: number, payload: Uint8Array, isFirst: boolean): void {
    if (id === MESSAGE.haveAll || id === MESSAGE.haveNone) {
      this.#addPieces(() => id === MESSAGE.haveAll, isFirst);
      return;
    }
    const piece = readUint32(payload, 0);
    if (piece >= this.pieces.length) {
      this.close('bad-have');
    } else if (id === MESSAGE.reject) {
      this.#listener.onReject(this, piece, readUint32(payload, 4), readUint32(payload, 8));
    } else if (id === MESSAGE.suggest) {
      this.fast.suggest(piece);
    } else {
      this.fast.allowUs(piece);
      this.#listener.onAllowedFast(this, piece);
    }
  }

  /** Messages by our numbers mean nothing before the peer's own handshake. */
  #onExtended(payload: Uint8Array): void {
    const id = payload[0];
    if (id === 0) this.#onExtensionHandshake(payload.subarray(1));
    else if (!this.extensions.areNegotiated) return;
    else if (id === OWN_EXTENSIONS.dontHave && payload.length === 5) {
      this.#onDontHave(readUint32(payload, 1));
    } else if (id === OWN_EXTENSIONS.uploadOnly && payload.length === 2) {
      this.#setUploadOnly(payload[1] !== 0);
    } else if (id === OWN_EXTENSIONS.pex) {
      this.#listener.onExtension(this, 'pex', payload.subarray(1));
    } else if (id === OWN_EXTENSIONS.metadata) {
      this.#listener.onExtension(this, 'metadata', payload.subarray(1));
    }
  }

  /** May come again, when something in it changed (BEP 10). */
  #onExtensionHandshake(payload: Uint8Array): void {
    const handshake = parseExtensionHandshake(payload);
    if (handshake === null) {
      this.close('bad-extension');
      return;
    }
    this.extensions.take(handshake);
    if (this.extensions.areTooMany) this.close('bad-extension');
    if (handshake.requestQueue !== null) this.window.peerQueue = handshake.requestQueue;
    if (handshake.client) this.client = handshake.client;
    if (handshake.uploadOnly !== null) this.#setUploadOnly(handshake.uploadOnly);
    this.#listener.onIntroduced(this);
  }

  #onDontHave(piece: number): void {
    if (piece >= this.pieces.length) this.close('bad-have');
    else if (this.pieces.has(piece)) this.#listener.onLost(this, piece);
  }

  #setUploadOnly(isUploadOnly: boolean): void {
    if (this.isUploadOnly === isUploadOnly) return;
    this.isUploadOnly = isUploadOnly;
    this.#listener.onUploadOnly(this);
  }

  #flushSoon(): void {
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    queueMicrotask(() => {
      this.#isFlushScheduled = false;
      this.#flush();
    });
  }

  #flush(onSent?: () => void): void {
    if (this.#writer.isEmpty) {
      onSent?.();
      return;
    }
    this.#lastSentAt = this.#clock.now();
    this.#transport.write(this.#writer.take(), onSent);
  }
}
