/**
 * As much of the peer protocol (BEP 3, BEP 10) as a source or sink of bytes needs, written for itself: what
 * Shoal is measured against must not get faster or slower with Shoal.
 */
import { randomBytes } from 'node:crypto';

export const MESSAGE = {
  choke: 0,
  unchoke: 1,
  interested: 2,
  bitfield: 5,
  request: 6,
  piece: 7,
  extended: 20,
} as const;

export const BLOCK_BYTES = 16_384;
export const HANDSHAKE_BYTES = 68;
export const LENGTH_BYTES = 4;
/** Length, number, piece and offset: what stands before a block's bytes. */
export const BLOCK_HEADER_BYTES = 13;
export const REQUEST_BYTES = 17;

const PROTOCOL = Buffer.from('\x13BitTorrent protocol', 'latin1');
/** BEP 10's bit of the reserved bytes. */
const EXTENSION_BYTE = 25;
const EXTENSION_BIT = 0x10;
const INFO_HASH_AT = 28;
const PEER_ID_AT = 48;
const RANDOM_ID_BYTES = 12;
const EXTENSION_HANDSHAKE_ID = 0;

/** A handshake with an id of its own: clients keep one connection to an id. */
export function encodeHandshake(infoHash: string): Buffer {
  const bytes = Buffer.alloc(HANDSHAKE_BYTES);
  PROTOCOL.copy(bytes);
  bytes[EXTENSION_BYTE] = EXTENSION_BIT;
  bytes.write(infoHash, INFO_HASH_AT, 'hex');
  bytes.write('-BR0001-', PEER_ID_AT, 'latin1');
  randomBytes(RANDOM_ID_BYTES).copy(bytes, PEER_ID_AT + 8);
  return bytes;
}

export function encodeMessage(id: number, payload: Uint8Array = new Uint8Array(0)): Buffer {
  const bytes = Buffer.alloc(LENGTH_BYTES + 1 + payload.length);
  bytes.writeUInt32BE(1 + payload.length);
  bytes[LENGTH_BYTES] = id;
  bytes.set(payload, LENGTH_BYTES + 1);
  return bytes;
}

/** Tells how many requests may wait here. */
export function encodeExtensionHandshake(requestQueue: number): Buffer {
  const fields = Buffer.from(`d1:mde4:reqqi${requestQueue}e1:v4:baree`, 'latin1');
  return encodeMessage(
    MESSAGE.extended,
    Buffer.concat([Buffer.of(EXTENSION_HANDSHAKE_ID), fields]),
  );
}

/** `reqq` of an extension handshake's payload; null where it names none. */
export function requestQueueOf(payload: Uint8Array): number | null {
  if (payload[0] !== EXTENSION_HANDSHAKE_ID) return null;
  const found = /4:reqqi(\d+)e/.exec(Buffer.from(payload).toString('latin1'));
  return found?.[1] === undefined ? null : Number(found[1]);
}

export function writeBlockHeader(
  target: Buffer,
  at: number,
  block: { piece: number; begin: number; length: number },
): void {
  target.writeUInt32BE(BLOCK_HEADER_BYTES - LENGTH_BYTES + block.length, at);
  target[at + LENGTH_BYTES] = MESSAGE.piece;
  target.writeUInt32BE(block.piece, at + 5);
  target.writeUInt32BE(block.begin, at + 9);
}
