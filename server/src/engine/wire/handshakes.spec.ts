import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { clientNameOf, printableName } from './client-name.ts';
import {
  BASIC_EXTENSIONS,
  encodeExtensionHandshake,
  parseExtensionHandshake,
} from './extension-handshake.ts';
import { encodeHandshake, parseHandshake } from './handshake.ts';

const hash = new Uint8Array(20).fill(1);
const id = new Uint8Array(20).fill(2);

describe('the handshake', () => {
  it('says the torrent, who we are, and that we speak extensions and the fast extension', () => {
    const bytes = encodeHandshake(hash, id);
    expect(bytes).toHaveLength(68);
    expect(parseHandshake(bytes)).toEqual({
      infoHash: hash,
      peerId: id,
      supportsExtensions: true,
      supportsFast: true,
      supportsDht: false,
    });
  });

  it('says that we have a node of the DHT only where that is asked for', () => {
    expect(parseHandshake(encodeHandshake(hash, id, true))?.supportsDht).toBe(true);
    expect(parseHandshake(encodeHandshake(hash, id, true))?.supportsFast).toBe(true);
  });

  it('of another protocol is none', () => {
    const bytes = encodeHandshake(hash, id);
    bytes[5] = 0;
    expect(parseHandshake(bytes)).toBeNull();
  });
});

describe('the extension handshake', () => {
  it('carries the name, the port and how many requests are kept', () => {
    const payload = encodeExtensionHandshake({
      client: 'Shoal',
      requestQueue: 2_000,
      port: 6_881,
      uploadOnly: true,
      extensions: BASIC_EXTENSIONS,
    });
    expect(parseExtensionHandshake(payload)).toEqual({
      client: 'Shoal',
      requestQueue: 2_000,
      port: 6_881,
      uploadOnly: true,
      yourAddress: null,
      ipv4: null,
      ipv6: null,
      metadataBytes: null,
      messages: { dontHave: 1, uploadOnly: 2, pex: null, metadata: null },
    });
  });

  it('carries addresses, the size of the metadata and the messages that are taken', () => {
    const payload = encodeExtensionHandshake({
      client: 'Shoal',
      requestQueue: 2_000,
      port: 6_881,
      uploadOnly: false,
      extensions: ['pex', 'metadata'],
      peerAddress: '192.0.2.7',
      otherAddresses: ['2001:db8::1', '198.51.100.1'],
      metadataBytes: 31_235,
    });
    expect(parseExtensionHandshake(payload)).toMatchObject({
      yourAddress: '192.0.2.7',
      ipv4: '198.51.100.1',
      ipv6: '2001:db8::1',
      metadataBytes: 31_235,
      messages: { dontHave: null, uploadOnly: null, pex: 3, metadata: 4 },
    });
  });

  it.each([
    ['fields of the wrong kind', { reqq: 'many', v: 7, p: -1, m: 'none', upload_only: 'yes' }],
    ['numbers out of range', { reqq: 0, p: 65_536, m: { lt_donthave: 256 }, metadata_size: 0 }],
    ['addresses of wrong lengths', { yourip: 'abc', ipv4: 'abcdefgh', ipv6: 'abcd' }],
    ['a negative size', { metadata_size: -1, m: { ut_pex: -1 } }],
    ['a size beyond all numbers', { metadata_size: 2n ** 60n }],
  ])('with %s says nothing of them', (_name, fields) => {
    const nothing = {
      client: null,
      requestQueue: null,
      port: null,
      uploadOnly: null,
      yourAddress: null,
      ipv4: null,
      ipv6: null,
      metadataBytes: null,
      messages: { dontHave: null, uploadOnly: null, pex: null, metadata: null },
    };
    expect(parseExtensionHandshake(encodeBencode(fields))).toEqual(nothing);
  });

  it.each(['', 'i1e', 'd1:v', `${'l'.repeat(50)}${'e'.repeat(50)}`])('is none in %j', (text) => {
    expect(parseExtensionHandshake(Buffer.from(text))).toBeNull();
  });
});

describe('a client', () => {
  it.each([
    ['-qB4650-abcdefghijkl', 'qBittorrent 4.6.5.0'],
    ['-TR4060-abcdefghijkl', 'Transmission 4.0.6.0'],
    ['A2-1-36-0-abcdefghij', 'aria2 1.36.0'],
    ['-ZZ10A0-abcdefghijkl', 'ZZ 1.0.10.0'],
    ['<script>alert(1)</sc', 'unknown'],
  ])('that calls itself %j is named', (text, name) => {
    expect(clientNameOf(Buffer.from(text, 'latin1'))).toBe(name);
  });

  it('has a name of at most 64 printable characters', () => {
    expect(printableName(' a\u0000b\u202ec\u200b\n ')).toBe('abc');
    const fish = '\u{1f41f}';
    expect(printableName(fish.repeat(80))).toBe(fish.repeat(64));
  });
});
