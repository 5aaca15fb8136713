/**
 * Writes a .torrent (BEP 3, 12, 19, 27) from what is known of its content. Pure; hash-files.ts reads the
 * content from disk. Names are written as given: who creates a torrent names its files.
 */
import { encodeBencode, type BencodeInput } from '../bencode/index.ts';
import { MetainfoError } from './metainfo-error.ts';
import { PIECE_HASH_BYTES } from './metainfo-limits.ts';

export interface CreateMetainfo {
  /** Name of the single file or of the root folder. */
  name: string;
  /**
   * In the order in which their bytes follow each other. One entry with an empty path is a single file
   * that is called `name`; else each path leads from the root folder to the file.
   */
  files: { path: readonly string[]; bytes: number }[];
  pieceLength: number;
  /** SHA-1 of each piece, 20 bytes each, one after the other. */
  pieceHashes: Uint8Array;
  /** BEP 12 tiers. */
  trackers: readonly (readonly string[])[];
  private?: boolean;
  comment?: string;
  createdBy?: string;
  /** Milliseconds since 1970. */
  createdAt?: number;
  webSeeds?: readonly string[];
}

/** The bytes of a .torrent file. Throws MetainfoError where the parts do not fit each other. */
export function createMetainfo(content: CreateMetainfo): Uint8Array {
  checkPieceCount(content);
  const tiers = content.trackers.filter((tier) => tier.length > 0);
  const announce = tiers[0]?.[0];
  const hasOneTracker = tiers.length === 1 && tiers[0]!.length === 1;
  return encodeBencode({
    announce,
    'announce-list': tiers.length === 0 || hasOneTracker ? undefined : tiers,
    comment: content.comment,
    'created by': content.createdBy,
    'creation date':
      content.createdAt === undefined ? undefined : Math.floor(content.createdAt / 1000),
    info: infoDictionary(content),
    'url-list': content.webSeeds?.length ? content.webSeeds : undefined,
  });
}

function infoDictionary(content: CreateMetainfo): BencodeInput {
  const { files, name, pieceLength, pieceHashes } = content;
  const single = files.length === 1 && files[0]!.path.length === 0 ? files[0] : undefined;
  return {
    files: single ? undefined : files.map(({ path, bytes }) => ({ length: bytes, path })),
    length: single?.bytes,
    name,
    'piece length': pieceLength,
    pieces: pieceHashes,
    private: content.private === true ? 1 : undefined,
  };
}

function checkPieceCount({ files, pieceLength, pieceHashes }: CreateMetainfo): void {
  if (files.length === 0) throw new MetainfoError('no-files', 'There are no files to share.');
  const totalBytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (totalBytes === 0) throw new MetainfoError('empty-torrent', 'All files to share are empty.');
  if (pieceHashes.length !== Math.ceil(totalBytes / pieceLength) * PIECE_HASH_BYTES) {
    throw new MetainfoError(
      'wrong-piece-count',
      'The piece hashes do not fit the size of the files.',
    );
  }
}
