import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { PieceOrder, type PiecePriority } from './piece-order.ts';

const PIECES = 12;

interface NaivePiece {
  copies: number;
  priority: PiecePriority;
  isClosed: boolean;
}

const operation = fc.record({
  kind: fc.constantFrom('more', 'fewer', 'bitfield', 'priority', 'close', 'reopen'),
  piece: fc.nat(PIECES - 1),
  priority: fc.constantFrom<PiecePriority>(0, 1, 2, 3, 4),
});
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

function apply(order: PieceOrder, naive: NaivePiece[], step: Operation): void {
  const piece = naive[step.piece]!;
  if (step.kind === 'more') {
    piece.copies++;
    order.changeAvailability(step.piece, 1);
  } else if (step.kind === 'fewer' && piece.copies > 0) {
    piece.copies--;
    order.changeAvailability(step.piece, -1);
  } else if (step.kind === 'bitfield') {
    // Every third piece from the named one on, as BEP 3 sends it.
    const bitfield = new Uint8Array(Math.ceil(PIECES / 8));
    for (let at = step.piece; at < PIECES; at += 3) {
      bitfield[at >> 3]! |= 0x80 >> (at & 7);
      naive[at]!.copies++;
    }
    order.changeAvailabilities(bitfield, 1);
  } else if (step.kind === 'priority') {
    piece.priority = step.priority;
    order.setPriority(step.piece, step.priority);
  } else if (step.kind === 'close') {
    piece.isClosed = true;
    order.close(step.piece);
  } else if (step.kind === 'reopen') {
    piece.isClosed = false;
    order.reopen(step.piece);
  }
}

/** Every piece that is offered, in the order in which it is. */
function offered(order: PieceOrder): number[] {
  for (let question = 0; question < 65; question++) order.first(() => true); // it may lag behind so long
  const pieces: number[] = [];
  order.first((piece) => {
    pieces.push(piece);
    return false;
  });
  return pieces;
}

describe('PieceOrder', () => {
  it('offers exactly the open wanted pieces, as a plain sort by priority and rarity would', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 150 }), fc.nat(), (steps, seed) => {
        const order = new PieceOrder(PIECES, seededRandom(seed));
        const naive = Array.from({ length: PIECES }, (): NaivePiece => ({
          copies: 0,
          priority: 2,
          isClosed: false,
        }));
        const rank = (piece: number): string =>
          `${4 - naive[piece]!.priority}:${String(naive[piece]!.copies).padStart(4, '0')}`;
        for (const step of steps) {
          apply(order, naive, step);
          const pieces = offered(order);
          const open = naive.flatMap((piece, index) =>
            piece.isClosed || piece.priority === 0 ? [] : [index],
          );
          expect(pieces.toSorted((one, other) => one - other)).toEqual(open);
          expect(pieces.map(rank)).toEqual(open.map(rank).toSorted());
          expect(order.firstOf(new Uint8Array(2).fill(0xff, 0, 1).fill(0xf0, 1), () => true)).toBe(
            pieces[0] ?? -1,
          );
          expect(order.firstInSequence(() => true)).toBe(
            open.toSorted((one, other) => naive[other]!.priority - naive[one]!.priority)[0] ?? -1,
          );
        }
      }),
    );
  });

  it('takes pieces of more than 62 copies as equally common, and counts them down again', () => {
    const order = new PieceOrder(2, seededRandom(1));
    for (let copy = 0; copy < 100; copy++) order.changeAvailability(0, 1);
    for (let copy = 0; copy < 61; copy++) order.changeAvailability(1, 1);
    expect(offered(order)).toEqual([1, 0]);
    for (let copy = 0; copy < 99; copy++) order.changeAvailability(0, -1);
    expect(offered(order)).toEqual([0, 1]);
  });

  it('finds any accepted piece wherever it starts to look, and none where none is accepted', () => {
    const order = new PieceOrder(50, seededRandom(7));
    order.close(3);
    for (let piece = 0; piece < 50; piece++) {
      expect(order.any((other) => other === piece)).toBe(piece === 3 ? -1 : piece);
    }
  });

  it('puts equal pieces in an order that depends on chance', () => {
    const orders = [1, 2, 3].map((seed) => offered(new PieceOrder(50, seededRandom(seed))).join());
    expect(new Set(orders).size).toBe(3);
  });
});
