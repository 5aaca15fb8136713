import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { BLOCK_BYTES, PieceGeometry } from '../pieces/piece-geometry.ts';
import { BLOCK_STATE } from './open-piece.ts';
import { PiecePicker, type PickingPeer } from './piece-picker.ts';

const BLOCKS = 2;

let nextId = 1;

class TestPeer implements PickingPeer {
  readonly id = nextId++;
  readonly asked: string[] = [];
  readonly #pieces: ReadonlySet<number>;
  rate: number;
  readonly fewPieces = null;
  barrenAt = -1;

  constructor(pieces: Iterable<number>, rate = 0) {
    this.#pieces = new Set(pieces);
    this.rate = rate;
  }

  has(piece: number): boolean {
    return this.#pieces.has(piece);
  }

  isAsked(piece: number, block: number): boolean {
    return this.asked.includes(`${piece}/${block}`);
  }

  ask(piece: number, block: number): void {
    this.asked.push(`${piece}/${block}`);
  }

  forget(piece: number, block: number): void {
    this.asked.splice(this.asked.indexOf(`${piece}/${block}`), 1);
  }
}

function setUp(pieceCount: number, roomBlocks = 1_000): PiecePicker {
  const geometry = new PieceGeometry(BLOCKS * BLOCK_BYTES, pieceCount * BLOCKS * BLOCK_BYTES);
  let used = 0;
  const space = {
    reserve: (blocks: number): number => {
      if (used + blocks > roomBlocks) return -1;
      used += blocks;
      return (used - blocks) * BLOCK_BYTES;
    },
  };
  return new PiecePicker(geometry, space, seededRandom(1));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

function bitfieldOf(length: number, pieces: number[]): Bitfield {
  const bitfield = new Bitfield(length);
  for (const piece of pieces) bitfield.add(piece);
  return bitfield;
}

/** Past the first few pieces, which are taken at random. */
function pastRandomFirst(picker: PiecePicker): void {
  for (const piece of range(4)) picker.setHave(piece);
}

describe('PiecePicker', () => {
  it('begins the rarest piece that the peer has', () => {
    const picker = setUp(10);
    pastRandomFirst(picker);
    picker.addPeer(bitfieldOf(10, range(10)));
    picker.addPeer(bitfieldOf(10, [4, 5, 6, 8, 9]));
    const peer = new TestPeer(range(10));
    picker.pick(peer, 2);
    expect(peer.asked).toEqual(['7/0', '7/1']);
  });

  it('begins a common piece of high priority before a rare one', () => {
    const picker = setUp(10);
    pastRandomFirst(picker);
    picker.addHave(9);
    picker.setPriority(9, 3);
    const peer = new TestPeer(range(10));
    picker.pick(peer, 1);
    expect(peer.asked).toEqual(['9/0']);
  });

  it.each([false, true])('never asks for skipped pieces (sequential: %s)', (sequential) => {
    const picker = setUp(6);
    picker.sequential = sequential;
    for (const piece of [0, 2, 5]) picker.setPriority(piece, 0);
    const peer = new TestPeer(range(6));
    picker.pick(peer, 100);
    expect(peer.asked.toSorted()).toEqual(['1/0', '1/1', '3/0', '3/1', '4/0', '4/1']);
    expect(picker.wantedMissing).toBe(3);
  });

  it('asks no more of an open piece that became skipped', () => {
    const picker = setUp(1);
    const peer = new TestPeer([0]);
    picker.pick(peer, 1);
    picker.setPriority(0, 0);
    expect(picker.pick(peer, 1)).toBe(0);
    expect(picker.pick(new TestPeer([0]), 1)).toBe(0);
  });

  it('ends a partial piece before it begins another', () => {
    const picker = setUp(10);
    const one = new TestPeer(range(10));
    picker.pick(one, 1);
    const open = [...picker.openPieces.keys()][0]!;
    const other = new TestPeer(range(10));
    picker.pick(other, 1);
    expect(other.asked).toEqual([`${open}/1`]);
  });

  it('takes pieces in order where it is sequential', () => {
    const picker = setUp(5);
    picker.sequential = true;
    const peer = new TestPeer([1, 3, 4]);
    picker.pick(peer, 5);
    expect(peer.asked).toEqual(['1/0', '1/1', '3/0', '3/1', '4/0']);
  });

  it('takes the first pieces at random, rare or not', () => {
    const picker = setUp(100);
    for (const piece of range(100)) if (piece !== 0) picker.addHave(piece);
    const peer = new TestPeer(range(100));
    picker.pick(peer, 1);
    expect(peer.asked).not.toEqual(['0/0']);
  });

  it('says that it is starved, and asks for nothing, where there is no memory', () => {
    const picker = setUp(3, BLOCKS);
    const peer = new TestPeer(range(3));
    expect(picker.pick(peer, 6)).toBe(BLOCKS);
    expect(picker.isStarved).toBe(true);
    expect(peer.asked).toHaveLength(BLOCKS);
  });

  it('goes on with pieces that have memory while a peer waits for memory for its own', () => {
    const picker = setUp(2, BLOCKS);
    const slow = new TestPeer([0]);
    picker.pick(slow, 1);
    const fast = new TestPeer(range(2), 1e9);
    expect(picker.pick(fast, 4)).toBe(1);
    picker.release(0, 0);
    expect(picker.pick(fast, 4)).toBe(1);
    expect(fast.asked).toEqual(['0/1', '0/0']);
  });

  it('asks for a busy block once more where it is told to, of three peers at most', () => {
    const picker = setUp(1);
    picker.pick(new TestPeer([0]), 2);
    const idle = range(4).map(() => new TestPeer([0]));
    expect(idle.map((peer) => picker.askAgain(peer, 0, 1))).toEqual([true, true, false, false]);
    expect(picker.askAgain(new TestPeer([]), 0, 0)).toBe(false);
    picker.beginBlock(0, 0, true);
    expect(picker.askAgain(idle[0]!, 0, 0)).toBe(false);
  });

  it('asks for urgent pieces before all others, the first first', () => {
    const picker = setUp(10);
    picker.urgent = [7, 3];
    const peer = new TestPeer(range(10));
    picker.pick(peer, 3);
    expect(peer.asked).toEqual(['7/0', '7/1', '3/0']);
  });

  describe('with fast peers', () => {
    const fast = (): TestPeer => new TestPeer(range(20), 1_000_000);
    const piecesOf = (peer: TestPeer): string[] =>
      [...new Set(peer.asked.map((block) => block.split('/')[0]!))].toSorted();

    it('gives each pieces of its own', () => {
      const picker = setUp(20);
      const [one, other] = [fast(), fast()];
      for (let turn = 0; turn < 4; turn++) {
        picker.pick(one, 1);
        picker.pick(other, 1);
      }
      expect(piecesOf(one)).toHaveLength(2);
      expect(piecesOf(other)).toHaveLength(2);
      expect(new Set([...piecesOf(one), ...piecesOf(other)]).size).toBe(4);
    });

    it('lets slow ones share a piece among themselves', () => {
      const picker = setUp(20);
      picker.pick(fast(), 1);
      const [one, other] = [new TestPeer(range(20), 1), new TestPeer(range(20), 1)];
      picker.pick(one, 1);
      picker.pick(other, 1);
      expect(piecesOf(one)).toEqual(piecesOf(other));
    });

    it('lets a far faster one take over', () => {
      const picker = setUp(20);
      const slower = fast();
      picker.pick(slower, 1);
      const [alike, faster] = [fast(), new TestPeer(range(20), 20_000_000)];
      picker.pick(alike, 1);
      picker.pick(faster, 1);
      expect(piecesOf(alike)).not.toEqual(piecesOf(slower));
      expect(piecesOf(faster)).toEqual(piecesOf(slower));
    });

    it('lets anyone go on with the piece of one that gave up', () => {
      const picker = setUp(20);
      const gone = fast();
      picker.pick(gone, 1);
      picker.disown(gone.id);
      const next = fast();
      picker.pick(next, 1);
      expect(piecesOf(next)).toEqual(piecesOf(gone));
    });

    it('shares the last pieces', () => {
      const picker = setUp(1);
      picker.pick(fast(), 1);
      expect(picker.pick(fast(), 5)).toBe(1);
    });
  });

  it('ends pieces before it begins more where too many are begun', () => {
    const picker = setUp(40);
    const partials = range(20).map(() => {
      picker.pick(new TestPeer(range(40), 1_000_000), 1);
      return [...picker.openPieces.values()].filter(({ freeBlocks }) => freeBlocks > 0).length;
    });
    expect(Math.max(...partials)).toBe(5);
  });

  it('begins a piece all the same for a peer that has none of the many that are begun', () => {
    const picker = setUp(40);
    for (let turn = 0; turn < 20; turn++) picker.pick(new TestPeer(range(20), 1_000_000), 1);
    expect(picker.pick(new TestPeer([30]), 1)).toBe(1);
  });

  it('does not search anew for a peer that had nothing to begin, until something may be begun', () => {
    const picker = setUp(3);
    const peer = new TestPeer([1]);
    picker.pick(peer, 10);
    picker.pick(peer, 10);
    const asked = peer.asked.length;
    picker.closePiece(picker.openPieces.get(1)!, 'missing');
    picker.pick(peer, 10);
    expect([asked, peer.asked.length]).toEqual([2, 4]);
  });

  it('keeps a block that is arriving when another peer that was asked for it leaves', () => {
    const picker = setUp(1);
    picker.pick(new TestPeer([0]), 2);
    picker.askAgain(new TestPeer([0]), 0, 0);
    const open = picker.beginBlock(0, 0, true)!;
    picker.release(0, 0);
    expect(open.states[0]).toBe(BLOCK_STATE.incoming);
    expect(open.freeBlocks).toBe(0);
    picker.abortBlock(0, 0);
    expect(open.states[0]).toBe(BLOCK_STATE.free);
  });

  it('offers a piece again that was found bad, and no more once it is had', () => {
    const picker = setUp(1);
    picker.pick(new TestPeer([0]), 2);
    picker.closePiece(picker.openPieces.get(0)!, 'missing');
    expect(picker.wantedMissing).toBe(1);
    expect(picker.pick(new TestPeer([0]), 2)).toBe(2);
    picker.closePiece(picker.openPieces.get(0)!, 'had');
    expect(picker.wantedMissing).toBe(0);
    expect(picker.pick(new TestPeer([0]), 2)).toBe(0);
    picker.loseHave(0);
    expect(picker.pick(new TestPeer([0]), 2)).toBe(2);
  });

  it('counts blocks and requests right, whatever peers do', () => {
    const step = fc.record({
      kind: fc.constantFrom('pick', 'pick', 'again', 'release', 'begin', 'abort', 'finish'),
      peer: fc.nat(3),
      choice: fc.nat(50),
    });
    const run = (): void =>
      fc.assert(
        fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
          const swarm = new Swarm();
          for (const { kind, peer, choice } of steps) {
            swarm[kind](peer, choice);
            swarm.check();
          }
        }),
        { numRuns: 300 },
      );
    expect(run).not.toThrow();
  });
});

