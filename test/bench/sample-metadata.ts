/** Metadata of torrents that nobody has: some 100 KiB each, as of 80 GiB in pieces of 16 MiB. Always the same. */
import { createHash } from 'node:crypto';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';

const PIECES = 5_000;
const PIECE_LENGTH = 16 * 1024 * 1024;

export interface SampleMetadata {
  id: string;
  info: Uint8Array;
}

export function metadataOf(count: number): SampleMetadata[] {
  return Array.from({ length: count }, (_, index) => {
    const info = encodeBencode({
      length: PIECES * PIECE_LENGTH,
      name: `sample ${index}`,
      'piece length': PIECE_LENGTH,
      pieces: sampleBytes(PIECES * 20, index + 1),
    });
    return { id: createHash('sha1').update(info).digest('hex'), info };
  });
}
