/**
 * BEP 40: the rank that a pair of peers gives each other. Both compute the same number from both addresses, so
 * that everybody prefers other peers, newcomers find a place, and nobody can fill all places of a swarm from
 * one network. Pure.
 */

/** Bytes at the start of an address that always count whole. */
const WHOLE_BYTES = { 4: 2, 16: 6 } as const;
const PARTIAL_MASK = 0x55;
/** CRC32-C (Castagnoli), reflected. */
const POLYNOMIAL = 0x82f6_3b78;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 0 ? 0 : POLYNOMIAL);
  return crc;
});

export interface PriorityEndpoint {
  /** 4 or 16 bytes. */
  address: Uint8Array;
  port: number;
}

/** Higher is better; the same from either side. 0 where the two have addresses of different families. */
export function peerPriority(one: PriorityEndpoint, other: PriorityEndpoint): number {
  const { length } = one.address;
  if (length !== other.address.length || (length !== 4 && length !== 16)) return 0;
  let common = 0;
  while (common < length && one.address[common] === other.address[common]) common++;
  if (common === length) return crc32c(inOrder(portBytes(one.port), portBytes(other.port)));
  // Each byte that is the same from the whole ones on makes the next one count whole too.
  const whole = common < WHOLE_BYTES[length] ? WHOLE_BYTES[length] : common + 1;
  return crc32c(inOrder(masked(one.address, whole), masked(other.address, whole)));
}

/** CRC32-C of the bytes, unsigned. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

function masked(address: Uint8Array, whole: number): Uint8Array {
  return address.map((byte, index) => (index < whole ? byte : byte & PARTIAL_MASK));
}

function portBytes(port: number): Uint8Array {
  return Uint8Array.of(port >>> 8, port & 0xff);
}

function inOrder(one: Uint8Array, other: Uint8Array): Uint8Array {
  return Buffer.compare(one, other) <= 0
    ? Buffer.concat([one, other])
    : Buffer.concat([other, one]);
}
