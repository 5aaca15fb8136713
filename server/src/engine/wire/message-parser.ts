/**
 * Bytes of a peer to messages (BEP 3, BEP 6), wherever the network cut them. Hot: runs for every byte received.
 * A block's bytes go straight to where the handler says, without ever being collected first, so that a byte
 * is copied once between the socket's buffer and the slab; other messages are handled in the socket's buffer
 * and copied only where the network cut them.
 *
 * A length is judged as soon as the message's number is known: nothing larger than that message can be is
 * ever waited for.
 */
import { MESSAGE } from './message-ids.ts';

/** What a peer did wrong. Ends its connection. */
export type WireFault = 'message-too-long' | 'message-length-wrong';

export interface MessageHandler {
  /** A message other than `piece`, with its payload: a view that is valid during the call. False: stop parsing. */
  onMessage(id: number, payload: Uint8Array): boolean;
  /** Where the block is to be written: an offset in `blockTarget`, or -1 to throw it away. */
  onBlockStart(piece: number, begin: number, length: number): number;
  /** The whole block came. `isStored` is false where it was thrown away. */
  onBlockEnd(piece: number, begin: number, length: number, isStored: boolean): void;
}

const LENGTH_BYTES = 4;
const BLOCK_HEADER_BYTES = 13;
const MAX_BLOCK_BYTES = 16_384;
/** Unknown messages are read and ignored up to this size; libtorrent's limit for any message. */
const MAX_UNKNOWN_BYTES = 1024 * 1024;
/** Fits every extension message that is defined, ut_metadata's 16 KiB and a large PEX among them. */
const MAX_EXTENDED_BYTES = 128 * 1024;
/** While the number of pieces is not known: two million pieces, more than a torrent may have. */
const MAX_UNKNOWN_BITFIELD_BYTES = 256 * 1024;
const NOT_KNOWN = -1;

export class MessageParser {
  readonly #handler: MessageHandler;
  readonly #blockTarget: Uint8Array;
  readonly #bitfieldLimit: { bytes: number; exact: boolean };
  /** Start of a message that the network cut. */
  #carry = new Uint8Array(64);
  #carried = 0;
  #piece = 0;
  #begin = 0;
  #blockBytes = 0;
  #blockLeft = 0;
  #target = -1;

  /** `pieceCount` is null while it is not known: a bitfield of any length is read then, within a bound. */
  constructor(handler: MessageHandler, blockTarget: Uint8Array, pieceCount: number | null) {
    this.#handler = handler;
    this.#blockTarget = blockTarget;
    this.#bitfieldLimit =
      pieceCount === null
        ? { bytes: MAX_UNKNOWN_BITFIELD_BYTES + 1, exact: false }
        : { bytes: Math.ceil(pieceCount / 8) + 1, exact: true };
  }

  /** The rest of the block that is coming in is thrown away: its place was given to another. */
  abandonBlock(): void {
    this.#target = -1;
  }

