import { describe, expect, it } from 'vitest';
import type { DownloadDto } from '@shared/dto/download.js';
import { buildDownload } from '../../testing/downloads';
import { type SearchWorld, compilePart, foldText } from './search-matcher';
import { searchParts } from './search-parts';
import { parseBytes, parseDate, parseDuration, parsePercent } from './search-values';

const NOW_MS = Date.UTC(2026, 5, 15, 12);
const DAY_MS = 86_400_000;
const MIB = 1024 ** 2;

const world: SearchWorld = {
  nowMs: NOW_MS,
  foldedName: ({ name }) => foldText(name),
  withFile: () => null,
  looksInFiles: false,
};

const compiled = (text: string, known: Partial<SearchWorld> = {}) =>
  searchParts(text).map((part) => compilePart(part, { ...world, ...known }));

function finds(text: string, row: DownloadDto, known: Partial<SearchWorld> = {}): boolean {
  return compiled(text, known).every(({ condition }) => condition === null || condition(row));
}

const row = buildDownload(7, {
  id: `c12fe1c0${'0'.repeat(32)}`,
  name: 'Ubuntu 24.04 Caf\u00e9 Desktop',
  state: 'downloading',
  progress: 0.425,
  totalBytes: 1500 * MIB,
  wantedBytes: 1000 * MIB,
  completedBytes: 900 * MIB,
  downloadRate: 2 * MIB,
  uploadRate: 0,
  ratio: 0.5,
  etaSeconds: 1800,
  peers: 4,
  seeds: 0,
  directory: '/srv/Linux Images',
  tags: ['linux', 'Big ISO'],
  category: 'systems/linux',
  trackerHosts: ['tracker.example.org:6969'],
  addedAt: new Date(NOW_MS - 2 * DAY_MS).toISOString(),
  addedBy: 'Anna',
});

describe('a search finds', () => {
  it.each([
    'ubuntu',
    'DESKTOP 24.04',
    '"24.04 caf\u00e9"',
    '"24.04 cafe\u0301"',
    '-windows',
    'c12fe1c0',
    'name:ubuntu hash:C12F',
    'tag:iso tag:linux',
    'tag=linux',
    'tag:windows,linux',
    '-tag:windows',
    'category:systems',
    'category=systems/linux',
    'tracker:example.org',
    'tracker=tracker.example.org:6969',
    'path:"linux images" by:anna',
    'state:downloading state:act',
    'is:incomplete -is:done',
    'state:paused,downloading',
    'error:""',
    'size>1GiB size<1.5GiB',
    'size=1.46GiB',
    'left:100MiB left<=100MiB',
    'progress<100 progress>=42 progress:42 progress<42.6%',
    'down>1MiB down>=2MiB/s up:0',
    'ratio<1 ratio=0.5 -ratio>1',
    'eta<1h eta>20m',
    'peers>0 seeds:0 seeds<1',
    'added<7d added>1d added:3d',
    'added>=2026-06 added<2026-07 added:2026 added>2026-06-12',
  ])('by %s', (text) => {
    expect(finds(text, row)).toBe(true);
  });

  it.each([
    'debian',
    'ubuntu debian',
    '-ubuntu',
    '"desktop ubuntu"',
    'tag=iso',
    'tag:""',
    '-tag:linux',
    'category=systems',
    'tracker:other',
    'state:paused',
    '-state:active',
    'size<1GiB',
    'progress:43',
    'up>0',
    '-up:0',
    'eta>1h',
    'added>7d',
    'added>2026-06-13',
    'completed<1d',
    'error:disk',
  ])('nothing here by %s', (text) => {
    expect(finds(text, row)).toBe(false);
  });

  it('those that have none of something by an empty text', () => {
    const bare = buildDownload(1, { trackerHosts: [], addedBy: null });
    expect(finds('tag:"" category:"" tracker:"" by:""', bare)).toBe(true);
  });

  it('nothing by what a download does not have, whichever way it is compared', () => {
    const idle = buildDownload(1, { ratio: null, etaSeconds: null });
    expect(finds('ratio<1', idle) || finds('ratio>=1', idle) || finds('eta>1s', idle)).toBe(false);
  });

  it('what has a word in its files, once that is known', () => {
    const withFile = (word: string) => (word === 'readme' ? new Set([row.id]) : new Set<string>());
    expect(finds('file:README', row)).toBe(false);
    expect(finds('file:README', row, { withFile })).toBe(true);
    expect(finds('-file:readme', row, { withFile })).toBe(false);
    expect(finds('ubuntu readme', row, { withFile })).toBe(false);
    expect(finds('ubuntu readme', row, { withFile, looksInFiles: true })).toBe(true);
    expect(finds('file:ubuntu', row, { withFile })).toBe(true);
  });
});

describe('a part that cannot be understood', () => {
  it.each([
    ['size>much', 'no-amount'],
    ['progress<half', 'no-amount'],
    ['added<lately', 'no-time'],
    ['added<7', 'no-time'],
    ['state:flying', 'unknown-state'],
    ['tag>linux', 'not-comparable'],
  ])('%s asks for nothing and says %s', (text, fault) => {
    expect(compiled(text)).toMatchObject([{ condition: null, fault }]);
    expect(finds(text, row)).toBe(true);
  });

  it('is no fault while its value is still to come', () => {
    expect(compiled('tag: size>')).toMatchObject([
      { condition: null, fault: null },
      { condition: null, fault: null },
    ]);
  });
});

it('knows which parts rates and progress move', () => {
  const moving = compiled('down>1 progress<50 is:active ratio<1').map(({ moves }) => moves);
  const resting = compiled('ubuntu tag:x size>1 added<1d is:paused').map(({ moves }) => moves);
  expect([...new Set(moving), ...new Set(resting)]).toEqual([true, false]);
});

describe('amounts', () => {
  it.each([
    ['0', 0],
    ['10', 10],
    ['10 B', 10],
    ['1k', 1024],
    ['1KiB', 1024],
    ['1kB', 1000],
    ['1.5GiB', 1.5 * 1024 ** 3],
    ['2tb', 2e12],
    ['1MiB/s', MIB],
    ['much', null],
    ['1.2.3', null],
    ['', null],
  ])('of bytes: %s', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it('of time, and of a share', () => {
    expect(['45s', '1h30m', '7d', '1.5h', '2w', '1mo', '0'].map(parseDuration)).toEqual([
      45, 5400, 604_800, 5400, 1_209_600, 2_592_000, 0,
    ]);
    expect(['7', 'd', '1x', ''].map(parseDuration)).toEqual([null, null, null, null]);
    expect(['50', '12.5%', 'half'].map(parsePercent)).toEqual([0.5, 0.125, null]);
  });

  it('of dates are whole days, months and years', () => {
    const day = parseDate('2026-02-28')!;
    expect([day.from, day.until].map((at) => new Date(at).getDate())).toEqual([28, 1]);
    const month = parseDate('2026-12')!;
    expect(new Date(month.until).getFullYear()).toBe(2027);
    expect(['2026-02-30', '2026-13', 'x'].map(parseDate)).toEqual([null, null, null]);
  });
});
