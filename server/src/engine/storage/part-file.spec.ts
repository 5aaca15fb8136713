import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaidFile } from './disk-protocol.ts';
import { PartFileLayout, sharedPieces } from './part-file.ts';

/** Files of the given sizes in a row; those that are negative are padding. */
function laid(sizes: readonly number[]): LaidFile[] {
  let offset = 0;
  return sizes.map((size, index) => {
    const file = { path: `f${index}`, bytes: Math.abs(size), offset, padding: size < 0 };
    offset += file.bytes;
    return file;
  });
}

const torrents = fc.record({
  sizes: fc.array(fc.integer({ min: -20, max: 70 }), { minLength: 1, maxLength: 12 }),
  pieceLength: fc.integer({ min: 1, max: 32 }),
});

describe('the pieces that files share', () => {
  it('are those that bytes of two files are in, padding aside', () => {
    fc.assert(
      fc.property(torrents, ({ sizes, pieceLength }) => {
        const files = laid(sizes);
        const touching = new Map<number, Set<string>>();
        for (const { path, bytes, offset } of files.filter(({ padding }) => !padding)) {
          for (let at = offset; at < offset + bytes; at++) {
            const piece = Math.floor(at / pieceLength);
            touching.set(piece, (touching.get(piece) ?? new Set()).add(path));
          }
        }
        const expected = [...touching]
          .filter(([, paths]) => paths.size > 1)
          .map(([piece]) => piece);
        expect(sharedPieces(files, pieceLength)).toEqual(expected);
      }),
    );
  });
});

describe('PartFileLayout', () => {
  it('gives every byte a place of its own, and shared pieces the first slots', () => {
    fc.assert(
      fc.property(torrents, ({ sizes, pieceLength }) => {
        const files = laid(sizes);
        const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
        const layout = new PartFileLayout(files, pieceLength);
        const places = Array.from({ length: totalBytes }, (_, at) => layout.placeOf(at));
        expect(new Set(places).size).toBe(totalBytes);
        const slots = sharedPieces(files, pieceLength).map(
          (piece) => layout.placeOf(piece * pieceLength) / pieceLength,
        );
        expect(slots).toEqual(slots.map((_, rank) => rank));
      }),
    );
  });

  it('cuts a range into runs that lie where their bytes do', () => {
    fc.assert(
      fc.property(torrents, fc.nat(100), fc.nat(100), ({ sizes, pieceLength }, start, length) => {
        const layout = new PartFileLayout(laid(sizes), pieceLength);
        const seen: number[] = [];
        layout.eachRun(start, length, (place, from, count) => {
          for (let at = 0; at < count; at++) {
            expect(place + at).toBe(layout.placeOf(start + from + at));
            seen.push(from + at);
          }
        });
        expect(seen).toEqual(Array.from({ length }, (_, at) => at));
      }),
    );
  });

  it('names what a file has of the pieces at its ends, and of others that it is asked for', () => {
    const files = laid([10, 50, 10]);
    const layout = new PartFileLayout(files, 16);
    expect(layout.rangesOf(files[1]!, [])).toEqual([
      { position: 10, length: 6 },
      { position: 48, length: 12 },
    ]);
    expect(layout.rangesOf(files[1]!, [2, 0, 3, 9])).toEqual([
      { position: 10, length: 6 },
      { position: 32, length: 16 },
      { position: 48, length: 12 },
    ]);
    expect(layout.rangesOf(files[0]!, [])).toEqual([{ position: 0, length: 10 }]);
  });
});
