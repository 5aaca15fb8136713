import {
  createMetainfo,
  parseMetainfo,
  type CreateMetainfo,
  type Metainfo,
} from '../../engine/index.ts';

const PIECE_LENGTH = 16_384;

/** A torrent of the given file sizes; its content need not exist, since the fake engine fetches nothing. */
export function sampleTorrent(
  sizes: readonly number[],
  changes: Partial<CreateMetainfo> = {},
): { bytes: Uint8Array; metainfo: Metainfo } {
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const bytes = createMetainfo({
    name: 'sample',
    files: sizes.map((size, index) => ({ path: [`file-${index}.bin`], bytes: size })),
    pieceLength: PIECE_LENGTH,
    pieceHashes: new Uint8Array(Math.ceil(totalBytes / PIECE_LENGTH) * 20).fill(7),
    trackers: [['http://tracker.example/announce']],
    ...changes,
  });
  return { bytes, metainfo: parseMetainfo(bytes) };
}
