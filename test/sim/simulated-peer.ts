/**
 * The peers of a simulation. A hostile one talks without regard to what it hears; an honest seed answers
 * every request, and an honest leech asks for one block after the other and counts what it gets.
 */
import type { Random } from '../../server/src/engine/core/random.ts';
import { BLOCK_BYTES, type PieceGeometry } from '../../server/src/engine/pieces/piece-geometry.ts';
import { MESSAGE } from '../../server/src/engine/wire/message-ids.ts';
import { blockOf, EngineWords, WrongWord, type EngineWord } from './engine-words.ts';
import type { FakeTransport } from './fake-transport.ts';
import { HostileTalk, type BlockName } from './hostile-talk.ts';
import { WireSink } from './wire-sink.ts';

const MOST_MESSAGES_A_TIME = 24;
/** A block that does not come for so long is asked for again, in milliseconds of the simulation. */
const PATIENCE_MS = 20_000;
const LEECH_WINDOW = 8;
/** Who asks more than this now and then floods. */
const FLOODERS_ASK = 10;
/** Bytes of one read: of a trickle, of a slow line, of a socket buffer. */
const MOST_AT_ONCE = [3, 1_500, 20_000, 250_000, 250_000];
/** More than this is not sent in drops. */
const TRICKLED_BYTES = 600;

export interface SimulatedTorrent {
  geometry: PieceGeometry;
  content: Uint8Array;
}

export interface SimulatedPeer {
  readonly transport: FakeTransport;
  /** Reads up to `count` writes of the engine, and judges them. */
  hear(count: number): void;
  /** Says something; returns how many whole messages the engine was given. */
  speak(now: number): number;
}

const sink = new WireSink();

export class HostilePeer implements SimulatedPeer {
  readonly transport: FakeTransport;
  readonly talk: HostileTalk;
  readonly #random: Random;
  readonly #words: EngineWords;

  constructor(
    random: Random,
    torrent: SimulatedTorrent,
    transport: FakeTransport,
    mayBeFast: boolean,
  ) {
    this.#random = random;
    this.transport = transport;
    this.talk = new HostileTalk(random, torrent.geometry, torrent.content);
    this.#words = new EngineWords(torrent.geometry, torrent.content, mayBeFast);
  }

  hear(count: number): void {
    this.transport.read(count, (bytes) =>
      this.#words.read(bytes, ({ id, payload }) => {
        if (id === MESSAGE.request) this.talk.wasAsked(blockOf(payload));
      }),
    );
  }

  /** Some messages, cut anywhere; or their beginning, and then nothing more for ever. */
  speak(): number {
    sink.clear();
    const isUnderstood = !this.talk.isOutOfStep;
    const isFlood = this.talk.temper.ask > FLOODERS_ASK && this.#random.below(150) === 0;
    const count = isFlood ? 0 : 1 + this.#random.below(MOST_MESSAGES_A_TIME);
    if (isFlood) this.talk.flood(sink);
    for (let said = 0; said < count; said++) this.talk.say(sink);
    const leavesWithin = this.#random.below(200) === 0;
    const end = leavesWithin ? this.#random.below(sink.bytes.length) : sink.bytes.length;
    const delivered = this.#deliver(sink.bytes.subarray(0, end));
    if (leavesWithin) this.transport.close();
    if (this.talk.isUnforgivable && !this.transport.isClosed) {
      throw new WrongWord('it goes on with a peer that broke the protocol');
    }
    return isUnderstood ? sink.ends.filter((at) => at <= delivered).length : 0;
  }

  /** Says that it is still there, and no more. */
  keepAlive(): void {
    if (!this.talk.isOutOfStep) this.transport.deliver(new Uint8Array(4));
  }

  /** Bytes that the engine took before it closed, if it did. */
  #deliver(bytes: Uint8Array): number {
    const mostAtOnce = MOST_AT_ONCE[this.#random.below(MOST_AT_ONCE.length)]!;
    for (let at = 0; at < bytes.length;) {
      const most = bytes.length - at > TRICKLED_BYTES ? Math.max(mostAtOnce, 1_000) : mostAtOnce;
      const end = Math.min(bytes.length, at + 1 + this.#random.below(most));
      if (!this.transport.deliver(bytes.subarray(at, end))) return at;
      at = end;
    }
    return bytes.length;
  }
}

/** Has everything and gives it to whoever asks. */
export class HonestSeed implements SimulatedPeer {
  readonly transport: FakeTransport;
  readonly #torrent: SimulatedTorrent;
  readonly #words: EngineWords;
  readonly #asked: BlockName[] = [];
  #hasGreeted = false;

  constructor(torrent: SimulatedTorrent, transport: FakeTransport) {
    this.#torrent = torrent;
    this.transport = transport;
    this.#words = new EngineWords(torrent.geometry, torrent.content, false);
  }

