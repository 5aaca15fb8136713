/** The info dictionary of a .torrent file, byte for byte: what its hash is of, and what peers are given (BEP 9). */
import { createHash } from 'node:crypto';
import { BencodeError, scanBencode } from '../bencode/index.ts';
import { METAINFO_BENCODE_LIMITS } from './metainfo-limits.ts';

/** Null where the file is not that of the torrent: it is damaged, or another one's. */
export function rawInfo(file: Uint8Array, id: string): Uint8Array | null {
  try {
    const range = scanBencode(file, METAINFO_BENCODE_LIMITS).valueRange('info');
    const info = range && file.slice(range.start, range.end);
    return info && createHash('sha1').update(info).digest('hex') === id ? info : null;
  } catch (error) {
    if (error instanceof BencodeError) return null;
    throw error;
  }
}
