import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBencode, type BencodeInput } from '../bencode/index.ts';
import { HOSTILE_TORRENTS } from '../testing/hostile-torrents.ts';
import { buildTorrent, sampleBytes } from '../testing/torrent-builder.ts';
import { MetainfoError } from './metainfo-error.ts';
import type { Metainfo } from './metainfo.ts';
import { parseMetainfoInWorker } from './parse-in-worker.ts';
import { parseMetainfo } from './parse-metainfo.ts';

type Fields = Record<string, BencodeInput | undefined>;

const INFO: Fields = {
  length: 100,
  name: 'sample',
  'piece length': 100,
  pieces: new Uint8Array(20),
};

function parse(outer: Fields = {}, info: Fields = {}): Metainfo {
  return parseMetainfo(encodeBencode({ ...outer, info: { ...INFO, ...info } }));
}

function parseFiles(...files: Fields[]): Metainfo {
  const bytes = files.reduce((sum, { length }) => sum + Number(length ?? 0), 0);
  const pieces = new Uint8Array(20 * Math.ceil(bytes / 100));
  return parse({}, { length: undefined, name: 'root', files, pieces });
}

function outcomeOf(bytes: Uint8Array): string {
  try {
    return parseMetainfo(bytes).id;
  } catch (error) {
    if (error instanceof MetainfoError) return error.code;
    throw error;
  }
}

const pathsOf = (metainfo: Metainfo): string[] => metainfo.files.map(({ path }) => path);

describe('the info hash', () => {
  it('is of the raw bytes of info, even where those are not canonical', () => {
    const info = `d6:pieces20:${'a'.repeat(20)}4:name1:x12:piece lengthi0100e6:lengthi100ee`;
    const metainfo = parseMetainfo(Buffer.from(`d4:info${info}e`));
    expect(metainfo.infoHashV1).toBe(createHash('sha1').update(info).digest('hex'));
    expect(metainfo.id).toBe(metainfo.infoHashV1);
    expect(metainfo.warnings.join()).toContain('unsorted-keys');
    expect(metainfo.warnings.join()).toContain('leading-zero');
  });

  it('has a v2 part for a hybrid torrent, which is taken by its v1 part', () => {
    const metainfo = parse({}, { 'meta version': 2, 'file tree': {} });
    expect(metainfo.infoHashV1).toHaveLength(40);
    expect(metainfo.infoHashV2).toHaveLength(64);
    expect(parse().infoHashV2).toBeNull();
  });

  it('does not change with bytes after the torrent', () => {
    const bytes = encodeBencode({ info: INFO });
    const longer = parseMetainfo(Buffer.concat([bytes, Buffer.from('\n')]));
    expect(longer.id).toBe(parseMetainfo(bytes).id);
    expect(longer.warnings).toEqual(['The file goes on after the end of the torrent.']);
  });
});

