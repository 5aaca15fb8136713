/**
 * The pieces that a peer may ask for while it is choked (BEP 6, "Allowed Fast Set Generation"): the same for
 * every connection from one /24 network, so that reconnecting gains nothing. Pure.
 */
import { createHash } from 'node:crypto';
import { readUint32 } from './message-parser.ts';

/** BEP 6 suggests 10; libtorrent gives 5. Enough for a newcomer to have something to trade. */
export const ALLOWED_FAST_PIECES = 10;
const HASH_BYTES = 20;

/** The set for a peer at an IPv4 address, in the order of its making; empty for IPv6, which the BEP leaves open. */
export function allowedFastSet(
  infoHash: Uint8Array,
  address: string,
  pieceCount: number,
  size = ALLOWED_FAST_PIECES,
): number[] {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4) return [];
  const wanted = Math.min(size, pieceCount);
  const pieces = new Set<number>();
  let seed = Buffer.concat([Uint8Array.of(parts[0]!, parts[1]!, parts[2]!, 0), infoHash]);
  while (pieces.size < wanted) {
    seed = createHash('sha1').update(seed).digest();
    for (let at = 0; at < HASH_BYTES && pieces.size < wanted; at += 4) {
      pieces.add(readUint32(seed, at) % pieceCount);
    }
  }
  return [...pieces];
}
