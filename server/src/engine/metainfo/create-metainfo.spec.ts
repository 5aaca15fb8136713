import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeBencode, dictionaryOf, textOf } from '../bencode/index.ts';
import { buildTorrent, contentOfFile, sampleBytes } from '../testing/torrent-builder.ts';
import { createMetainfo } from './create-metainfo.ts';
import { createTorrentFromPath, defaultPieceLength } from './hash-files.ts';
import { parseMetainfo } from './parse-metainfo.ts';

const KIBIBYTE = 1024;

describe('createMetainfo', () => {
  const content = {
    name: 'x',
    files: [{ path: [], bytes: 100 }],
    pieceLength: 100,
    pieceHashes: new Uint8Array(20).fill(7),
    trackers: [['http://a.test/', 'http://b.test/'], [], ['udp://c.test:1']],
    private: true,
    comment: 'c',
    createdBy: 'me',
    createdAt: 1_700_000_000_999,
    webSeeds: ['http://w.test/'],
  };

  it('writes what parseMetainfo reads back', () => {
    expect(parseMetainfo(createMetainfo(content))).toMatchObject({
      name: 'x',
      pieceLength: 100,
      pieceHashes: content.pieceHashes,
      trackers: [['http://a.test/', 'http://b.test/'], ['udp://c.test:1']],
      private: true,
      comment: 'c',
      createdBy: 'me',
      createdAt: 1_700_000_000_000,
      webSeeds: ['http://w.test/'],
      files: [{ path: 'x', bytes: 100, offset: 0, padding: false }],
      warnings: [],
    });
  });

  it('writes canonical bencode, and no list of tiers for one tracker', () => {
    const bytes = createMetainfo({ ...content, trackers: [['http://a.test/']] });
    const outer = dictionaryOf(decodeBencode(bytes, { strict: true }));
    expect(textOf(outer?.get('announce'))).toBe('http://a.test/');
    expect(outer?.has('announce-list')).toBe(false);
  });

  it('refuses parts that do not fit each other', () => {
    const codeOf = (change: Partial<typeof content>): unknown => {
      try {
        return createMetainfo({ ...content, ...change });
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf({ files: [] })).toBe('no-files');
    expect(codeOf({ files: [{ path: [], bytes: 0 }] })).toBe('empty-torrent');
    expect(codeOf({ files: [{ path: [], bytes: 101 }] })).toBe('wrong-piece-count');
  });
});

describe('createTorrentFromPath', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shoal-create-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('makes the torrent of a single file', async () => {
    const bytes = sampleBytes(50_000);
    await writeFile(join(folder, 'one.bin'), bytes);
    const options = { trackers: [['http://a.test/']], private: true, comment: 'c' };
    const metainfo = parseMetainfo(await createTorrentFromPath(join(folder, 'one.bin'), options));
    expect(metainfo).toMatchObject({
      name: 'one.bin',
      pieceLength: 16_384,
      pieceCount: 4,
      totalBytes: 50_000,
      private: true,
      comment: 'c',
    });
    const last = createHash('sha1').update(bytes.subarray(49_152)).digest();
    expect(Buffer.from(metainfo.pieceHashes.subarray(60))).toEqual(last);
  });

  it('makes the torrent of a folder in the order of its paths, without links', async () => {
    const root = join(folder, 'root');
    await mkdir(join(root, 'b', 'deep'), { recursive: true });
    const contents = {
      c: sampleBytes(3_000_000),
      'b/deep/x': sampleBytes(70, 2),
      'b/a': sampleBytes(0),
    };
    for (const [path, bytes] of Object.entries(contents)) await writeFile(join(root, path), bytes);
    await symlink('/etc/passwd', join(root, 'a-link'));
    const made = parseMetainfo(
      await createTorrentFromPath(root, { trackers: [], pieceLength: 40_000 }),
    );
    const built = buildTorrent({
      name: 'root',
      pieceLength: 40_000,
      files: ['b/a', 'b/deep/x', 'c'].map((path) => ({
        path: path.split('/'),
        content: contents[path as keyof typeof contents],
      })),
    });
    expect(made.files.map(({ path }) => path)).toEqual(['root/b/a', 'root/b/deep/x', 'root/c']);
    expect(made.id).toBe(built.metainfo.id);
    expect(contentOfFile(built, 1)).toEqual(contents['b/deep/x']);
  });

  it('refuses an empty folder and a bad piece length', async () => {
    await expect(createTorrentFromPath(folder, { trackers: [] })).rejects.toMatchObject({
      code: 'no-files',
    });
    const zero = createTorrentFromPath(folder, { trackers: [], pieceLength: 0 });
    await expect(zero).rejects.toMatchObject({ code: 'bad-piece-length' });
  });
});

describe('defaultPieceLength', () => {
  it.each([
    [1, 16 * KIBIBYTE],
    [32_768_000, 16 * KIBIBYTE],
    [32_768_001, 32 * KIBIBYTE],
    [KIBIBYTE ** 3, KIBIBYTE ** 2],
    [KIBIBYTE ** 4, 16 * KIBIBYTE ** 2],
  ])('of %d bytes is %d', (totalBytes, pieceLength) => {
    expect(defaultPieceLength(totalBytes)).toBe(pieceLength);
  });
});