/** Four peers that do what peers do, and what must be true of the picker at every moment. */
class Swarm {
  readonly #picker = setUp(2);
  readonly #peers = range(4).map(() => new TestPeer(range(2)));
  /** The block that each peer is sending. */
  readonly #incoming = new Map<number, [number, number]>();
  readonly #received = new Set<string>();

  pick(peer: number, choice: number): void {
    const before = new Set(this.#peers.flatMap(({ asked }) => asked));
    const own = this.#peers[peer]!;
    const askedBefore = own.asked.length;
    const count = this.#picker.pick(own, 1 + (choice % 3));
    const asked = own.asked.slice(askedBefore);
    assert.equal(asked.length, count);
    assert.deepEqual(
      asked.filter((block) => before.has(block)),
      [],
    );
    const busy = new Set([...this.#incoming.values()].map(([piece, block]) => `${piece}/${block}`));
    for (const block of asked) assert.equal(this.#received.has(block) || busy.has(block), false);
  }

  again(peer: number, choice: number): void {
    const own = this.#peers[peer]!;
    const [piece, block] = [choice % 2, Math.floor(choice / 2) % BLOCKS];
    if (!own.isAsked(piece, block)) this.#picker.askAgain(own, piece, block);
  }

  release(peer: number, choice: number): void {
    const [piece, block] = this.#take(peer, choice) ?? [-1, -1];
    if (piece >= 0) this.#picker.release(piece, block);
  }

  begin(peer: number, choice: number): void {
    if (this.#incoming.has(peer)) return;
    const taken = this.#take(peer, choice);
    if (taken && this.#picker.beginBlock(...taken, true)) this.#incoming.set(peer, taken);
  }

  abort(peer: number): void {
    const block = this.#incoming.get(peer);
    if (!block) return;
    this.#incoming.delete(peer);
    this.#picker.abortBlock(...block);
  }

  finish(peer: number): void {
    const [piece, block] = this.#incoming.get(peer) ?? [-1, -1];
    if (piece < 0) return;
    this.#incoming.delete(peer);
    const name = `${piece}/${block}`;
    const askedOf = this.#peers.filter((other) => other.isAsked(piece, block));
    const others = this.#picker.finishBlock(this.#picker.openPieces.get(piece)!, block, 0);
    assert.equal(others, askedOf.length);
    for (const other of askedOf) other.forget(piece, block);
    this.#received.add(name);
  }

  check(): void {
    const incoming = new Set([...this.#incoming.values()].map((block) => block.join('/')));
    assert.equal(incoming.size, this.#incoming.size);
    for (const open of this.#picker.openPieces.values()) {
      const states = range(open.blockCount).map((block) => {
        const name = `${open.index}/${block}`;
        const askedOf = this.#peers.filter((peer) => peer.isAsked(open.index, block)).length;
        assert.equal(open.requesters[block], askedOf);
        if (this.#received.has(name)) return BLOCK_STATE.received;
        if (incoming.has(name)) return BLOCK_STATE.incoming;
        return askedOf > 0 ? BLOCK_STATE.requested : BLOCK_STATE.free;
      });
      assert.deepEqual([...open.states], states);
      assert.equal(open.freeBlocks, states.filter((state) => state === BLOCK_STATE.free).length);
      assert.equal(open.doneBlocks, states.filter((s) => s === BLOCK_STATE.received).length);
    }
  }

  #take(peer: number, choice: number): [number, number] | null {
    const own = this.#peers[peer]!;
    const name = own.asked[choice % Math.max(1, own.asked.length)];
    if (name === undefined) return null;
    const [piece, block] = name.split('/').map(Number) as [number, number];
    own.forget(piece, block);
    return [piece, block];
  }
}
