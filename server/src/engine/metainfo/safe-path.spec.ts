import { posix, win32 } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DistinctPaths } from './distinct-paths.ts';
import { joinSafePath, safeComponent, safeComponents } from './safe-path.ts';

/** What this thread computed: other work on the machine does not count. */
function computedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

describe('safeComponent', () => {
  it.each([
    ['plain name.txt', 'plain name.txt'],
    ['.hidden', '.hidden'],
    ['..', '_'],
    ['.', '_'],
    ['', '_'],
    ['...', '_'],
    ['. .', '_'],
    ['../../etc/passwd', '....etcpasswd'],
    ['/etc/passwd', 'etcpasswd'],
    ['C:\\Windows', 'C_Windows'],
    ['AC/DC', 'ACDC'],
    ['.\\/.', '_'],
    ['a\0b', 'a_b'],
    ['a\r\nb\x7f\x9b', 'a__b__'],
    ['a<b>c:d"e|f?g*h', 'a_b_c_d_e_f_g_h'],
    ['name.', 'name'],
    ['name. . ', 'name'],
    [' name', ' name'],
    ['CON', '_CON'],
    ['nul', '_nul'],
    ['nul.txt', '_nul.txt'],
    ['NUL .tar.gz', '_NUL .tar.gz'],
    ['COM1.txt', '_COM1.txt'],
    ['lpt9', '_lpt9'],
    ['COM\u00b9', '_COM\u00b9'],
    ['CONSOLE', 'CONSOLE'],
    ['COM10', 'COM10'],
    ['CON\u200b', '_CON'],
    ['CON. .', '_CON'],
    ['photo\u202egpj.exe', 'photogpj.exe'],
    ['a\u200b\u200d\ufeff\u061cb', 'ab'],
    ['\u200b.\u200b.', '_'],
    ['bad \ufffd utf-8', 'bad _ utf-8'],
    ['half \ud800 pair', 'half _ pair'],
    ['emoji \u{1f600}', 'emoji \u{1f600}'],
    ['e\u0301', 'e\u0301'],
  ])('makes %j into %j', (text, safe) => {
    expect(safeComponent(text)).toBe(safe);
  });

  it('cuts a long name and keeps a short extension', () => {
    expect(safeComponent(`${'a'.repeat(300)}.mkv`)).toBe(`${'a'.repeat(240)}.mkv`);
    expect(safeComponent('a'.repeat(255))).toHaveLength(255);
    expect(safeComponent(`${'a'.repeat(300)}.${'b'.repeat(40)}`)).toBe('a'.repeat(240));
  });

  it('cuts between code points', () => {
    expect(safeComponent('\u00e4'.repeat(128))).toBe('\u00e4'.repeat(120));
    expect(safeComponent(`${'\u{1f600}'.repeat(100)}.iso`)).toBe(`${'\u{1f600}'.repeat(60)}.iso`);
  });

  const hostile = fc.constantFrom(
    ...'./\\: \0\u200b\u202e\ud800\ufffd'.split(''),
    '..',
    'CON',
    'nul',
    'com1',
    'a',
    '\u{1f600}',
    'x'.repeat(130),
    '\u00e4'.repeat(60),
  );
  const names = fc.oneof(
    fc.array(hostile, { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary', maxLength: 400 }),
  );

  it('gives a path that is always inside the root, on every system', () => {
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 6 }), (components) => {
        const path = joinSafePath(safeComponents(components));
        for (const [system, root] of [
          [posix, '/data/root'],
          [win32, 'C:\\data\\root'],
        ] as const) {
          const resolved = system.resolve(root, path);
          expect(resolved.startsWith(root + system.sep)).toBe(true);
          expect(resolved.slice(root.length + 1).replaceAll(system.sep, '/')).toBe(path);
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    [['..', '..', 'etc', 'passwd'], 'etc/passwd'],
    [['a', '.', '/', '\\', 'b'], 'a/b'],
    [['a', '..'], 'a/_'],
    [['..'], '_'],
    [['', 'b'], '_/b'],
    [['...', 'b'], '_/b'],
  ])('makes the path %j into %j', (components, path) => {
    expect(joinSafePath(safeComponents(components))).toBe(path);
  });

  it('changes nothing when it is applied again', () => {
    fc.assert(
      fc.property(names, (name) => {
        const safe = safeComponent(name);
        expect(safeComponent(safe)).toBe(safe);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(255);
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes time in proportion to the length', () => {
    const begin = performance.now();
    safeComponent(`${'. '.repeat(2_000_000)}a`);
    safeComponent(`a${' .'.repeat(2_000_000)}`);
    expect(performance.now() - begin).toBeLessThan(3_000);
  });
});

describe('DistinctPaths', () => {
  function place(paths: string[]): string[] {
    const distinct = new DistinctPaths();
    for (const path of paths) distinct.addFolders(path.split('/'));
    return paths.map((path) => distinct.place(path.split('/')).join('/'));
  }

  it.each([
    [
      ['r/a', 'r/b'],
      ['r/a', 'r/b'],
    ],
    [
      ['r/a.txt', 'r/a.txt', 'r/a.txt'],
      ['r/a.txt', 'r/a.1.txt', 'r/a.2.txt'],
    ],
    [
      ['r/a.1', 'r/a', 'r/a'],
      ['r/a.1', 'r/a', 'r/a.2'],
    ],
    [
      ['r/A', 'r/a'],
      ['r/A', 'r/a.1'],
    ],
    [
      ['r/X/f', 'r/x/F'],
      ['r/X/f', 'r/x/F.1'],
    ],
    [
      ['r/\u00e9', 'r/e\u0301'],
      ['r/\u00e9', 'r/e\u0301.1'],
    ],
    [
      ['r/stra\u00dfe', 'r/STRASSE'],
      ['r/stra\u00dfe', 'r/STRASSE.1'],
    ],
    [
      ['r/a', 'r/a/b'],
      ['r/a.1', 'r/a/b'],
    ],
    [
      ['r/a/b', 'r/a'],
      ['r/a/b', 'r/a.1'],
    ],
    [
      ['r/a/b', 'r/a/b/c', 'r/a'],
      ['r/a/b.1', 'r/a/b/c', 'r/a.1'],
    ],
    [
      ['r/x/a', 'r/y/a'],
      ['r/x/a', 'r/y/a'],
    ],
  ])('places %j at %j', (paths, placed) => {
    expect(place(paths)).toEqual(placed);
  });

  it('never gives two files one place, nor a file the place of a folder', () => {
    const part = fc.constantFrom('a', 'A', 'a.1', 'b', 'a.1.1', 'b.txt', 'B.1.txt');
    const paths = fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 30 });
    fc.assert(
      fc.property(paths, (list) => {
        const placed = place(list.map((parts) => parts.join('/'))).map((path) =>
          path.toLowerCase(),
        );
        expect(new Set(placed).size).toBe(placed.length);
        for (const path of placed) {
          expect(placed.some((other) => other.startsWith(`${path}/`))).toBe(false);
        }
      }),
    );
  });

  it('keeps renamed names within 255 bytes', () => {
    const long = `r/${'a'.repeat(250)}.mkv`;
    const second = place([long, long])[1]!;
    expect(Buffer.byteLength(second)).toBeLessThanOrEqual(257);
    expect(second.endsWith('.1.mkv')).toBe(true);
  });

  it('places 100,000 files of one name, or of names that are cut to one, in under a second', () => {
    const begin = computedMs();
    place(Array.from({ length: 100_000 }, () => 'r/a.txt'));
    expect(computedMs() - begin).toBeLessThan(1_000);
    const long = Array.from(
      { length: 20_000 },
      (_, index) => `r/${'a'.repeat(245)}${index % 10_000}`,
    );
    const middle = computedMs();
    expect(new Set(place(long)).size).toBe(long.length);
    expect(computedMs() - middle).toBeLessThan(1_000);
  });
});
