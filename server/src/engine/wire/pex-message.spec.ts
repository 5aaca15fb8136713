import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import { encodePexMessage, parsePexMessage, type PexPeer } from './pex-message.ts';

const peer = (address: string, port = 6_881, flags = 0): PexPeer => ({ address, port, flags });

describe('a message of peer exchange', () => {
  it('carries peers of both families with their flags, and those that left', () => {
    const message = {
      added: [peer('192.0.2.1', 1, 0x12), peer('192.0.2.2', 65_535), peer('2001:db8::1', 7, 0x02)],
      dropped: [
        { address: '192.0.2.3', port: 80 },
        { address: '2001:db8::2', port: 80 },
      ],
    };
    expect(parsePexMessage(encodePexMessage(message))).toEqual(message);
  });

  it('keeps flags with their peers where the families are mixed', () => {
    const added = [peer('2001:db8::1', 7, 2), peer('192.0.2.1', 1, 16), peer('2001:db8::2', 7, 1)];
    const read = parsePexMessage(encodePexMessage({ added, dropped: [] }))!.added;
    expect(read.map(({ address, flags }) => [address, flags])).toEqual([
      ['192.0.2.1', 16],
      ['2001:db8::1', 2],
      ['2001:db8::2', 1],
    ]);
  });

  it('may leave out the flags and everything else', () => {
    const added = Uint8Array.of(192, 0, 2, 1, 0x1a, 0xe1);
    expect(parsePexMessage(encodeBencode({ added }))).toEqual({
      added: [peer('192.0.2.1')],
      dropped: [],
    });
    expect(parsePexMessage(encodeBencode({}))).toEqual({ added: [], dropped: [] });
  });

  it('that names more than 200 peers is none, in whichever family they are', () => {
    const most = encodeBencode({ added: new Uint8Array(6 * 200) });
    expect(parsePexMessage(most)!.added).toHaveLength(200);
    expect(parsePexMessage(encodeBencode({ added: new Uint8Array(6 * 201) }))).toBeNull();
    const mixed = { added: new Uint8Array(6 * 150), added6: new Uint8Array(18 * 51) };
    expect(parsePexMessage(encodeBencode(mixed))).toBeNull();
  });

  it('of any bytes is read or refused, never thrown over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(parsePexMessage(bytes)?.added.length ?? 0).toBeLessThanOrEqual(200);
      }),
    );
  });
});
