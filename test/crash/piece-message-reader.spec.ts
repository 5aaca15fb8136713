import { expect, it } from 'vitest';
import { PieceMessageReader } from './piece-message-reader.ts';

function message(id: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(payload.length + 1);
  header[4] = id;
  return Buffer.concat([header, payload]);
}

function block(piece: number, begin: number, bytes: number): Buffer {
  const place = Buffer.alloc(8);
  place.writeUInt32BE(piece);
  place.writeUInt32BE(begin, 4);
  return message(7, Buffer.concat([place, Buffer.alloc(bytes, 7)]));
}

const STREAM = Buffer.concat([
  Buffer.alloc(68, 7),
  message(5, Buffer.alloc(12, 7)),
  Buffer.alloc(4),
  message(1, Buffer.alloc(0)),
  block(3, 16_384, 1000),
  message(4, Buffer.alloc(4)),
  block(4, 0, 1),
]);

it.each([1, 3, 7, 1000, STREAM.length])('finds the blocks in pieces of %i bytes', (size) => {
  const blocks: number[][] = [];
  const reader = new PieceMessageReader((...found) => blocks.push(found));
  for (let at = 0; at < STREAM.length; at += size) reader.read(STREAM.subarray(at, at + size));
  expect(blocks).toEqual([
    [3, 16_384, 1000],
    [4, 0, 1],
  ]);
});

it('does not count a block whose last byte has not come', () => {
  const blocks: number[][] = [];
  const reader = new PieceMessageReader((...found) => blocks.push(found));
  reader.read(STREAM.subarray(0, -1));
  expect(blocks).toHaveLength(1);
});
