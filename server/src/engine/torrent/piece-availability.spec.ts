import { describe, expect, it } from 'vitest';
import { Bitfield } from '../pieces/bitfield.ts';
import { type CopyCounter, pieceAvailability } from './piece-availability.ts';

function bitfield(length: number, pieces: readonly number[]): Bitfield {
  const field = new Bitfield(length);
  for (const piece of pieces) field.add(piece);
  return field;
}

function counter(have: Bitfield, copies: readonly number[]): CopyCounter {
  return {
    have,
    copiesOf: (piece) => copies[piece]!,
    isWanted: (piece) => !have.has(piece) && piece !== 4,
  };
}

describe('the availability of pieces', () => {
  it('is what the picker counts, with whole copies and a share of the next', () => {
    const picker = counter(bitfield(5, [0]), [1, 2, 1, 3, 1]);
    expect(pieceAvailability(picker, [])).toEqual({
      piecesPerPart: 1,
      copies: Uint8Array.of(1, 2, 1, 3, 1),
      distributedCopies: 1.4,
      unreachablePieces: 0,
    });
  });

  it('tells how many pieces are wanted and with nobody', () => {
    const picker = counter(bitfield(5, [0]), [0, 0, 2, 0, 0]);
    expect(pieceAvailability(picker, []).unreachablePieces).toBe(2);
  });

  it('is summed over the peers where everything is had', () => {
    const picker = counter(bitfield(3, [0, 1, 2]), []);
    const peers = [[0, 1, 2], [1], []].map((pieces) => ({ pieces: bitfield(3, pieces) }));
    expect(pieceAvailability(picker, peers)).toMatchObject({
      copies: Uint8Array.of(1, 2, 1),
      distributedCopies: 1 + 1 / 3,
    });
  });

  it('names the rarest of several pieces where there are very many', () => {
    const copies = Array.from({ length: 10_000 }, (_, piece) => (piece === 4 ? 1 : 300));
    const picker = counter(bitfield(10_000, []), copies);
    const availability = pieceAvailability(picker, []);
    expect(availability.piecesPerPart).toBe(3);
    expect(availability.copies).toHaveLength(3334);
    expect([...availability.copies.subarray(0, 3)]).toEqual([255, 1, 255]);
  });

  it('is nothing of a torrent without pieces', () => {
    const picker = counter(bitfield(0, []), []);
    expect(pieceAvailability(picker, []).distributedCopies).toBe(0);
  });
});
