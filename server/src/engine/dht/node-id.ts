/**
 * Ids of nodes that follow from their addresses (BEP 42): the first 21 bits are a CRC32C of the masked address and
 * three bits of the last byte, so that nobody can choose where in the DHT it stands. Addresses that are not public
 * are exempt: nobody outside sees them.
 */
import type { Random } from '../core/random.ts';
import { addressScope } from '../net/address-rules.ts';
import { parseAddress } from '../net/address.ts';
import { ID_BYTES } from './dht-limits.ts';

const IPV4_MASK = Uint8Array.of(0x03, 0x0f, 0x3f, 0xff);
/** Of an IPv6 address the first half counts: the rest is its owner's to choose. */
const IPV6_MASK = Uint8Array.of(0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, 0xff);
/** Castagnoli's polynomial, reflected. */
const CRC32C_POLYNOMIAL = 0x82f63b78;
/** Bits of the third byte that belong to the checksum; the three below are chance. */
const THIRD_BYTE_MASK = 0xf8;
const SEED_BITS = 0x07;

/** A random id that fits this address; any random id where the address is null, exempt or none. */
export function nodeIdFor(address: string | null, random: Random): Uint8Array {
  const id = Uint8Array.from(random.bytes(ID_BYTES));
  const checksum = address === null ? null : checksumFor(address, id);
  if (checksum === null) return id;
  id[0] = checksum >>> 24;
  id[1] = checksum >>> 16;
  id[2] = ((checksum >>> 8) & THIRD_BYTE_MASK) | (id[2]! & ~THIRD_BYTE_MASK);
  return id;
}

/** Whether a node of this address may have this id. */
export function isIdFor(id: Uint8Array, address: string): boolean {
  const checksum = checksumFor(address, id);
  if (checksum === null) return true;
  const prefix = (id[0]! << 24) | (id[1]! << 16) | ((id[2]! & THIRD_BYTE_MASK) << 8);
  return ((checksum ^ prefix) & 0xff_ff_f8_00) === 0;
}

/** The checksum for the last byte of this id; null for an address that is exempt. */
function checksumFor(address: string, id: Uint8Array): number | null {
  const bytes = addressScope(address) === 'public' ? parseAddress(address) : null;
  if (bytes === null) return null;
  const mask = bytes.length === 4 ? IPV4_MASK : IPV6_MASK;
  const masked = mask.map((bits, index) => bytes[index]! & bits);
  masked[0]! |= (id[ID_BYTES - 1]! & SEED_BITS) << 5;
  return crc32c(masked);
}

function crc32c(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? CRC32C_POLYNOMIAL : 0);
  }
  return ~crc >>> 0;
}
