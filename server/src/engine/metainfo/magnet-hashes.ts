/**
 * Which torrent a magnet link means: `xt=urn:btih:` with a v1 hash in hex or base32 (BEP 9), `xt=urn:btmh:` with
 * a v2 hash as a SHA-256 multihash in hex (BEP 52). One link may name the v1 and the v2 hash of one hybrid torrent.
 */
import { toHex } from '../core/hex.ts';
import { MetainfoError } from './metainfo-error.ts';

export interface InfoHashes {
  /** 40 lower-case hex digits: the v1 hash, or the first 20 bytes of the v2 hash where there is no v1. */
  id: string;
  infoHashV1: string | null;
  infoHashV2: string | null;
}

const V1 = 'urn:btih:';
const V2 = 'urn:btmh:';
const V1_HEX = /^[0-9a-f]{40}$/i;
const V1_BASE32 = /^[a-z2-7]{32}$/i;
/** 0x12 is SHA-256, 0x20 its 32 bytes (multiformats.io/multihash). */
const V2_MULTIHASH = /^1220([0-9a-f]{64})$/i;
const ID_DIGITS = 40;
const BASE32_DIGITS = 'abcdefghijklmnopqrstuvwxyz234567';
const BITS_PER_DIGIT = 5;

/** Reads the exact topics. Throws MetainfoError where they name no torrent, or more than one. */
export function readInfoHashes(topics: readonly string[]): InfoHashes {
  const infoHashV1 = onlyOne(topicsOf(topics, V1).map(readV1));
  const infoHashV2 = onlyOne(topicsOf(topics, V2).map(readV2));
  const id = infoHashV1 ?? infoHashV2?.slice(0, ID_DIGITS);
  if (id === undefined) {
    throw new MetainfoError('missing-info-hash', 'The magnet link names no torrent by its hash.');
  }
  return { id, infoHashV1, infoHashV2 };
}

/** Topics of other networks (eD2k, Gnutella) may stand beside ours. */
function topicsOf(topics: readonly string[], prefix: string): string[] {
  return topics
    .map((topic) => topic.trim())
    .filter((topic) => topic.slice(0, prefix.length).toLowerCase() === prefix)
    .map((topic) => topic.slice(prefix.length));
}

function readV1(text: string): string {
  if (V1_HEX.test(text)) return text.toLowerCase();
  if (V1_BASE32.test(text)) return toHex(decodeBase32(text.toLowerCase()));
  throw badHash('a v1 hash is 40 hex digits or 32 base32 digits');
}

function readV2(text: string): string {
  const digits = V2_MULTIHASH.exec(text)?.[1];
  if (digits === undefined) throw badHash('a v2 hash is 1220 and 64 hex digits');
  return digits.toLowerCase();
}

/** 32 digits of 5 bits are 20 bytes with nothing left over (RFC 4648). */
function decodeBase32(text: string): Uint8Array {
  const bytes = new Uint8Array((text.length * BITS_PER_DIGIT) / 8);
  let bits = 0;
  let value = 0;
  let at = 0;
  for (const digit of text) {
    value = ((value << BITS_PER_DIGIT) | BASE32_DIGITS.indexOf(digit)) & 0xffff;
    bits += BITS_PER_DIGIT;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = value >>> bits;
  }
  return bytes;
}

function onlyOne(hashes: readonly string[]): string | null {
  if (new Set(hashes).size <= 1) return hashes[0] ?? null;
  const message = 'The magnet link names more than one torrent; add each by a link of its own.';
  throw new MetainfoError('several-info-hashes', message);
}

function badHash(rule: string): MetainfoError {
  return new MetainfoError('bad-info-hash', `The hash in the magnet link is malformed: ${rule}.`);
}
