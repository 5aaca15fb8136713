/**
 * Torrents for tests, with their content: what a test asks for in a line, in bytes that a seed can serve
 * and a parser must take. The same arguments always give the same bytes.
 */
import { createMetainfo } from '../metainfo/create-metainfo.ts';
import { PieceHasher } from '../metainfo/hash-files.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { parseMetainfo } from '../metainfo/parse-metainfo.ts';

export interface TorrentRecipe {
  /** `sample` where it is not given. */
  name?: string;
  /** One file with an empty path is a single-file torrent. By default one file of 100,000 bytes. */
  files?: { path: string[]; content: Uint8Array }[];
  /** 16 KiB where it is not given. */
  pieceLength?: number;
  trackers?: string[][];
  webSeeds?: string[];
  private?: boolean;
  comment?: string;
}

export interface BuiltTorrent {
  /** The .torrent file. */
  bytes: Uint8Array;
  metainfo: Metainfo;
  /** The bytes of all files, one after the other, as the pieces cut them. */
  content: Uint8Array;
}

/** Makes a torrent and its content. */
export function buildTorrent(recipe: TorrentRecipe = {}): BuiltTorrent {
  const files = recipe.files ?? [{ path: [], content: sampleBytes(100_000) }];
  const pieceLength = recipe.pieceLength ?? 16_384;
  const content = Uint8Array.from(Buffer.concat(files.map((file) => file.content)));
  const pieces = new PieceHasher(pieceLength);
  pieces.update(content);
  const bytes = createMetainfo({
    name: recipe.name ?? 'sample',
    files: files.map(({ path, content }) => ({ path, bytes: content.length })),
    pieceLength,
    pieceHashes: pieces.finish(),
    trackers: recipe.trackers ?? [],
    webSeeds: recipe.webSeeds ?? [],
    private: recipe.private ?? false,
    ...(recipe.comment === undefined ? {} : { comment: recipe.comment }),
  });
  return { bytes, metainfo: parseMetainfo(bytes), content };
}

/** Bytes that look random and are the same for the same seed; no two pieces of them are equal. */
export function sampleBytes(length: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = seed >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state >>> 0;
  }
  return new Uint8Array(words.buffer, 0, length);
}

/** Where a file's content stands in the content of its torrent. */
export function contentOfFile(torrent: BuiltTorrent, index: number): Uint8Array {
  const file = torrent.metainfo.files[index]!;
  return torrent.content.subarray(file.offset, file.offset + file.bytes);
}