describe('files', () => {
  it('follow each other without gaps, empty ones included', () => {
    const { files, totalBytes, pieceCount } = parseFiles(
      { length: 150, path: ['a', 'b'] },
      { length: 0, path: ['empty'] },
      { length: 60, path: ['c'] },
    );
    expect(files).toEqual([
      { path: 'root/a/b', bytes: 150, offset: 0, padding: false },
      { path: 'root/empty', bytes: 0, offset: 150, padding: false },
      { path: 'root/c', bytes: 60, offset: 150, padding: false },
    ]);
    expect([totalBytes, pieceCount]).toEqual([210, 3]);
  });

  it('are told as padding by their attribute or by the name that BitComet gives them', () => {
    const { files, warnings } = parseFiles(
      { length: 10, path: ['a'] },
      { length: 90, path: ['.pad', '90'], attr: 'p' },
      { length: 10, path: ['b'] },
      { length: 90, attr: 'p' },
      { length: 5, path: ['_____padding_file_0_if you see this file, please update'] },
    );
    expect(files.map(({ padding }) => padding)).toEqual([false, true, false, true, true]);
    expect(warnings).toEqual([]);
  });

  it('that are symbolic links have no bytes and are never written', () => {
    const { files, warnings, totalBytes } = parseFiles(
      { length: 10, path: ['a'] },
      { length: 0, path: ['link'], attr: 'l', 'symlink path': ['..', '..', 'etc', 'passwd'] },
      { length: 30, path: ['odd'], attr: 'l' },
      { path: ['short'], attr: 'l' },
      { length: 10, path: ['b'] },
    );
    expect(files.map(({ padding }) => padding)).toEqual([false, true, true, true, false]);
    expect(totalBytes).toBe(20);
    expect(warnings).toEqual(['3 symbolic links in the torrent are not created.']);
  });

  it('get safe and distinct paths, with a warning for each kind of change', () => {
    const metainfo = parseFiles(
      { length: 1, path: ['..', '..', 'etc', 'passwd'] },
      { length: 1, path: ['a'] },
      { length: 1, path: ['A'] },
      { length: 1, path: ['con.txt'] },
      { length: 1, path: ['x', ''] },
    );
    expect(pathsOf(metainfo)).toEqual([
      'root/etc/passwd',
      'root/a',
      'root/A.1',
      'root/_con.txt',
      'root/x/_',
    ]);
    expect(metainfo.warnings).toEqual([
      '3 file paths were changed to safe ones.',
      '1 files were renamed because their names clash.',
    ]);
  });

  it('take their UTF-8 names where those are there and are names', () => {
    const metainfo = parseFiles(
      { length: 1, path: ['?'], 'path.utf-8': ['\u00e4'] },
      { length: 1, path: ['b'], 'path.utf-8': [] },
      { length: 1, path: ['c'], 'path.utf-8': 7 },
    );
    expect(pathsOf(metainfo)).toEqual(['root/\u00e4', 'root/b', 'root/c']);
  });

  it('of a single-file torrent get a safe name too', () => {
    const named = (name: string, more: Fields = {}): string =>
      parse({}, { name, ...more }).files[0]!.path;
    expect(named('../../.ssh/authorized_keys')).toBe('.....sshauthorized_keys');
    expect(named('x', { 'name.utf-8': '\u00fc' })).toBe('\u00fc');
    expect(named('x', { 'name.utf-8': '' })).toBe('x');
  });

  it('of a torrent whose name leaves nothing are called by its info hash', () => {
    for (const name of ['', '..', '/', ' ']) {
      const metainfo = parse({}, { name });
      expect(metainfo.name).toBe(metainfo.id);
      expect(metainfo.warnings).toHaveLength(1);
    }
  });
});

describe('nodes of the DHT', () => {
  it('are those with an address and a port, each once', () => {
    const nodes = [
      ['192.0.2.1', 6881],
      ['2001:db8::1', 6882],
      ['192.0.2.1', 6881],
      ['router.example.org', 6881],
      ['192.0.2.2', 0],
      ['192.0.2.3', 65_536],
      ['192.0.2.4'],
      '192.0.2.5:6881',
      [7, 'x'],
    ];
    expect(parse({ nodes }).nodes).toEqual([
      { address: '192.0.2.1', port: 6881 },
      { address: '2001:db8::1', port: 6882 },
    ]);
    expect(parse({ nodes: 'x' }).nodes).toEqual([]);
    expect(parse({}).nodes).toEqual([]);
  });

  it('are a hundred at most', () => {
    const nodes = Array.from({ length: 150 }, (_, index) => ['192.0.2.1', 1_000 + index]);
    expect(parse({ nodes }).nodes).toHaveLength(100);
  });
});

describe('trackers and web seeds', () => {
  const trackers = (outer: Fields): string[][] => parse(outer).trackers;

  it('come from the list of tiers before the single address', () => {
    const list = [['http://a.test/announce', 'udp://b.test:80'], ['https://c.test/x?key=1']];
    expect(trackers({ announce: 'http://z.test/', 'announce-list': list })).toEqual(list);
  });

  it('come from the single address where the list has nothing usable', () => {
    const announce = 'http://z.test/announce';
    for (const list of [undefined, [], [[]], [['']], 'text', [['wss://a.test']]]) {
      expect(trackers({ announce, 'announce-list': list })).toEqual([[announce]]);
    }
    expect(trackers({})).toEqual([]);
  });

  it('are each kept once, and what is no tracker is left out with a warning', () => {
    const metainfo = parse({
      'announce-list': [
        ['http://a.test/', 'http://a.test/', 'javascript:alert(1)', 5],
        ['http://a.test/', 'wss://b.test', 'file:///etc/passwd', 'http://'],
        [' udp://c.test:1 ', 'http://d.test/\u0000', `http://e.test/${'e'.repeat(3_000)}`],
      ],
    });
    expect(metainfo.trackers).toEqual([['http://a.test/'], ['udp://c.test:1']]);
    expect(metainfo.warnings).toEqual(['6 trackers with unusable addresses were left out.']);
  });

  it('are a bounded number', () => {
    const list = [Array.from({ length: 3_000 }, (_, index) => `http://t${index}.test/`)];
    expect(trackers({ 'announce-list': list })[0]).toHaveLength(500);
  });

  it('as web seeds are one address or a list of them', () => {
    const seeds = (list: BencodeInput): string[] => parse({ 'url-list': list }).webSeeds;
    expect(seeds('http://a.test/f')).toEqual(['http://a.test/f']);
    expect(seeds(['http://a.test/f', 7, ['x'], 'ftp://b.test/', 'http://a.test/f'])).toEqual([
      'http://a.test/f',
    ]);
    expect(seeds('')).toEqual([]);
    expect(seeds(5)).toEqual([]);
  });
});

