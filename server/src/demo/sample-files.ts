/**
 * What the demo shares: folders that look like those that people download, filled with random bytes. Each
 * file is written from a cipher's stream, which is as fast as the disk and compresses on no file system.
 */
import { createCipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface SampleFolder {
  name: string;
  /** Path below the folder, and its part of the whole. */
  files: readonly { path: string; share: number }[];
}

export const REEF_FILM: SampleFolder = {
  name: 'Life of a Reef',
  files: [
    { path: 'Film/Life of a Reef (2160p).mkv', share: 0.6 },
    { path: 'Film/Life of a Reef (720p).mkv', share: 0.2 },
    { path: 'Soundtrack/01 - High Tide.flac', share: 0.06 },
    { path: 'Soundtrack/02 - Under the Swell.flac', share: 0.05 },
    { path: 'Soundtrack/03 - Drift.flac', share: 0.05 },
    { path: 'Stills/Parrotfish at noon.tiff', share: 0.02 },
    { path: 'Stills/Shoal of herring.tiff', share: 0.02 },
  ],
};

export const SEA_CHARTS: SampleFolder = {
  name: 'Sea Charts',
  files: [
    { path: 'North Sea.pdf', share: 0.5 },
    { path: 'Baltic Sea.pdf', share: 0.3 },
    { path: 'Bay of Biscay.pdf', share: 0.2 },
  ],
};

const README = `These files come from the demo of Shoal. Their names are made up, and all but this one hold
random bytes: there is nothing to see in them, only something to transfer.
`;

const CHUNK = Buffer.alloc(1024 * 1024);

/** Writes the folder below `parent` with some `totalBytes` in all, and resolves with its path. */
export async function writeSampleFolder(
  parent: string,
  folder: SampleFolder,
  totalBytes: number,
): Promise<string> {
  const root = join(parent, folder.name);
  for (const { path, share } of folder.files) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await pipeline(randomStream(Math.round(totalBytes * share)), createWriteStream(file));
  }
  await writeFile(join(root, 'README.txt'), README);
  return root;
}

function randomStream(bytes: number): Readable {
  const cipher = createCipheriv('aes-128-ctr', randomBytes(16), randomBytes(16));
  function* chunks(): Generator<Buffer> {
    for (let left = bytes; left > 0; left -= CHUNK.length) {
      yield cipher.update(left < CHUNK.length ? CHUNK.subarray(0, left) : CHUNK);
    }
  }
  return Readable.from(chunks());
}
