/**
 * What the interop tests download: one big file, and a folder with everything that breaks file layouts. Made
 * anew where it is needed, never kept in the repository, and made into torrents by libtorrent, so that our
 * own code is not its own judge.
 */
import { basename, join } from 'node:path';
import { runProgram } from './child-program.ts';
import { SYSTEM_PYTHON } from './programs.ts';
import { writePseudoRandomFile } from './pseudo-random-file.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;
const SMALL_FILES = 1000;

/** Creates the content below `folder` and returns its path: what a torrent is made of. */
export type Fixture = (folder: string) => Promise<string>;

/** One file, `bytes` long. */
export function singleFile(bytes: number): Fixture {
  return async (folder) => {
    const path = join(folder, 'single.bin');
    await writePseudoRandomFile(path, bytes, 'single');
    return path;
  };
}

/**
 * 1,000 small files of odd sizes, an empty one, deep folders, names outside ASCII and a few larger files:
 * pieces that span many files, files that span many pieces, and a last piece that is short.
 */
export const manyFiles: Fixture = async (folder) => {
  const root = join(folder, 'many files');
  for (let index = 0; index < SMALL_FILES; index += 1) {
    const path = join(root, `part ${index % 10}`, `small-${String(index).padStart(4, '0')}.bin`);
    await writePseudoRandomFile(path, 1 + ((index * 7919) % 9973), `small ${index}`);
  }
  const others: [path: string, bytes: number][] = [
    ['empty.txt', 0],
    ['one byte', 1],
    [join('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'deep.bin'), 33_333],
    ['Gr\u00fc\u00dfe \u2013 \u00e9t\u00e9.txt', 12_345],
    [join('\u65e5\u672c\u8a9e', '\u041f\u0440\u0438\u0432\u0435\u0442.bin'), 54_321],
    ['fish \u{1f41f}.bin', 4_097],
    [join('large', 'whole-pieces.bin'), 8 * MEBIBYTE],
    [join('large', 'odd.bin'), 5 * MEBIBYTE + 1],
    [join('large', 'one-block.bin'), 16 * KIBIBYTE],
  ];
  for (const [path, bytes] of others) {
    await writePseudoRandomFile(join(root, path), bytes, path);
  }
  return root;
};

export interface TorrentFixture {
  /** Path of the .torrent file. */
  path: string;
  /** Folder that holds the content: what a seed is told as its download folder. */
  contentFolder: string;
  /** Name of the single file or of the root folder. */
  name: string;
  infoHash: string;
  totalBytes: number;
  pieceLength: number;
}

export interface TorrentOptions {
  /** Path of the file or folder. */
  content: string;
  /** Path of the .torrent file to write. */
  torrent: string;
  pieceLength: number;
  trackers?: readonly string[];
  /** BEP 27. */
  isPrivate?: boolean;
}

/** Makes a v1 torrent with libtorrent. */
export async function makeTorrent(options: TorrentOptions): Promise<TorrentFixture> {
  const { content, torrent, pieceLength, trackers = [], isPrivate = false } = options;
  const output = await runProgram(SYSTEM_PYTHON, [
    join(import.meta.dirname, 'python', 'make_torrent.py'),
    content,
    torrent,
    '--piece-length',
    String(pieceLength),
    ...trackers.flatMap((url) => ['--tracker', url]),
    ...(isPrivate ? ['--private'] : []),
  ]);
  const { infoHash, totalBytes } = JSON.parse(output) as { infoHash: string; totalBytes: number };
  return {
    path: torrent,
    contentFolder: join(content, '..'),
    name: basename(content),
    infoHash,
    totalBytes,
    pieceLength,
  };
}