describe('optional fields', () => {
  it('are read', () => {
    const metainfo = parse(
      { comment: 'line\r\nline', 'created by': 'me', 'creation date': 1_700_000_000 },
      { private: 1 },
    );
    expect(metainfo).toMatchObject({
      comment: 'line\nline',
      createdBy: 'me',
      createdAt: 1_700_000_000_000,
      private: true,
      warnings: [],
    });
    expect(parse()).toMatchObject({
      comment: null,
      createdBy: null,
      createdAt: null,
      private: false,
    });
  });

  it('of the wrong type are ignored with a warning', () => {
    const metainfo = parse({ comment: 7, 'created by': ['x'], 'creation date': 'today' });
    expect(metainfo).toMatchObject({ comment: null, createdBy: null, createdAt: null });
    expect(metainfo.warnings).toHaveLength(3);
  });

  it('are cut and cleaned of controls', () => {
    const comment = `\0a\u202eb\u001b[31m${'c'.repeat(10_000)}`;
    expect(parse({ comment }).comment).toMatch(/^ab\[31mc{4000,4096}$/);
    expect(parse({ 'created by': 'x'.repeat(1_000) }).createdBy).toHaveLength(256);
  });

  it.each([
    [0, 0],
    [-5, 0],
    [1_700_000_000_123, 1_700_000_000_123],
    [2n ** 63n, 253_402_300_799_000],
  ])('keep a creation date of %s within bounds', (written, createdAt) => {
    expect(parse({ 'creation date': written }).createdAt).toBe(createdAt);
  });
});

describe('parseMetainfo', () => {
  it('throws only MetainfoError for a good torrent with a few bytes changed', () => {
    const { bytes } = buildTorrent({
      files: [
        { path: ['a', 'b'], content: sampleBytes(20) },
        { path: ['c'], content: sampleBytes(30) },
      ],
      trackers: [['http://a.test/'], ['udp://b.test:1']],
      comment: 'x',
    });
    const change = fc.tuple(
      fc.nat(bytes.length - 1),
      fc.constantFrom(...Buffer.from('dlie:-019a\0\xff')),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const changed = bytes.slice();
        for (const [offset, byte] of changes) changed[offset] = byte;
        expect(outcomeOf(changed)).toBeTypeOf('string');
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes a piece length that is no power of two', () => {
    expect(buildTorrent({ pieceLength: 12_345 }).metainfo.pieceCount).toBe(9);
  });
});

describe('parseMetainfoInWorker', () => {
  it('reads what parseMetainfo reads', async () => {
    const { bytes, metainfo } = buildTorrent({ trackers: [['http://a.test/']] });
    expect(await parseMetainfoInWorker(bytes)).toEqual(metainfo);
  });

  it('refuses with the same code, and does not stall this thread over a bomb', async () => {
    const bomb = HOSTILE_TORRENTS.find(({ name }) => name === 'four million empty strings')!;
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    await expect(parseMetainfoInWorker(bomb.bytes)).rejects.toMatchObject({ code: bomb.code });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(3);
  });

  it('gives up after its time', async () => {
    const { bytes } = buildTorrent();
    await expect(parseMetainfoInWorker(bytes, { timeoutMs: 0 })).rejects.toMatchObject({
      name: 'MetainfoError',
      code: 'too-complex',
    });
  });
});
