/**
 * What is downloaded while the server is killed: files of odd sizes, many of which share pieces, so that every
 * rule of the disk layout has a case. The content stays in memory: it is what the disk is compared with.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  buildTorrent,
  contentOfFile,
  sampleBytes,
  type BuiltTorrent,
} from '../../server/src/engine/testing/torrent-builder.ts';
import type { TorrentFixture } from '../support/fixtures.ts';
import { SeededRandom } from './seeded-random.ts';

const KIBIBYTE = 1024;
const FILES = 40;

export interface ContentFile {
  /** Relative to the download folder; begins with the torrent's name. */
  path: string;
  bytes: number;
  /** Where it begins in the torrent's bytes. */
  offset: number;
}

export interface CrashContent {
  id: string;
  name: string;
  torrent: Uint8Array;
  bytes: Uint8Array;
  files: readonly ContentFile[];
  pieceLength: number;
  pieceCount: number;
  /** For the program that seeds. */
  fixture: TorrentFixture;
}

export interface ContentRecipe {
  name: string;
  pieceLength: number;
  totalBytes: number;
  seed: number;
}

/** Makes the content and writes it below `folder`, for a seed. */
export async function makeContent(folder: string, recipe: ContentRecipe): Promise<CrashContent> {
  const { name, pieceLength } = recipe;
  const all = sampleBytes(recipe.totalBytes, recipe.seed + 1);
  let offset = 0;
  const files = fileSizes(recipe).map((bytes, index) => {
    const content = all.subarray(offset, offset + bytes);
    offset += bytes;
    return { path: pathOf(index), content };
  });
  const built = buildTorrent({ name, pieceLength, files });
  for (const [index, file] of built.metainfo.files.entries()) {
    const path = join(folder, ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contentOfFile(built, index));
  }
  const torrentPath = join(folder, `${name}.torrent`);
  await writeFile(torrentPath, built.bytes);
  return describe(built, torrentPath, folder);
}

function describe(built: BuiltTorrent, path: string, contentFolder: string): CrashContent {
  const { id, name, files, pieceLength, totalBytes } = built.metainfo;
  return {
    id,
    name,
    torrent: built.bytes,
    bytes: built.content,
    files: files.map((file) => ({ path: file.path, bytes: file.bytes, offset: file.offset })),
    pieceLength,
    pieceCount: Math.ceil(totalBytes / pieceLength),
    fixture: { path, contentFolder, name, infoHash: id, totalBytes, pieceLength },
  };
}

/** An empty one, one of a byte, tiny ones in a row, one that ends where a piece does, and larger ones of odd sizes. */
function fileSizes({ pieceLength, totalBytes, seed }: ContentRecipe): number[] {
  const random = new SeededRandom(seed, 'file sizes');
  const sizes = [1, 0, 7 * KIBIBYTE + 3, 16 * KIBIBYTE, 333];
  sizes.push(pieceLength - sizes.reduce((sum, bytes) => sum + bytes, 0));
  const most = (2 * totalBytes) / FILES;
  let left = totalBytes - pieceLength;
  while (sizes.length < FILES - 1 && left > most) {
    const bytes = random.chance(0.3) ? random.below(40 * KIBIBYTE) : random.below(most * 1.3);
    sizes.push(bytes);
    left -= bytes;
  }
  sizes.push(left);
  return sizes;
}

function pathOf(index: number): string[] {
  const file = `file-${String(index).padStart(2, '0')}.bin`;
  return [[file], ['a', file], ['b', 'c', file]][index % 3]!;
}
