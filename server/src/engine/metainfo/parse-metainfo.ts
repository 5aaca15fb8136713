/**
 * .torrent bytes to Metainfo (BEP 3, 12, 19, 27, 47). The info hash is of the very bytes of `info`, never
 * of a re-encoding. What the transfer needs must be right or the torrent is refused with a code; what is
 * merely nice to have is left out with a warning. Throws MetainfoError and nothing else. A hostile file of
 * 10 MiB may take a second: those over 1 MiB go through parse-in-worker.ts.
 */
import { createHash } from 'node:crypto';
import { BencodeError, scanBencode, type BencodeNode, type BencodeScan } from '../bencode/index.ts';
import { readFileList, readName } from './file-list.ts';
import { MetainfoError } from './metainfo-error.ts';
import {
  MAX_METAINFO_BYTES,
  MAX_PIECES,
  MAX_PIECE_LENGTH,
  METAINFO_BENCODE_LIMITS,
  PIECE_HASH_BYTES,
} from './metainfo-limits.ts';
import type { Metainfo } from './metainfo.ts';
import { readOptionalFields } from './optional-fields.ts';

/** Reads and checks a .torrent file. */
export function parseMetainfo(bytes: Uint8Array): Metainfo {
  const scan = scanFile(bytes);
  const info = readInfo(scan);
  const warnings = scanWarnings(scan);
  const rawInfo = bytes.subarray(info.range.start, info.range.end);
  const infoHashV1 = createHash('sha1').update(rawInfo).digest('hex');
  const isHybrid = info.field('meta version')?.integer() === 2;
  const infoHashV2 = isHybrid ? createHash('sha256').update(rawInfo).digest('hex') : null;
  const name = readName(info, infoHashV1, warnings);
  const pieceLength = readPieceLength(info);
  const { files, totalBytes } = readFileList(info, name, warnings);
  if (totalBytes === 0)
    throw new MetainfoError('empty-torrent', 'All files of the torrent are empty.');
  const pieceHashes = readPieceHashes(info, Math.ceil(totalBytes / pieceLength));
  const optional = readOptionalFields(scan.root, info, warnings);
  return {
    id: infoHashV1,
    infoHashV1,
    infoHashV2,
    infoBytes: rawInfo.length,
    name,
    pieceLength,
    pieceCount: pieceHashes.length / PIECE_HASH_BYTES,
    totalBytes,
    pieceHashes,
    ...optional,
    files,
    warnings,
  };
}

/** Gives the piece hashes of a torrent again, by its id, from where its file is kept; null where nobody keeps it. */
export function hashLoader(
  loadMetainfo: ((id: string) => Promise<Uint8Array | null>) | null,
): ((id: string) => Promise<Uint8Array | null>) | null {
  if (loadMetainfo === null) return null;
  return async (id) => {
    const bytes = await loadMetainfo(id);
    return bytes && parseMetainfo(bytes).pieceHashes;
  };
}

function scanFile(bytes: Uint8Array): BencodeScan {
  try {
    return scanBencode(bytes, METAINFO_BENCODE_LIMITS);
  } catch (error) {
    if (!(error instanceof BencodeError)) throw error;
    throw refusal(error);
  }
}

function refusal(cause: BencodeError): MetainfoError {
  if (cause.code === 'too-large') {
    const message = `The file is larger than ${MAX_METAINFO_BYTES} bytes.`;
    return new MetainfoError('too-large', message, { cause });
  }
  const code =
    cause.code === 'too-deep' || cause.code === 'too-many-tokens' ? 'too-complex' : 'not-bencode';
  return new MetainfoError(code, `This is not a usable .torrent file: ${cause.message}`, { cause });
}

function readInfo(scan: BencodeScan): BencodeNode {
  if (scan.root.kind !== 'dictionary') {
    throw new MetainfoError('not-bencode', 'This is not a .torrent file: it holds no dictionary.');
  }
  const info = scan.root.field('info');
  if (info?.kind !== 'dictionary') {
    throw new MetainfoError(
      'missing-info',
      'The file has no info dictionary, so it is no torrent.',
    );
  }
  const { start, end } = info.range;
  if (scan.duplicateKeys.some((offset) => offset >= start && offset < end)) {
    throw new MetainfoError('duplicate-key', 'The info dictionary has the same key twice.');
  }
  if (info.field('pieces') === undefined && info.field('file tree') !== undefined) {
    const message =
      'This is a BitTorrent v2 torrent without a v1 part, which is not supported yet.';
    throw new MetainfoError('v2-only', message);
  }
  return info;
}

function scanWarnings(scan: BencodeScan): string[] {
  return scan.warnings.map(({ code, offset, count }) =>
    code === 'trailing-bytes'
      ? 'The file goes on after the end of the torrent.'
      : `The file is not written as the standard asks: ${code} (byte ${offset}, ${count} times).`,
  );
}

function readPieceLength(info: BencodeNode): number {
  const length = info.field('piece length')?.integer();
  if (length === undefined) {
    throw new MetainfoError('missing-piece-length', 'The torrent has no piece length.');
  }
  if (typeof length === 'bigint' || length < 1 || length > MAX_PIECE_LENGTH) {
    const message = `The piece length ${length} is not between 1 and ${MAX_PIECE_LENGTH}.`;
    throw new MetainfoError('bad-piece-length', message);
  }
  return length;
}

function readPieceHashes(info: BencodeNode, expectedCount: number): Uint8Array {
  const hashes = info.field('pieces')?.bytes();
  if (hashes === undefined) {
    throw new MetainfoError('missing-pieces', 'The torrent has no piece hashes.');
  }
  if (hashes.length === 0 || hashes.length % PIECE_HASH_BYTES !== 0) {
    const message = `The piece hashes take ${hashes.length} bytes, which is no multiple of 20.`;
    throw new MetainfoError('bad-pieces-length', message);
  }
  if (expectedCount > MAX_PIECES) {
    throw new MetainfoError('too-many-pieces', `The torrent has more than ${MAX_PIECES} pieces.`);
  }
  const count = hashes.length / PIECE_HASH_BYTES;
  if (count !== expectedCount) {
    const message = `The torrent has ${count} piece hashes, but its size asks for ${expectedCount}.`;
    throw new MetainfoError('wrong-piece-count', message);
  }
  return hashes;
}
