import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  encodeBencode,
  scanBencode,
  type BencodeInput,
} from '../../server/src/engine/bencode/index.ts';
import { MetainfoError } from '../../server/src/engine/metainfo/metainfo-error.ts';
import type { Metainfo } from '../../server/src/engine/metainfo/metainfo.ts';
import { parseMetainfo } from '../../server/src/engine/metainfo/parse-metainfo.ts';
import { HOSTILE_TORRENTS } from '../../server/src/engine/testing/hostile-torrents.ts';
import { buildTorrent, sampleBytes } from '../../server/src/engine/testing/torrent-builder.ts';
import { isPathInside } from '../hostile/path-rules.ts';
import { bencodeValues, dictionaries, encoded } from './arbitrary-bencode.ts';
import { FUZZ_TIMEOUT_MS, fuzzGenerated, fuzzMutated } from './fuzz.ts';
import { outcomeOf, type FuzzTarget } from './fuzz-target.ts';
import { NASTY_BENCODE } from './nasty-bencode.ts';

const WORDS = [
  'info',
  'name',
  'name.utf-8',
  'length',
  'files',
  'path',
  'path.utf-8',
  'piece length',
  'pieces',
  'attr',
  'symlink path',
  'meta version',
  'file tree',
  'private',
  'announce',

  'announce-list',
  'url-list',
  'comment',
  'created by',
  'creation date',
  '..',
  '/',
  '\\',
  'CON',
  'p',
  'l',
  'udp://a.test:80',
  'http://a.test/announce',
  '__proto__',
  'a.txt',
  'A.TXT',
];

const file = (path: string[], bytes: number): { path: string[]; content: Uint8Array } => ({
  path,
  content: sampleBytes(bytes),
});

const VALID = [
  buildTorrent({ files: [file([], 100)], trackers: [['http://a.test/announce']] }).bytes,
  buildTorrent({
    files: [file(['a', 'b.txt'], 20_000), file(['a', 'c'], 0), file(['d'], 7)],
    trackers: [['udp://a.test:80'], ['http://b.test/announce', 'http://c.test/announce']],
    webSeeds: ['http://w.test/'],
    private: true,
    comment: 'a comment',
  }).bytes,
  encodeBencode({
    'creation date': 1_700_000_000,
    'created by': 'somebody',
    'url-list': ['http://w.test/', 7],
    info: {
      name: 'root',
      'name.utf-8': 'r\u00f6\u00f6t',
      'piece length': 16_384,
      'meta version': 2,
      'file tree': {},
      pieces: new Uint8Array(40),
      files: [
        { length: 10_000, path: ['same'] },
        { length: 6_384, path: ['.pad', '6384'], attr: 'p' },
        { length: 300, path: ['SAME'], 'path.utf-8': ['same'] },
        { length: 0, path: ['link'], attr: 'l', 'symlink path': ['..', 'etc'] },
      ],
    },
  }),
];

const target: FuzzTarget = {
  name: 'metainfo',
  corpus: [
    ...VALID,
    ...HOSTILE_TORRENTS.map(({ bytes }) => bytes).filter(({ length }) => length < 65_536),
    ...NASTY_BENCODE,
  ],
  words: WORDS,
  maxInputBytes: 65_536,
  isBencode: true,
  examine: (input) => {
    try {
      const metainfo = parseMetainfo(input);
      expectSound(metainfo, input);
      return metainfo.warnings.map((text) => text.replaceAll(/\d+/g, '#')).join('|');
    } catch (error) {
      if (error instanceof MetainfoError) return outcomeOf(error);
      throw error;
    }
  },
};

