import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { PiecePicker } from '../picker/piece-picker.ts';
import { BLOCK_BYTES, PieceGeometry } from '../pieces/piece-geometry.ts';
import { Deadlines, type UrgentPeer } from './deadlines.ts';

const PIECES = 10;

/** A peer with everything, whose queue takes `wait` seconds. */
class Giver {
  static next = 1;
  readonly id = Giver.next++;
  readonly asked: string[] = [];
  readonly rate: number;
  barrenAt = -1;
  readonly fewPieces = null;
  readonly peer: unknown;

  constructor(rate: number, waitSeconds: number) {
    this.rate = rate;
    this.peer = {
      isChoked: false,
      isSnubbed: false,
      lastBlockAt: 0,
      now: () => 0,
      download: { rate },
      requests: {
        size: (waitSeconds * rate) / BLOCK_BYTES,
        has: (piece: number, block: number) => this.asked.includes(`${piece}/${block}`),
      },
    };
  }

  has(): boolean {
    return true;
  }

  ask(piece: number, block: number): void {
    this.asked.push(`${piece}/${block}`);
  }
}

function setUp(): { picker: PiecePicker; deadlines: Deadlines } {
  const geometry = new PieceGeometry(2 * BLOCK_BYTES, PIECES * 2 * BLOCK_BYTES);
  const picker = new PiecePicker(geometry, { reserve: () => 0 }, seededRandom(1));
  return { picker, deadlines: new Deadlines(picker) };
}

const asPeers = (...givers: Giver[]): UrgentPeer[] => givers as unknown as UrgentPeer[];

describe('a deadline', () => {
  it('lets its piece be asked for before all others, the soonest first', () => {
    const { picker, deadlines } = setUp();
    deadlines.set(
      [
        { piece: 3, withinMs: 9_000 },
        { piece: 8, withinMs: 5_000 },
      ],
      0,
    );
    const giver = new Giver(1_000, 0);
    picker.pick(giver, 3);
    expect(giver.asked).toEqual(['8/0', '8/1', '3/0']);
  });

  it('is over when its piece is there, and there is none for what is had or skipped', () => {
    const { picker, deadlines } = setUp();
    picker.setHave(1);
    picker.setPriority(2, 0);
    deadlines.set(
      [1, 2, 3].map((piece) => ({ piece, withinMs: 1 })),
      0,
    );
    expect(picker.urgent).toEqual([3]);
    deadlines.onHad(3);
    expect(picker.urgent).toEqual([]);
  });

  it('is not given to a peer that is far slower than the best', () => {
    const { picker, deadlines } = setUp();
    deadlines.set([{ piece: 4, withinMs: 9_000 }], 0);
    const [quick, slow] = [new Giver(100_000, 0), new Giver(1_000, 0)];
    deadlines.tick(asPeers(quick, slow), 0);
    picker.pick(slow, 1);
    expect(slow.asked).not.toEqual(['4/0']);
    picker.pick(quick, 1);
    expect(quick.asked).toEqual(['4/0']);
  });

  it('that is near is saved by a second request at a peer that has it sooner', () => {
    const { picker, deadlines } = setUp();
    deadlines.set([{ piece: 4, withinMs: 3_000 }], 0);
    const [busy, idle] = [new Giver(10_000, 8), new Giver(10_000, 1)];
    picker.pick(busy, 2);
    deadlines.tick(asPeers(busy, idle), 500);
    expect(idle.asked).toEqual([]);
    deadlines.tick(asPeers(busy, idle), 1_500);
    expect(idle.asked).toEqual(['4/0', '4/1']);
  });
});
