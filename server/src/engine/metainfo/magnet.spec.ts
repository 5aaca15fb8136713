import { describe, expect, it } from 'vitest';
import { parseMagnet, type Magnet } from './magnet.ts';
import { MetainfoError } from './metainfo-error.ts';

const HEX = 'c12fe1c06bba254a9dc9f519b335aa7c1367a88a';
const BASE32 = 'YEX6DQDLXISUVHOJ6UM3GNNKPQJWPKEK';
const V2 = 'd8dd32ac93357c368556af3ac1d95c9d76bd0dff6fa9833ecdac3d53134efabb';
const LINK = `magnet:?xt=urn:btih:${HEX}`;

function refusalOf(text: string): string {
  try {
    parseMagnet(text);
  } catch (error) {
    if (error instanceof MetainfoError) return error.code;
    throw error;
  }
  return 'taken';
}

function parse(parameters: string): Magnet {
  return parseMagnet(`${LINK}&${parameters}`);
}

describe('the hash of a magnet link', () => {
  it.each([
    ['hex', `xt=urn:btih:${HEX}`],
    ['hex in upper case', `XT=URN:BTIH:${HEX.toUpperCase()}`],
    ['base32', `xt=urn:btih:${BASE32}`],
    ['base32 in lower case', `xt=urn:btih:${BASE32.toLowerCase()}`],
    ['hex with escapes', `xt=urn%3Abtih%3A${HEX}`],
    ['hex with a number at its parameter', `xt.1=urn:btih:${HEX}`],
    ['hex, twice', `xt=urn:btih:${HEX}&xt=urn:btih:${BASE32}`],
    ['hex beside topics of other networks', `xt=urn:ed2k:${HEX}&xt=urn:btih:${HEX}`],
  ])('is read from %s', (_what, parameters) => {
    expect(parseMagnet(`magnet:?${parameters}`)).toMatchObject({
      id: HEX,
      infoHashV1: HEX,
      infoHashV2: null,
    });
  });

  it('of v2 is a multihash, whose first 20 bytes are the id', () => {
    expect(parseMagnet(`magnet:?xt=urn:btmh:1220${V2}`)).toMatchObject({
      id: V2.slice(0, 40),
      infoHashV1: null,
      infoHashV2: V2,
    });
  });

  it('of a hybrid torrent is both, and v1 gives the id', () => {
    const hybrid = parseMagnet(`magnet:?xt=urn:btmh:1220${V2}&xt=urn:btih:${HEX}`);
    expect(hybrid).toMatchObject({ id: HEX, infoHashV1: HEX, infoHashV2: V2 });
  });
});

describe('a magnet link', () => {
  it.each([
    ['not-magnet', ''],
    ['not-magnet', `http://example.org/?xt=urn:btih:${HEX}`],
    ['not-magnet', HEX],
    ['magnet-too-long', `${LINK}&dn=${'a'.repeat(65_536)}`],
    ['too-many-parameters', `${LINK}${'&a=b'.repeat(1_000)}`],
    ['too-many-parameters', `${LINK}${'&'.repeat(1_000)}`],
    ['missing-info-hash', 'magnet:?'],
    ['missing-info-hash', 'magnet:?dn=name'],
    ['missing-info-hash', `magnet:?xt=urn:sha1:${BASE32}`],
    ['bad-info-hash', 'magnet:?xt=urn:btih:'],
    ['bad-info-hash', `magnet:?xt=urn:btih:${HEX}0`],
    ['bad-info-hash', `magnet:?xt=urn:btih:${HEX.slice(1)}g`],
    ['bad-info-hash', `magnet:?xt=urn:btih:${BASE32.slice(1)}1`],
    ['bad-info-hash', `magnet:?xt=urn:btih:${HEX}&xt=urn:btih:%00`],
    ['bad-info-hash', `magnet:?xt=urn:btmh:1120${V2}`],
    ['bad-info-hash', `magnet:?xt=urn:btmh:1220${V2}00`],
    ['several-info-hashes', `${LINK}&xt=urn:btih:${'0'.repeat(40)}`],
    ['several-info-hashes', `magnet:?xt=urn:btmh:1220${V2}&xt=urn:btmh:1220${'0'.repeat(64)}`],
  ])('is refused as %s: %.80s', (code, text) => {
    expect(refusalOf(text)).toBe(code);
  });

  it('says no more than its hash if there is no more', () => {
    expect(parseMagnet(` ${LINK}\n`)).toEqual({
      id: HEX,
      infoHashV1: HEX,
      infoHashV2: null,
      name: null,
      trackers: [],
      webSeeds: [],
      peers: [],
      selectOnly: null,
      warnings: [],
    });
  });

  it('keeps what it does not know to itself', () => {
    const strange = parse('xl=10&kt=a+b&as=http://a.test/t.torrent&xs=http://b.test&x.y=1&&=&z');
    expect(strange).toEqual(parseMagnet(LINK));
  });

  it('is read where a web page escaped it', () => {
    const magnet = parse('amp;dn=a&amp;tr=http%3A%2F%2Fa.test%2Fannounce%26amp;');
    expect(magnet.name).toBe('a');
    expect(magnet.trackers).toEqual([['http://a.test/announce&amp;']]);
  });

  it('does not let a name of the prototype be anything', () => {
    expect(parse('__proto__=a&constructor=b&toString=c')).toEqual(parseMagnet(LINK));
  });
});

