/**
 * From the bytes that peers gave to a .torrent file. The hash comes before everything else: nothing is parsed that
 * the link does not vouch for. The info dictionary goes into the file byte for byte, so that its hash stays; then the
 * file goes the way of every other (metainfo/parse-metainfo.ts), limits and names included.
 */
import { createHash } from 'node:crypto';
import { EncodedBencode, encodeBencode } from '../bencode/index.ts';
import type { MagnetSource } from '../core/magnet-messages.ts';
import { MetainfoError } from '../metainfo/metainfo-error.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { parseMetainfoInWorker } from '../metainfo/parse-in-worker.ts';
import { parseMetainfo } from '../metainfo/parse-metainfo.ts';

/** Larger ones are read in a thread of their own: a hostile one would hold up every peer for a second. */
const MOST_PARSED_HERE = 256 * 1024;

/** `wrong`: not what was asked for. `contradictory`: right by one hash of the link and wrong by the other. */
export type InfoVerdict = 'right' | 'wrong' | 'contradictory';

export function judgeInfo(
  info: Uint8Array,
  { infoHashV1, infoHashV2 }: Pick<MagnetSource, 'infoHashV1' | 'infoHashV2'>,
): InfoVerdict {
  const isV1 = infoHashV1 === null || isHash('sha1', info, infoHashV1);
  if (!isV1) return 'wrong';
  const isV2 = infoHashV2 === null || isHash('sha256', info, infoHashV2);
  if (isV2) return 'right';
  return infoHashV1 === null ? 'wrong' : 'contradictory';
}

/** The .torrent file of an info dictionary. */
export function metainfoFile(
  info: Uint8Array,
  { trackers, webSeeds }: Pick<MagnetSource, 'trackers' | 'webSeeds'>,
): Uint8Array {
  const tiers = trackers.filter((tier) => tier.length > 0);
  return encodeBencode({
    announce: tiers[0]?.[0],
    'announce-list': tiers.length > 0 ? tiers : undefined,
    info: new EncodedBencode(info),
    'url-list': webSeeds.length > 0 ? webSeeds : undefined,
  });
}

/** Reads the file by all rules. Rejects with MetainfoError where it is no torrent that can be downloaded. */
export async function readFetched(file: Uint8Array, source: MagnetSource): Promise<Metainfo> {
  const metainfo =
    file.length > MOST_PARSED_HERE ? await parseMetainfoInWorker(file) : parseMetainfo(file);
  // Bytes that are more or less than one dictionary would show the parser another one than was hashed.
  const { infoHashV1, infoHashV2 } = metainfo;
  const isSame =
    hexIs(infoHashV1, source.infoHashV1) &&
    (source.infoHashV1 !== null || hexIs(infoHashV2, source.infoHashV2));
  if (isSame) return metainfo;
  throw new MetainfoError('missing-info', 'The metadata is no single info dictionary.');
}

function hexIs(hex: string | null, hash: Uint8Array | null): boolean {
  return hash === null || hex === Buffer.from(hash).toString('hex');
}

function isHash(algorithm: 'sha1' | 'sha256', bytes: Uint8Array, expected: Uint8Array): boolean {
  return createHash(algorithm).update(bytes).digest().equals(expected);
}
