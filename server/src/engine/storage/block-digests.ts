/**
 * Short digests of the blocks of a piece, to find out later which of them were wrong: 8 bytes a block, of SHA-1,
 * which nobody can aim at who does not choose both the right and the wrong block.
 */
import { hash } from 'node:crypto';
import { BLOCK_BYTES } from '../pieces/piece-geometry.ts';

export const DIGEST_BYTES = 8;

/** The digests of a piece of `length` bytes, whose blocks `read` gives one after the other. */
export function blockDigests(
  length: number,
  read: (begin: number, length: number) => Uint8Array,
): Uint8Array {
  const digests = new Uint8Array(Math.ceil(length / BLOCK_BYTES) * DIGEST_BYTES);
  for (let begin = 0, at = 0; begin < length; begin += BLOCK_BYTES, at += DIGEST_BYTES) {
    const block = read(begin, Math.min(BLOCK_BYTES, length - begin));
    digests.set(hash('sha1', block, 'buffer').subarray(0, DIGEST_BYTES), at);
  }
  return digests;
}

/** The blocks in which the two differ. */
export function differingBlocks(one: Uint8Array, other: Uint8Array): number[] {
  const blocks: number[] = [];
  for (let at = 0; at < one.length; at += DIGEST_BYTES) {
    const end = at + DIGEST_BYTES;
    const isSame = Buffer.compare(one.subarray(at, end), other.subarray(at, end)) === 0;
    if (!isSame) blocks.push(at / DIGEST_BYTES);
  }
  return blocks;
}
