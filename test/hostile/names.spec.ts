/**
 * Hostile names, by every way in: the .torrent file, the magnet link, renaming, and the names that a record of the
 * last run brings back. All go through metainfo/safe-path.ts; the judge is path-rules.ts, which shares no code with it.
 */
import { describe, expect, it } from 'vitest';
import { encodeBencode, type BencodeInput } from '../../server/src/engine/bencode/index.ts';
import { EngineError } from '../../server/src/engine/core/engine-error.ts';
import { seededRandom, type Random } from '../../server/src/engine/core/random.ts';
import { checkedRenames, withFilePath } from '../../server/src/engine/metainfo/file-renames.ts';
import { parseMagnet } from '../../server/src/engine/metainfo/magnet.ts';
import type { Metainfo } from '../../server/src/engine/metainfo/metainfo.ts';
import { parseMetainfo } from '../../server/src/engine/metainfo/parse-metainfo.ts';
import { joinSafePath, safeComponents } from '../../server/src/engine/metainfo/safe-path.ts';
import { threadCpuMs } from '../fuzz/case-costs.ts';
import { isPathInside, isSafeName } from './path-rules.ts';

const SCALE = Number(process.env['SHOAL_FUZZ_SCALE'] ?? 1);
const SEED = Number(process.env['SHOAL_FUZZ_SEED'] ?? 20_261_123);
const LISTS = 300_000 * SCALE;
const SECOND_MS = 1_000;
const TIMEOUT_MS = 10 * 60_000;

const SCRAPS = [
  '..',
  '.',
  '/',
  '\\',
  ':',
  ' ',
  '\0',
  '\n',
  '\u007f',
  '\u0085',
  '\u200b',
  '\u202e',
  '\u2066',
  '\ud800',
  '\udc00',
  '\ufffd',
  '\ufeff',
  '\u2028',
  'CON',
  'nul',
  'COM1',
  'lpt9.txt',
  'aux.',
  '<',
  '>',
  '"',
  '|',
  '?',
  '*',
  'a',
  'b.iso',
  'x'.repeat(130),
  '\u00e4'.repeat(70),
  '\u{1f600}',
  '~',
  'C:',
  '//server/share',
  '$(reboot)',
  '`id`',
  ';',
  "'",
  '\r\nX-Header: 1',
  '%2e%2e%2f',
  '\u2215',
];

/** Names that other clients let through or stumbled over. */
const NASTY_NAMES = [
  '..',
  '.',
  '',
  '/',
  '\\',
  '../../etc/passwd',
  '..\\..\\windows',
  '/etc/passwd',
  'C:\\x',
  'C:x',
  '\\\\server\\share',
  'a/../../b',
  'CON',
  'con.txt',
  'NUL',
  'COM1.txt',
  'LPT9',
  'a:b',
  'a.',
  'a ',
  '...',
  '. .',
  ' ',
  '\0',
  'a\0.txt',
  '\u202egpj.exe',
  '\u200b',
  '\ud800',
  'a\u2028b',
  '~/x',
  'x'.repeat(300),
  '\u00e4'.repeat(200),
  '\u{1f600}'.repeat(100),
  'name\r\nSet-Cookie: a=b',
  '";$(touch /tmp/x)',
  '<img src=x onerror=alert(1)>',
  '-rf',
  '.htaccess',
  '\u212a',
  'aux.h',
];

function torrentOf(info: Record<string, BencodeInput>): Metainfo {
  const base = { 'piece length': 16_384, pieces: new Uint8Array(20) };
  return parseMetainfo(encodeBencode({ info: { ...base, ...info } }));
}

function withPaths(...paths: string[][]): Metainfo {
  return torrentOf({ name: 'root', files: paths.map((path) => ({ path, length: 1 })) });
}

function anyName(random: Random): string {
  const parts = Array.from({ length: random.below(6) }, () => SCRAPS[random.below(SCRAPS.length)]!);
  return parts.join('');
}

/** What is refused with a code is as good as what is made safe. */
function pathsOf(make: () => string[]): string[] {
  try {
    return make();
  } catch (error) {
    if (error instanceof EngineError) return [];
    throw error;
  }
}

describe('names of strangers', () => {
  it(
    `made of ${LISTS} lists of nasty parts are always inside the folder`,
    () => {
      const random = seededRandom(SEED);
      for (let turn = 0; turn < LISTS; turn++) {
        const list = Array.from({ length: 1 + random.below(5) }, () => anyName(random));
        const path = joinSafePath(safeComponents(list));
        if (!isPathInside(path))
          throw new Error(`${JSON.stringify(list)} became ${path} (${SEED})`);
      }
      expect(isPathInside('a/b')).toBe(true);
    },
    TIMEOUT_MS,
  );

  it.each(['..', 'a/../b', '/a', 'a\\b', 'CON', 'a.', '', 'x'.repeat(256), 'a:b', 'a\0b'])(
    'are judged by rules that know %j to be unsafe',
    (path) => {
      expect(isPathInside(path)).toBe(false);
    },
  );
});