  consume(bytes: Uint8Array): WireFault | null {
    const end = bytes.length;
    let at = 0;
    while (at < end) {
      if (this.#blockLeft > 0) {
        at += this.#takeBlock(bytes, at);
        continue;
      }
      const source = this.#carried > 0 ? this.#carry : bytes;
      const from = this.#carried > 0 ? 0 : at;
      const available = this.#carried > 0 ? this.#carried : end - at;
      const needed = neededBytes(source, from, available);
      const fault = available > LENGTH_BYTES ? this.#judge(source, from) : null;
      if (fault !== null) return fault;
      if (needed !== NOT_KNOWN && needed <= available) {
        if (this.#carried > 0) this.#carried = 0;
        else at += needed;
        if (!this.#handle(source, from, needed)) return null;
      } else {
        at = this.#collect(bytes, at, needed);
      }
    }
    return this.#finishCarry();
  }

  /** A message whose last byte came with the last read is complete in the carry: handle it now. */
  #finishCarry(): WireFault | null {
    if (this.#carried === 0) return null;
    const needed = neededBytes(this.#carry, 0, this.#carried);
    if (this.#carried > LENGTH_BYTES) {
      const fault = this.#judge(this.#carry, 0);
      if (fault !== null) return fault;
    }
    if (needed === NOT_KNOWN || needed > this.#carried) return null;
    this.#carried = 0;
    this.#handle(this.#carry, 0, needed);
    return null;
  }

  /** Appends to the carry what the message lacks; returns the new place in `bytes`. */
  #collect(bytes: Uint8Array, at: number, needed: number): number {
    const wanted =
      needed !== NOT_KNOWN
        ? needed
        : this.#carried < LENGTH_BYTES
          ? LENGTH_BYTES
          : LENGTH_BYTES + 1;
    if (this.#carry.length < wanted) {
      const larger = new Uint8Array(wanted);
      larger.set(this.#carry.subarray(0, this.#carried));
      this.#carry = larger;
    }
    const take = Math.min(wanted - this.#carried, bytes.length - at);
    this.#carry.set(bytes.subarray(at, at + take), this.#carried);
    this.#carried += take;
    return at + take;
  }

  /** Whether the message's length fits its number. */
  #judge(bytes: Uint8Array, at: number): WireFault | null {
    const length = readUint32(bytes, at);
    if (length === 0) return null;
    const id = bytes[at + LENGTH_BYTES]!;
    if (id === MESSAGE.piece && length < BLOCK_HEADER_BYTES - LENGTH_BYTES) {
      return 'message-length-wrong';
    }
    const limit = this.#limitOf(id);
    if (limit.exact) return length === limit.bytes ? null : 'message-length-wrong';
    return length <= limit.bytes ? null : 'message-too-long';
  }

  #limitOf(id: number): { bytes: number; exact: boolean } {
    switch (id) {
      case MESSAGE.choke:
      case MESSAGE.unchoke:
      case MESSAGE.interested:
      case MESSAGE.notInterested:
      case MESSAGE.haveAll:
      case MESSAGE.haveNone:
        return ONE_BYTE;
      case MESSAGE.have:
      case MESSAGE.suggest:
      case MESSAGE.allowedFast:
        return HAVE_BYTES;
      case MESSAGE.request:
      case MESSAGE.cancel:
      case MESSAGE.reject:
        return REQUEST_BYTES;
      case MESSAGE.port:
        return PORT_BYTES;
      case MESSAGE.piece:
        return PIECE_BYTES;
      case MESSAGE.bitfield:
        return this.#bitfieldLimit;
      case MESSAGE.extended:
        return EXTENDED_BYTES;
      default:
        return UNKNOWN_BYTES;
    }
  }

  #handle(bytes: Uint8Array, at: number, needed: number): boolean {
    if (needed === LENGTH_BYTES) return true; // keep-alive
    const id = bytes[at + LENGTH_BYTES]!;
    if (id !== MESSAGE.piece) {
      return this.#handler.onMessage(id, bytes.subarray(at + LENGTH_BYTES + 1, at + needed));
    }
    this.#piece = readUint32(bytes, at + 5);
    this.#begin = readUint32(bytes, at + 9);
    this.#blockBytes = readUint32(bytes, at) - 9;
    this.#blockLeft = this.#blockBytes;
    this.#target = this.#handler.onBlockStart(this.#piece, this.#begin, this.#blockBytes);
    if (this.#blockLeft === 0) this.#endBlock();
    return true;
  }

  #takeBlock(bytes: Uint8Array, at: number): number {
    const take = Math.min(this.#blockLeft, bytes.length - at);
    if (this.#target >= 0) {
      const place = this.#target + this.#blockBytes - this.#blockLeft;
      this.#blockTarget.set(bytes.subarray(at, at + take), place);
    }
    this.#blockLeft -= take;
    if (this.#blockLeft === 0) this.#endBlock();
    return take;
  }

  #endBlock(): void {
    const isStored = this.#target >= 0;
    this.#target = -1;
    this.#handler.onBlockEnd(this.#piece, this.#begin, this.#blockBytes, isStored);
  }
}

const ONE_BYTE = { bytes: 1, exact: true };
const HAVE_BYTES = { bytes: 5, exact: true };
const REQUEST_BYTES = { bytes: 13, exact: true };
const PORT_BYTES = { bytes: 3, exact: true };
const PIECE_BYTES = { bytes: 9 + MAX_BLOCK_BYTES, exact: false };
const EXTENDED_BYTES = { bytes: MAX_EXTENDED_BYTES, exact: false };
const UNKNOWN_BYTES = { bytes: MAX_UNKNOWN_BYTES, exact: false };

/** Bytes from the message's start until it can be handled; of `piece`, its header alone. */
function neededBytes(bytes: Uint8Array, at: number, available: number): number {
  if (available < LENGTH_BYTES) return NOT_KNOWN;
  const length = readUint32(bytes, at);
  if (length === 0) return LENGTH_BYTES;
  if (available === LENGTH_BYTES) return NOT_KNOWN;
  if (bytes[at + LENGTH_BYTES] === MESSAGE.piece) return BLOCK_HEADER_BYTES;
  return LENGTH_BYTES + length;
}

/** Unsigned, big-endian. */
export function readUint32(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
  );
}
