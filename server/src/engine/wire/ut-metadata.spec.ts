import { describe, expect, it } from 'vitest';
import { encodeBencode } from '../bencode/index.ts';
import {
  encodeMetadataData,
  encodeMetadataReject,
  encodeMetadataRequest,
  METADATA_PIECE_BYTES,
  metadataPieceBytes,
  metadataPieces,
  parseMetadataMessage,
} from './ut-metadata.ts';

describe('a message about metadata', () => {
  it('is read as it was written', () => {
    expect(parseMetadataMessage(encodeMetadataRequest(3))).toEqual({ kind: 'request', piece: 3 });
    expect(parseMetadataMessage(encodeMetadataReject(0))).toEqual({ kind: 'reject', piece: 0 });
    const bytes = new Uint8Array(METADATA_PIECE_BYTES).fill(0x65);
    expect(parseMetadataMessage(encodeMetadataData(1, 40_000, bytes))).toEqual({
      kind: 'data',
      piece: 1,
      totalBytes: 40_000,
      bytes,
    });
  });

  it('is written as BEP 9 shows it', () => {
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
    expect(text(encodeMetadataRequest(0))).toBe('d8:msg_typei0e5:piecei0ee');
    expect(text(encodeMetadataData(0, 34_256, Buffer.from('xxxx')))).toBe(
      'd8:msg_typei1e5:piecei0e10:total_sizei34256eexxxx',
    );
    expect(text(encodeMetadataReject(0))).toBe('d8:msg_typei2e5:piecei0ee');
  });

  it.each([
    ['nothing', ''],
    ['a list', 'le'],
    ['a kind that is not known', 'd8:msg_typei3e5:piecei0ee'],
    ['no kind', 'd5:piecei0ee'],
    ['no piece', 'd8:msg_typei0ee'],
    ['a negative piece', 'd8:msg_typei0e5:piecei-1ee'],
    ['a piece beyond all', 'd8:msg_typei0e5:piecei4294967296ee'],
    ['a piece beyond all numbers', 'd8:msg_typei0e5:piecei18446744073709551615ee'],
    ['a dictionary that is cut', 'd8:msg_typei0e5:piecei0e'],
    ['a deep one', `d8:msg_typei0e5:piecei0e1:x${'l'.repeat(9)}${'e'.repeat(9)}e`],
  ])('is none where it has %s', (_name, text) => {
    expect(parseMetadataMessage(Buffer.from(text))).toBeNull();
  });

  it('of more than a piece and its dictionary is none', () => {
    const bytes = new Uint8Array(METADATA_PIECE_BYTES + 2_000);
    expect(parseMetadataMessage(encodeMetadataData(0, 100_000, bytes))).toBeNull();
  });

  it('may leave out or garble the size, and say more than is asked', () => {
    const payload = encodeBencode({ msg_type: 1, piece: 0, total_size: -5, extra: ['a', 1] });
    expect(parseMetadataMessage(payload)).toMatchObject({ kind: 'data', totalBytes: null });
  });
});

it('cuts metadata into pieces of 16 KiB, of which the last may be shorter', () => {
  expect([1, 16_384, 16_385, 40_000].map(metadataPieces)).toEqual([1, 1, 2, 3]);
  expect([0, 1, 2].map((piece) => metadataPieceBytes(piece, 40_000))).toEqual([
    16_384, 16_384, 7_232,
  ]);
});
