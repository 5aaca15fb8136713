/**
 * What the piece picker's operations cost with 500 peers that have half of the pieces each: measured in
 * process, on the picker alone.
 */
import { seededRandom } from '../../server/src/engine/core/random.ts';
import { type PickingPeer, PiecePicker } from '../../server/src/engine/picker/piece-picker.ts';
import { Bitfield } from '../../server/src/engine/pieces/bitfield.ts';
import { BLOCK_BYTES, PieceGeometry } from '../../server/src/engine/pieces/piece-geometry.ts';
import { monotonicMs } from './clock.ts';

const PEERS = 500;
const SEEDS = 10;
const HAVES = 20_000;
const ROUNDS = 40;
/** Open pieces that still have free blocks, while blocks of them are picked. */
const OPEN_PIECES = 100;
const BLOCKS_PER_PIECE = 64;
/** Pieces that a peer has that has just begun. */
const FEW_PIECES = 3;
const SEED = 7;

/** Microseconds each. */
export interface PickerCosts {
  bitfield: number;
  bitfieldPerSetPiece: number;
  have: number;
  leave: number;
  /** Orders the pieces anew, where bitfields change their rarity. */
  pickAfterBitfield: number;
  freshPiece: number;
  freshPieceFromBeginner: number;
  blockOfOpenPiece: number;
}

export function measurePicker(pieceCount: number): PickerCosts {
  const bitfields = randomBitfields(pieceCount);
  const setPieces = bitfields.reduce((sum, bitfield) => sum + bitfield.count, 0) / PEERS;
  const small = new Swarm(pieceCount, 1, bitfields);
  const bitfield = small.join() / PEERS;
  const have = small.haves() / HAVES;
  const pickAfterBitfield = small.picksAfterBitfields() / small.picked;
  const freshPiece = small.freshPieces() / small.picked;
  const freshPieceFromBeginner = small.piecesOfBeginners() / small.picked;
  const leave = small.leave() / PEERS;
  const large = new Swarm(pieceCount, BLOCKS_PER_PIECE, bitfields);
  large.join();
  large.openPieces();
  const blockOfOpenPiece = large.blocks() / large.picked;
  return {
    bitfield,
    bitfieldPerSetPiece: bitfield / setPieces,
    have,
    leave,
    pickAfterBitfield,
    freshPiece,
    freshPieceFromBeginner,
    blockOfOpenPiece,
  };
}

function randomBitfields(pieceCount: number): Bitfield[] {
  const random = seededRandom(SEED);
  return Array.from({ length: PEERS }, () => {
    const bytes = random.bytes(Math.ceil(pieceCount / 8));
    const spareBits = bytes.length * 8 - pieceCount;
    bytes[bytes.length - 1]! &= 0xff << spareBits;
    return Bitfield.parse(bytes, pieceCount)!;
  });
}

let lastPeerId = 0;

/** A slow peer that remembers the blocks that it was asked for. */
class MeasuredPeer implements PickingPeer {
  readonly fewPieces: Uint8Array | null;
  readonly id: number;
  readonly rate = 0;
  barrenAt = -1;
  readonly pieces: Bitfield;
  readonly asked: { piece: number; block: number }[] = [];

  constructor(pieces: Bitfield) {
    lastPeerId += 1;
    this.id = lastPeerId;
    this.pieces = pieces;
    // As the engine's own peers do (torrent/asked-peer.ts).
    this.fewPieces = pieces.count * 64 < pieces.length ? pieces.bytes : null;
  }

  has(piece: number): boolean {
    return this.pieces.has(piece);
  }

  ask(piece: number, block: number): void {
    this.asked.push({ piece, block });
  }
}

/** A picker and its peers. Every method returns the microseconds of the picker's own work. */
class Swarm {
  /** Blocks that the last method picked. */
  picked = 0;
  private readonly picker: PiecePicker;
  private readonly peers: MeasuredPeer[];
  private readonly pieceCount: number;
  private readonly random = seededRandom(SEED);