describe('one rule for every way in', () => {
  const torrent = withPaths(['a'], ['folder', 'b']);

  it.each(NASTY_NAMES)('makes %j safe or refuses it', (name) => {
    const found = [
      ...pathsOf(() => torrentOf({ name, length: 1 }).files.map(({ path }) => path)),
      ...pathsOf(() => withPaths([name], [name, name], ['x', name]).files.map(({ path }) => path)),
      ...pathsOf(() => [parseMagnet(magnetOf(name)).name ?? 'none']),
      ...pathsOf(() => renamedBy(() => withFilePath(torrent, null, 0, `root/${name}`))),
      ...pathsOf(() => renamedBy(() => checkedRenames(torrent, { name, files: [] }))),
      ...pathsOf(() =>
        renamedBy(() => checkedRenames(torrent, { name: null, files: [{ index: 0, path: name }] })),
      ),
    ];
    expect(found.length).toBeGreaterThan(2);
    expect(found.filter((path) => !isPathInside(path))).toEqual([]);
  });

  it('gives a torrent and a magnet link the same name', () => {
    for (const name of NASTY_NAMES) {
      const fromLink = parseMagnet(magnetOf(name.toWellFormed())).name;
      // What leaves nothing is called by its hash in a torrent, and has no name in a link.
      if (fromLink === null || name !== name.trim()) continue;
      expect(torrentOf({ name: name.toWellFormed(), length: 1 }).name).toBe(fromLink);
    }
  });

  function renamedBy(rename: () => ReturnType<typeof checkedRenames>): string[] {
    const renames = rename();
    return [renames?.name ?? 'root', ...(renames?.files ?? []).map(({ path }) => path)];
  }

  function magnetOf(name: string): string {
    const escaped = encodeURIComponent(name.toWellFormed());
    return `magnet:?xt=urn:btih:${'a'.repeat(40)}&dn=${escaped}`;
  }
});

describe('names that a disk may take for one', () => {
  it.each<[string, string[][]]>([
    ['equal', [['a.txt'], ['a.txt'], ['a.txt']]],
    ['equal but for case', [['a.txt'], ['A.TXT'], ['a.TXT']]],
    ['composed and decomposed', [['\u00e9'], ['e\u0301']]],
    ['equal after the rule', [['a:b'], ['a?b'], ['a_b']]],
    ['equal after the cut', [['x'.repeat(300)], ['x'.repeat(301)]]],
    ['a file and a folder', [['a'], ['a', 'b']]],
    ['a file and a folder but for case', [['A', 'b'], ['a']]],
    ['a Kelvin sign and a k', [['\u212a'], ['k']]],
    ['a sharp s and two', [['stra\u00dfe'], ['STRASSE']]],
  ])('get a place each: %s', (_what, paths) => {
    const placed = withPaths(...paths).files.map(({ path }) => path);
    const folded = placed.map((path) => path.normalize('NFC').toUpperCase().toLowerCase());
    expect(new Set(folded).size).toBe(paths.length);
    for (const [at, path] of folded.entries()) {
      const inside = folded.filter((other, index) => index !== at && other.startsWith(`${path}/`));
      expect(inside).toEqual([]);
    }
  });

  it('get the same places each time', () => {
    const twice = [1, 2].map(() => withPaths(['a'], ['A'], ['a'], ['a', 'b']).files);
    expect(twice[0]).toEqual(twice[1]);
  });

  it('100,000 times in one torrent cost less than a second', () => {
    const entry = { length: 1, path: ['same.bin'] };
    const pieces = new Uint8Array(20 * Math.ceil(100_000 / 16_384));
    const files = Array.from({ length: 100_000 }, () => entry);
    const info = { name: 'root', 'piece length': 16_384, pieces, files };
    const bytes = encodeBencode({ info });
    const least = Math.min(
      ...[1, 2, 3].map(() => {
        const before = threadCpuMs();
        expect(parseMetainfo(bytes).files).toHaveLength(100_000);
        return threadCpuMs() - before;
      }),
    );
    expect(least).toBeLessThan(SECOND_MS);
  });
});

describe('long names', () => {
  it.each([
    ['300 letters', `${'a'.repeat(296)}.iso`],
    ['128 letters of two bytes', '\u00e4'.repeat(128)],
    ['100 letters of four bytes', `${'\u{1f600}'.repeat(100)}.mkv`],
  ])('of %s are cut to what disks take, with their extension', (_what, name) => {
    const { name: cut } = torrentOf({ name, length: 1 });
    expect(isSafeName(cut)).toBe(true);
    expect(cut.toWellFormed()).toBe(cut);
    expect(cut.endsWith(/\.\w+$/.exec(name)?.[0] ?? '')).toBe(true);
  });

  it.each([
    ['path-too-deep', Array.from({ length: 200 }, () => 'a')],
    ['path-too-long', Array.from({ length: 25 }, () => 'a'.repeat(200))],
  ])('of folders inside one another are refused as %s', (code, path) => {
    expect(() => withPaths(path)).toThrow(expect.objectContaining({ code }));
  });
});