  hear(count: number): void {
    this.transport.read(count, (bytes) => this.#words.read(bytes, (word) => this.#note(word)));
  }

  speak(): number {
    sink.clear();
    if (!this.#hasGreeted) this.#greet();
    for (const { piece, begin, length } of this.#asked.splice(0, 12)) {
      const at = piece * this.#torrent.geometry.pieceLength + begin;
      sink.block(piece, begin, this.#torrent.content.subarray(at, at + length));
    }
    if (sink.bytes.length === 0) sink.uint32(0);
    this.transport.deliver(sink.bytes);
    return 0;
  }

  #greet(): void {
    this.#hasGreeted = true;
    const { pieceCount } = this.#torrent.geometry;
    const bits = new Uint8Array(Math.ceil(pieceCount / 8));
    for (let piece = 0; piece < pieceCount; piece++) bits[piece >> 3]! |= 0x80 >> (piece & 7);
    sink.message(MESSAGE.bitfield, bits);
    sink.head(1, MESSAGE.unchoke);
  }

  #note({ id, payload }: EngineWord): void {
    const block = blockOf(payload);
    if (id === MESSAGE.request) this.#asked.push(block);
    if (id !== MESSAGE.cancel) return;
    const at = this.#asked.findIndex(
      ({ piece, begin }) => piece === block.piece && begin === block.begin,
    );
    if (at >= 0) this.#asked.splice(at, 1);
  }
}

/** Wants everything that the engine has. */
export class HonestLeech implements SimulatedPeer {
  readonly transport: FakeTransport;
  readonly #geometry: PieceGeometry;
  readonly #words: EngineWords;
  /** Blocks that the engine has and this peer lacks, and those that it waits for. */
  readonly #wanted = new Set<number>();
  readonly #waiting = new Set<number>();
  readonly #got = new Set<number>();
  readonly #blocksOfPiece: number;
  #isChoked = true;
  #hasGreeted = false;
  #now = 0;
  #heardAt = 0;

  constructor(torrent: SimulatedTorrent, transport: FakeTransport) {
    this.#geometry = torrent.geometry;
    this.#blocksOfPiece = torrent.geometry.blocksOfPiece(0);
    this.transport = transport;
    this.#words = new EngineWords(torrent.geometry, torrent.content, false);
  }

  get hasAll(): boolean {
    return this.#got.size === this.#blockCount;
  }

  get gotBlocks(): number {
    return this.#got.size;
  }

  hear(count: number): void {
    this.transport.read(count, (bytes) => this.#words.read(bytes, (word) => this.#note(word)));
  }

  speak(now: number): number {
    sink.clear();
    if (!this.#hasGreeted) sink.head(1, MESSAGE.interested);
    this.#hasGreeted = true;
    this.#now = now;
    if (now - this.#heardAt > PATIENCE_MS) this.#forgetWaiting();
    for (const block of this.#wanted) {
      if (this.#isChoked || this.#waiting.size >= LEECH_WINDOW) break;
      this.#wanted.delete(block);
      this.#waiting.add(block);
      const piece = Math.floor(block / this.#blocksOfPiece);
      const inPiece = block % this.#blocksOfPiece;
      const length = this.#geometry.bytesOfBlock(piece, inPiece);
      sink.numbers(MESSAGE.request, piece, inPiece * BLOCK_BYTES, length);
    }
    if (sink.bytes.length === 0) sink.uint32(0);
    this.transport.deliver(sink.bytes);
    return 0;
  }

  get #blockCount(): number {
    const { pieceCount } = this.#geometry;
    return (pieceCount - 1) * this.#blocksOfPiece + this.#geometry.blocksOfPiece(pieceCount - 1);
  }

  #forgetWaiting(): void {
    for (const block of this.#waiting) this.#wanted.add(block);
    this.#waiting.clear();
    this.#heardAt = this.#now;
  }

  #note({ id, payload }: EngineWord): void {
    if (id === MESSAGE.unchoke) this.#isChoked = false;
    if (id === MESSAGE.have) this.#wantPiece(blockOf(payload).piece);
    if (id === MESSAGE.choke) {
      this.#isChoked = true;
      this.#forgetWaiting();
    }
    if (id === MESSAGE.bitfield) {
      for (let piece = 0; piece < this.#geometry.pieceCount; piece++) {
        if (payload[piece >> 3]! & (0x80 >> (piece & 7))) this.#wantPiece(piece);
      }
    }
    if (id !== MESSAGE.piece) return;
    this.#heardAt = this.#now;
    const { piece, begin } = blockOf(payload);
    const block = piece * this.#blocksOfPiece + begin / BLOCK_BYTES;
    this.#waiting.delete(block);
    this.#wanted.delete(block);
    this.#got.add(block);
  }

  #wantPiece(piece: number): void {
    const first = piece * this.#blocksOfPiece;
    for (let step = 0; step < this.#geometry.blocksOfPiece(piece); step++) {
      if (!this.#got.has(first + step)) this.#wanted.add(first + step);
    }
  }
}