  constructor(pieceCount: number, blocksPerPiece: number, bitfields: readonly Bitfield[]) {
    const pieceLength = blocksPerPiece * BLOCK_BYTES;
    const geometry = new PieceGeometry(pieceLength, pieceLength * pieceCount);
    this.picker = new PiecePicker(geometry, { reserve: () => 0 }, this.random);
    this.peers = bitfields.map((bitfield) => new MeasuredPeer(bitfield));
    this.picker.peerCount = PEERS + SEEDS;
    this.pieceCount = pieceCount;
    for (let seed = 0; seed < SEEDS; seed += 1) this.picker.addSeed();
  }

  join(): number {
    return time(() => {
      for (const { pieces } of this.peers) this.picker.addPeer(pieces);
    });
  }

  leave(): number {
    return time(() => {
      for (const { pieces } of this.peers) this.picker.removePeer(pieces);
    });
  }

  haves(): number {
    const pieces = Array.from({ length: HAVES }, () => this.random.below(this.pieceCount));
    return time(() => {
      for (const piece of pieces) this.picker.addHave(piece);
    });
  }

  /** Each for a peer that left and came back just now. */
  picksAfterBitfields(): number {
    let round = 0;
    const peersOfRound = (): readonly MeasuredPeer[] => {
      const peer = this.peers[round % PEERS]!;
      round += 1;
      this.picker.removePeer(peer.pieces);
      this.picker.addPeer(peer.pieces);
      return [peer];
    };
    return this.pickInRounds(ROUNDS, peersOfRound, 'missing');
  }

  /** One piece for a tenth of the peers, again and again; what is picked comes in between. */
  freshPieces(): number {
    const peers = this.peers.filter((_, index) => index % 10 === 0);
    const rounds = Math.min(ROUNDS, Math.floor(this.pieceCount / (peers.length * 4)));
    return this.pickInRounds(rounds, () => peers, 'had');
  }

  piecesOfBeginners(): number {
    const beginners = (): MeasuredPeer[] =>
      Array.from({ length: 10 }, () => {
        const few = new Bitfield(this.pieceCount);
        for (let piece = 0; piece < FEW_PIECES; piece += 1)
          few.add(this.random.below(this.pieceCount));
        return new MeasuredPeer(few);
      });
    return this.pickInRounds(ROUNDS, beginners, 'missing');
  }

  /** Opens pieces by way of peers that have one each, and leaves most of their blocks free. */
  openPieces(): void {
    for (let piece = 0; piece < OPEN_PIECES; piece += 1) {
      const one = new Bitfield(this.pieceCount);
      one.add(piece);
      this.picker.pick(new MeasuredPeer(one), 1);
    }
  }

  /** Block by block, from the pieces that are open. */
  blocks(): number {
    this.picked = 0;
    return time(() => {
      for (let round = 0; round < 8; round += 1) {
        for (const peer of this.peers) this.picked += this.picker.pick(peer, 1);
      }
    });
  }

  private pickInRounds(
    rounds: number,
    peersOfRound: () => readonly MeasuredPeer[],
    outcome: 'had' | 'missing',
  ): number {
    let microseconds = 0;
    this.picked = 0;
    for (let round = 0; round < rounds; round += 1) {
      const peers = peersOfRound();
      microseconds += time(() => {
        for (const peer of peers) this.picked += this.picker.pick(peer, 1);
      });
      for (const peer of peers) this.finish(peer, outcome);
    }
    return microseconds;
  }

  /** What the peer was asked for came. */
  private finish(peer: MeasuredPeer, outcome: 'had' | 'missing'): void {
    for (const { piece, block } of peer.asked) {
      const open = this.picker.beginBlock(piece, block, true);
      if (open === null) continue;
      this.picker.finishBlock(open, block, 0);
      this.picker.closePiece(open, outcome);
    }
    peer.asked.length = 0;
  }
}

/** Microseconds. */
function time(work: () => void): number {
  const startedAt = monotonicMs();
  work();
  return (monotonicMs() - startedAt) * 1000;
}
