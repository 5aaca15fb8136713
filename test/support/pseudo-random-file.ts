/**
 * Files whose bytes look random but follow from a seed: AES in counter mode over zeros, which makes more than
 * a gigabyte a second, and which no client or file system can compress.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** Writes `bytes` bytes to `path`, making its folders. The same seed gives the same bytes. */
export async function writePseudoRandomFile(
  path: string,
  bytes: number,
  seed: string,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(Math.min(CHUNK_BYTES, bytes));
  await using file = await open(path, 'w');
  for (let left = bytes; left > 0; left -= zeros.length) {
    await file.write(cipher.update(zeros.subarray(0, Math.min(left, zeros.length))));
  }
}
