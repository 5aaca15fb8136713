import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeLsdMessage, MAX_LSD_BYTES, MAX_LSD_HASHES, parseLsdMessage } from './lsd-message.ts';

const HOST = '239.192.152.143:6771';
const HASH = '0123456789abcdef0123456789abcdef01234567';

describe('the datagram of local service discovery', () => {
  it('is written as BEP 14 says', () => {
    const packet = encodeLsdMessage(HOST, { port: 6_881, infoHashes: [HASH], cookie: 'abc' });
    expect(Buffer.from(packet).toString()).toBe(
      `BT-SEARCH * HTTP/1.1\r\nHost: ${HOST}\r\nPort: 6881\r\nInfohash: ${HASH}\r\ncookie: abc\r\n\r\n\r\n`,
    );
  });

  it('comes through with several torrents and fits a frame', () => {
    const infoHashes = Array.from({ length: MAX_LSD_HASHES }, (_, index) =>
      index.toString(16).padStart(40, '0'),
    );
    const message = { port: 65_535, infoHashes, cookie: '12345678' };
    const packet = encodeLsdMessage('[ff15::efc0:988f]:6771', message);
    expect(packet.length).toBeLessThanOrEqual(MAX_LSD_BYTES);
    expect(parseLsdMessage(packet)).toEqual(message);
  });

  it('is read in whatever case others write it', () => {
    const text = `bt-search * http/1.1\r\nHOST: x\r\nPORT:6881\r\nINFOHASH: ${HASH.toUpperCase()}\r\n\r\n`;
    expect(parseLsdMessage(Buffer.from(text))).toEqual({
      port: 6_881,
      infoHashes: [HASH],
      cookie: null,
    });
  });

  it.each([
    ['another request', `GET / HTTP/1.1\r\nPort: 1\r\nInfohash: ${HASH}\r\n\r\n`],
    ['no port', `BT-SEARCH * HTTP/1.1\r\nInfohash: ${HASH}\r\n\r\n`],
    ['a port of none', `BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: ${HASH}\r\n\r\n`],
    ['a port beyond all', `BT-SEARCH * HTTP/1.1\r\nPort: 65536\r\nInfohash: ${HASH}\r\n\r\n`],
    ['no torrent', 'BT-SEARCH * HTTP/1.1\r\nPort: 1\r\n\r\n'],
    ['a torrent that is none', 'BT-SEARCH * HTTP/1.1\r\nPort: 1\r\nInfohash: 0123\r\n\r\n'],
    ['nothing', ''],
  ])('with %s is none', (_name, text) => {
    expect(parseLsdMessage(Buffer.from(text))).toBeNull();
  });

  it('of any bytes is read or refused, never thrown over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const packet = Buffer.concat([Buffer.from('BT-SEARCH * HTTP/1.1\r\n'), bytes]);
        expect(parseLsdMessage(packet)?.port ?? 1).toBeGreaterThan(0);
      }),
    );
  });
});
