/**
 * The torrents of the screenshots: names of works that anyone may share, with made-up content. Pieces that are
 * there are zeros, which a sparse file has without taking any space; every other piece is the same block of noise.
 */
import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createMetainfo, parseMetainfo } from '../../../server/src/engine/index.ts';
import { sampleBytes } from '../../../server/src/engine/testing/torrent-builder.ts';

const MEBIBYTE = 1024 * 1024;
const PIECE_LENGTH = MEBIBYTE;
const ZEROS = Buffer.alloc(PIECE_LENGTH);
const NOISE = sampleBytes(PIECE_LENGTH, 7);
/** Pieces that come in one run, as end to end a swarm hands them out. */
const RUN_PIECES = 9;

export interface Sample {
  name: string;
  /** Path below the root folder (the empty one for a single file) and whole MiB. */
  files: Record<string, number>;
  /** Part of it that is on the disk already, 0 to 1. */
  present: number;
  /** What is done with it once it runs. */
  action?: 'pause' | 'cancel';
  /** Bytes a second that others send us of it, or take. */
  seedRate?: number;
  leechRate?: number;
}

const tracks = (count: number): Record<string, number> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${String(index + 1).padStart(2, '0')} - Nocturne No. ${index + 1}.flac`,
      18 + ((index * 7) % 13),
    ]),
  );

/** Added in this order. */
export const SAMPLES: readonly Sample[] = [
  {
    name: 'The Adventures of Sherlock Holmes (illustrated)',
    files: { 'Adventures.epub': 12, 'Adventures.pdf': 41, 'Plates.zip': 96 },
    present: 1,
  },
  {
    name: 'Nosferatu (1922) [restored]',
    files: { 'Nosferatu.mkv': 941 },
    present: 0.07,
    action: 'cancel',
  },
  {
    name: 'Chopin - Nocturnes (Public Domain) [FLAC]',
    files: tracks(21),
    present: 1,
    leechRate: 1.4 * MEBIBYTE,
  },
  {
    name: 'archlinux-2026.11.01-x86_64.iso',
    files: { '': 1310 },
    present: 1,
    leechRate: 3.2 * MEBIBYTE,
  },
  {
    name: 'Sintel (2010) [4K]',
    files: { 'Sintel.mkv': 1180, 'Subtitles.zip': 1 },
    present: 0.483,
    action: 'pause',
  },
  {
    name: 'OpenStreetMap - Europe 2026-11',
    files: { 'europe.osm.pbf': 1460 },
    present: 0.31,
    seedRate: 2.3 * MEBIBYTE,
  },
  {
    name: 'Big Buck Bunny (2008)',
    files: {
      'Big Buck Bunny (2160p).mkv': 633,
      'Big Buck Bunny (720p).mkv': 158,
      'Soundtrack.flac': 61,
      'Poster.png': 4,
    },
    present: 0.24,
    seedRate: 5.1 * MEBIBYTE,
  },
  {
    name: 'debian-13.2.0-amd64-netinst.iso',
    files: { '': 784 },
    present: 0.55,
    seedRate: 3.6 * MEBIBYTE,
  },
];

/** Only shown in the add dialog. */
export const OFFERED: Sample = {
  name: 'Cosmos Laundromat (2015)',
  files: {
    'Film/Cosmos Laundromat (2160p).mkv': 918,
    'Film/Cosmos Laundromat (1080p).mp4': 352,
    'Soundtrack/01 - Victor.flac': 34,
    'Soundtrack/02 - Laundry Day.flac': 29,
    'Stills/Sheep.png': 9,
    'Stills/Meadow.png': 11,
    'Production files.zip': 640,
  },
  present: 0,
};

export interface SampleTorrent {
  sample: Sample;
  bytes: Uint8Array;
  id: string;
  totalBytes: number;
}

export function torrentOf(sample: Sample, trackerUrl: string): SampleTorrent {
  const pieces = isPresent(sample);
  const zeroHash = createHash('sha1').update(ZEROS).digest();
  const noiseHash = createHash('sha1').update(NOISE).digest();
  const bytes = createMetainfo({
    name: sample.name,
    files: Object.entries(sample.files).map(([path, mebibytes]) => ({
      path: path === '' ? [] : path.split('/'),
      bytes: mebibytes * MEBIBYTE,
    })),
    pieceLength: PIECE_LENGTH,
    pieceHashes: Buffer.concat(pieces.map((isThere) => (isThere ? zeroHash : noiseHash))),
    trackers: [[trackerUrl]],
    createdBy: 'Shoal',
    comment: 'Made up for a picture',
  });
  const { id, totalBytes } = parseMetainfo(bytes);
  return { sample, bytes, id, totalBytes };
}

/** Lays the files into `folder`: what is there already, or all of it. */
export async function writeContent(
  sample: Sample,
  folder: string,
  isWhole: boolean,
): Promise<void> {
  const pieces = isPresent(sample);
  let piece = 0;
  for (const [path, mebibytes] of Object.entries(sample.files)) {
    const target = join(folder, sample.name, path);
    await mkdir(dirname(target), { recursive: true });
    await using file = await open(target, 'w');
    await file.truncate(mebibytes * MEBIBYTE);
    for (let index = 0; index < mebibytes; index += 1, piece += 1) {
      if (isWhole && pieces[piece] === false)
        await file.write(NOISE, 0, PIECE_LENGTH, index * PIECE_LENGTH);
    }
  }
}

/** Which pieces are there, in runs with gaps. */
function isPresent({ files, present }: Sample): boolean[] {
  const count = Object.values(files).reduce((sum, mebibytes) => sum + mebibytes, 0);
  const runs = Math.ceil(count / RUN_PIECES);
  const wanted = Math.round(runs * present);
  // A stride without a common factor visits every run once, in no visible order.
  const chosen = new Set(Array.from({ length: wanted }, (_, index) => (index * 61) % runs));
  return Array.from({ length: count }, (_, piece) => chosen.has(Math.floor(piece / RUN_PIECES)));
}