/** What the rest of the engine relies on, whatever the file said. */
function expectSound(metainfo: Metainfo, input: Uint8Array): void {
  const { start, end } = scanBencode(input, { allowTrailing: true }).valueRange('info')!;
  const hash = createHash('sha1').update(input.subarray(start, end)).digest('hex');
  const ends = metainfo.files.map(({ offset, bytes }) => offset + bytes);
  const written = metainfo.files.filter(({ padding }) => !padding).map(({ path }) => path);
  const rules: Record<string, boolean> = {
    'the id is the hash of the raw info': metainfo.id === hash,
    'files are without gaps': metainfo.files.every(
      ({ offset }, at) => offset === (ends[at - 1] ?? 0),
    ),
    'files end at the total': ends.at(-1) === metainfo.totalBytes,
    'sizes are sizes': metainfo.files.every(
      ({ bytes }) => Number.isSafeInteger(bytes) && bytes >= 0,
    ),
    'pieces cover the total':
      metainfo.pieceCount === Math.ceil(metainfo.totalBytes / metainfo.pieceLength),
    'every piece has a hash': metainfo.pieceHashes.length === 20 * metainfo.pieceCount,
    'paths are inside the folder': metainfo.files.every(({ path }) => isPathInside(path)),
    'paths begin with the name': written.every(
      (path) => path === metainfo.name || path.startsWith(`${metainfo.name}/`),
    ),
    'no two files have one path':
      new Set(written.map((path) => path.toLowerCase())).size === written.length,
    'lists are bounded': metainfo.trackers.flat().length <= 500 && metainfo.webSeeds.length <= 100,
    'the date can be told':
      metainfo.createdAt === null ||
      !Number.isNaN(Date.parse(new Date(metainfo.createdAt).toISOString())),
  };
  const broken = Object.keys(rules).filter((rule) => !rules[rule]);
  if (broken.length > 0) throw new Error(`not true: ${broken.join(', ')}`);
}

const names = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    '/',
    '\\',
    'a',
    'A',
    'con',
    'a/b',
    'a ',
    '\u202ea',
    'x'.repeat(300),
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const anything = bencodeValues(WORDS);
const entries = dictionaries(
  {
    length: fc.nat(40_000),
    path: fc.array(names, { maxLength: 4 }),
    attr: fc.constantFrom('p', 'l', 'x'),
  },
  anything,
);
/** Mostly with the number of pieces that the lengths ask for, so that what is behind that check is reached. */
const infos = fc
  .tuple(
    dictionaries({ name: names, 'piece length': fc.integer({ min: 1, max: 60_000 }) }, anything),
    fc.array(entries, { maxLength: 6 }),
    fc.boolean(),
  )
  .map(([info, files, hasOneFile]) => {
    const length = info.get('piece length');
    const bytes = files.reduce((sum, entry) => sum + sizeOf(entry), 0);
    const pieces = typeof length === 'number' ? Math.ceil(bytes / Math.max(1, length)) : 1;
    info.set('pieces', new Uint8Array(20 * Math.min(pieces, 3_000)));
    return hasOneFile
      ? info.set('length', Math.min(bytes, Number.MAX_SAFE_INTEGER))
      : info.set('files', files);
  });
const torrents = dictionaries(
  {
    info: infos,
    announce: fc.webUrl(),
    'announce-list': fc.array(fc.array(fc.webUrl(), { maxLength: 3 }), { maxLength: 3 }),
    'url-list': fc.array(fc.webUrl(), { maxLength: 3 }),
    'creation date': fc.integer(),
    comment: names,
  },
  anything,
);

function sizeOf(entry: ReadonlyMap<string, BencodeInput>): number {
  const length = entry.get('length');
  const attributes = entry.get('attr');
  const isLink = attributes === 'l';
  return typeof length === 'number' && length > 0 && !isLink ? length : 0;
}

it(
  'the .torrent parser survives changed torrents',
  async () => expect(await fuzzMutated(target, 120_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it(
  'the .torrent parser survives generated torrents',
  async () => expect(await fuzzGenerated(target, encoded(torrents), 20_000)).toBeGreaterThan(0),
  FUZZ_TIMEOUT_MS,
);

it('the valid torrents of the corpus are taken', () => {
  for (const bytes of VALID) expect(() => expectSound(parseMetainfo(bytes), bytes)).not.toThrow();
});
