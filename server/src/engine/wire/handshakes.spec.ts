import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { clientNameOf, printableName } from './client-name.ts';
import {
  encodeExtensionHandshake,
  OWN_EXTENSIONS,
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
    });
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
    });
    expect(parseExtensionHandshake(payload)).toEqual({
      client: 'Shoal',
      requestQueue: 2_000,
      port: 6_881,
      uploadOnly: true,
      messages: { dontHave: OWN_EXTENSIONS.dontHave, uploadOnly: OWN_EXTENSIONS.uploadOnly },
    });
  });

  it.each([
    ['fields of the wrong kind', { reqq: 'many', v: 7, p: -1, m: 'none', upload_only: 'yes' }],
    ['numbers out of range', { reqq: 0, p: 65_536, m: { lt_donthave: 256, upload_only: 0 } }],
  ])('with %s says nothing of them', (_name, fields) => {
    const nothing = {
      client: null,
      requestQueue: null,
      port: null,
      uploadOnly: null,
      messages: { dontHave: null, uploadOnly: null },
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
