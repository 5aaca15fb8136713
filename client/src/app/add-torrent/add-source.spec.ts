import { describe, expect, it } from 'vitest';
import { findLinks, nameOf } from './add-source';

const HASH = 'c9e15763f722f23e98a29decdfae341b98d53056';
const MAGNET = `magnet:?xt=urn:btih:${HASH}&dn=Sea+Charts&tr=http%3A%2F%2Ftracker.example`;

describe('findLinks', () => {
  it('finds magnet links and addresses, one a line or with spaces between them', () => {
    const other = MAGNET.replace('Sea', 'Air');
    const address = 'https://files.example/a.torrent';
    expect(findLinks(`${MAGNET}\r\n\n  ${address} ${other}`)).toEqual({
      links: [
        { kind: 'magnet', link: MAGNET },
        { kind: 'url', link: address },
        { kind: 'magnet', link: other },
      ],
      rest: [],
    });
  });

  it('takes a line with spaces in the name of its magnet link as one link', () => {
    const link = `magnet:?xt=urn:btih:${HASH}&dn=Sea Charts`;
    expect(findLinks(`${link} ${MAGNET}`).links).toEqual([
      { kind: 'magnet', link },
      { kind: 'magnet', link: MAGNET },
    ]);
  });

  it('makes magnet links of info hashes that stand alone', () => {
    const base32 = 'ZHQVOY7XELZD5GFCTXWN7LRUDOMNKMCW';
    expect(findLinks(`${HASH}\n${base32}\n${HASH}${HASH.slice(0, 24)}`).links).toEqual([
      { kind: 'magnet', link: `magnet:?xt=urn:btih:${HASH}` },
      { kind: 'magnet', link: `magnet:?xt=urn:btih:${base32}` },
      { kind: 'magnet', link: `magnet:?xt=urn:btmh:1220${HASH}${HASH.slice(0, 24)}` },
    ]);
  });

  it('takes a link that is there twice once', () => {
    expect(findLinks(`${MAGNET}\n${MAGNET}`).links).toHaveLength(1);
  });

  it('gives back what is no link', () => {
    expect(findLinks('Sea Charts\nftp://files.example/a')).toEqual({
      links: [],
      rest: ['Sea', 'Charts', 'ftp://files.example/a'],
    });
  });
});

describe('nameOf', () => {
  it('says the name that a magnet link gives', () => {
    expect(nameOf({ kind: 'magnet', link: MAGNET })).toBe('Sea Charts');
    expect(nameOf({ kind: 'magnet', link: `magnet:?xt=urn:btih:${HASH}` })).toBe('Magnet link');
  });
});
