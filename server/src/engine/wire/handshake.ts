/** The handshake (BEP 3): 68 bytes, the same in both directions. */
/** What every plaintext connection begins with: length and name of the protocol. */
export const PROTOCOL: Uint8Array = Buffer.from('\x13BitTorrent protocol', 'latin1');

export const HANDSHAKE_BYTES = 68;
/** Bytes after which an incoming connection's torrent is known. */
const RESERVED_AT = 20;
const INFO_HASH_AT = 28;
const PEER_ID_AT = 48;
/** BEP 10: bit 20 from the right of the reserved bytes. */
const EXTENSION_BYTE = RESERVED_AT + 5;
const EXTENSION_BIT = 0x10;
/** BEP 6: the third bit from the right of the last reserved byte. */
const FAST_BYTE = RESERVED_AT + 7;
const FAST_BIT = 0x04;
/** BEP 5: the last bit of the last reserved byte. */
const DHT_BYTE = RESERVED_AT + 7;
const DHT_BIT = 0x01;

export interface Handshake {
  /** 20 bytes. */
  infoHash: Uint8Array;
  /** 20 bytes. */
  peerId: Uint8Array;
  /** BEP 10. */
  supportsExtensions: boolean;
  /** BEP 6. */
  supportsFast: boolean;
  /** BEP 5: it has a node of the DHT, and takes `port`. */
  supportsDht: boolean;
}

/** `offersDht`: whether we say that we have a node of the DHT; never for a private torrent. */
export function encodeHandshake(
  infoHash: Uint8Array,
  peerId: Uint8Array,
  offersDht = false,
): Uint8Array {
  const bytes = new Uint8Array(HANDSHAKE_BYTES);
  bytes.set(PROTOCOL);
  bytes[EXTENSION_BYTE] = EXTENSION_BIT;
  bytes[FAST_BYTE] = FAST_BIT;
  if (offersDht) bytes[DHT_BYTE]! |= DHT_BIT;
  bytes.set(infoHash, INFO_HASH_AT);
  bytes.set(peerId, PEER_ID_AT);
  return bytes;
}

/** Null where the 68 bytes are not a handshake of this protocol. */
export function parseHandshake(bytes: Uint8Array): Handshake | null {
  for (let at = 0; at < PROTOCOL.length; at++) if (bytes[at] !== PROTOCOL[at]) return null;
  return {
    infoHash: bytes.slice(INFO_HASH_AT, PEER_ID_AT),
    peerId: bytes.slice(PEER_ID_AT, HANDSHAKE_BYTES),
    supportsExtensions: (bytes[EXTENSION_BYTE]! & EXTENSION_BIT) !== 0,
    supportsFast: (bytes[FAST_BYTE]! & FAST_BIT) !== 0,
    supportsDht: (bytes[DHT_BYTE]! & DHT_BIT) !== 0,
  };
}
