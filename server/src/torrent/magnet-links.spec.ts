import { describe, expect, it } from 'vitest';
import { parseMagnet } from '../engine/index.ts';
import { MAX_MAGNET_LINK_LENGTH } from '@shared/dto/torrent.js';
import { joinedLink, type ReadMagnet } from './magnet-links.ts';

const LINK = `magnet:?xt=urn:btih:${'a'.repeat(40)}`;
const read = (more: string): ReadMagnet => ({
  link: LINK + more,
  magnet: parseMagnet(LINK + more),
});

describe('a link that is given twice', () => {
  it('has the trackers, web seeds and peers of both, and the rest of the first', () => {
    const first = read('&dn=first&so=1&tr=http://a.example/announce');
    const second = read(
      '&dn=second&so=2&tr=http://a.example/announce&tr=http://b.example/x%3Fk%3D1&ws=http://w.example/&x.pe=[2001:db8::1]:5',
    );
    expect(parseMagnet(joinedLink(first, second))).toMatchObject({
      name: 'first',
      selectOnly: [{ first: 1, last: 1 }],
      trackers: [['http://a.example/announce'], ['http://b.example/x?k=1']],
      webSeeds: ['http://w.example/'],
      peers: [{ address: '2001:db8::1', port: 5 }],
    });
  });

  it('is the same where the second says nothing new', () => {
    const link = read('&tr=http://a.example/announce');
    expect(joinedLink(link, link)).toBe(link.link);
  });

  it('never grows beyond what a link may be', () => {
    const long = Array.from(
      { length: 400 },
      (_, index) => `&tr=http://${index}.example/${'x'.repeat(140)}`,
    );
    const joined = joinedLink(read(long.slice(0, 200).join('')), read(long.slice(200).join('')));
    expect(joined.length).toBeLessThanOrEqual(MAX_MAGNET_LINK_LENGTH);
    expect(parseMagnet(joined).trackers.length).toBeGreaterThan(300);
  });
});