describe('the name in a magnet link', () => {
  it.each([
    ['dn=Some%20File.iso', 'Some File.iso'],
    ['dn=Some+File.iso', 'Some File.iso'],
    ['dn=a%2Bb', 'a+b'],
    ['dn=%C3%A4%F0%9F%98%80', '\u00e4\u{1f600}'],
    ['dn=%c3', '_'],
    ['dn=100%', '100%'],
    ['dn=..%2F..%2Fetc%2Fpasswd', '....etcpasswd'],
    ['dn=a%00b%0a', 'a_b'],
    ['dn=CON', '_CON'],
    ['dn=%E2%80%AEgpj.exe', 'gpj.exe'],
    ['dn=a&dn=b', 'a'],
    ['dn=&dn=b', 'b'],
  ])('in %s is %j', (parameters, name) => {
    expect(parse(parameters).name).toBe(name === '_' ? null : name);
  });

  it.each(['dn=', 'dn=..', 'dn=%20', 'dn=%2f'])('in %s is none', (parameters) => {
    expect(parse(parameters).name).toBeNull();
  });
});

describe('trackers and web seeds in a magnet link', () => {
  it('have a tier each, once, with their queries', () => {
    const { trackers, warnings } = parse(
      'tr=http%3A%2F%2Fa.test%2Fannounce%3Fkey%3Da%2Bb&tr.1=udp://b.test:80&tr.2=udp://b.test:80&tr=https://c.test/a+b',
    );
    expect(trackers).toEqual([
      ['http://a.test/announce?key=a+b'],
      ['udp://b.test:80'],
      ['https://c.test/a+b'],
    ]);
    expect(warnings).toEqual([]);
  });

  it('are left out with a warning where they are no addresses of a tracker', () => {
    const { trackers, webSeeds, warnings } = parse(
      'tr=file:///etc/passwd&tr=nonsense&tr=http://%0d%0a.test&ws=gopher://x.test&ws=http://w.test/d/',
    );
    expect([trackers, webSeeds]).toEqual([[], ['http://w.test/d/']]);
    expect(warnings).toEqual([
      '3 trackers with unusable addresses were left out.',
      '1 web seeds with unusable addresses were left out.',
    ]);
  });

  it('are a bounded number', () => {
    const many = Array.from({ length: 900 }, (_, index) => `tr=http://a.test/${index}`).join('&');
    expect(parse(many).trackers).toHaveLength(500);
  });
});

describe('peers in a magnet link', () => {
  it('are addresses with ports, each once', () => {
    const { peers } = parse('x.pe=1.2.3.4:5&x.pe=%5B2001:db8::1%5D:6&x.pe=[::ffff:1.2.3.4]:5');
    expect(peers).toEqual([
      { address: '1.2.3.4', port: 5 },
      { address: '2001:db8::1', port: 6 },
    ]);
  });

  it.each(['host.test:80', '1.2.3.4', '1.2.3.4:0', '1.2.3.4:65536', '0.0.0.0:80', '224.0.0.1:80'])(
    'are left out with a warning: %s',
    (peer) => {
      const { peers, warnings } = parse(`x.pe=${peer}`);
      expect([peers, warnings]).toEqual([[], ['1 peers with unusable addresses were left out.']]);
    },
  );

  it('are a bounded number', () => {
    const many = Array.from({ length: 900 }, (_, index) => `x.pe=1.2.3.4:${index + 1}`).join('&');
    expect(parse(many).peers).toHaveLength(200);
  });
});

describe('the choice of files in a magnet link', () => {
  it.each([
    // The example of BEP 53.
    ['so=0,2,4,6-8', [0, 0, 2, 2, 4, 4, 6, 8]],
    ['so=6-8,0,7-10,5', [0, 0, 5, 10]],
    ['so=0-149999', [0, 149_999]],
    ['so=1&so=3', [1, 1, 3, 3]],
    ['so=1,x,3-', [1, 1]],
    ['so=1,5-4,2', [1, 2]],
    ['so=1,150000', [1, 1]],
    ['so=1%2C3', [1, 1, 3, 3]],
  ])('in %s', (parameters, expected) => {
    const ranges = parse(parameters).selectOnly ?? [];
    expect(ranges.flatMap(({ first, last }) => [first, last])).toEqual(expected);
  });

  it.each(['so=', 'so=x', 'so=-1', 'so=1e3', 'so=9999999', 'so=4294967296'])(
    'in %s is none, with a warning',
    (parameters) => {
      const { selectOnly, warnings } = parse(parameters);
      expect(selectOnly).toBeNull();
      expect(warnings).toHaveLength(1);
    },
  );

  it('is a bounded number of ranges', () => {
    const many = Array.from({ length: 8_000 }, (_, index) => 2 * index).join(',');
    expect(parse(`so=${many}`).selectOnly).toHaveLength(5_000);
  });
});
