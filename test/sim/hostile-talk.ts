/**
 * What a hostile or broken peer says: a grammar of messages, most of them well formed and all of them out of
 * place, so that they get past the parser and into the state behind it. The same seed says the same.
 */
import type { Random } from '../../server/src/engine/core/random.ts';
import { BLOCK_BYTES, type PieceGeometry } from '../../server/src/engine/pieces/piece-geometry.ts';
import { encodeBencode } from '../../server/src/engine/bencode/index.ts';
import { MESSAGE } from '../../server/src/engine/wire/message-ids.ts';
import type { WireSink } from './wire-sink.ts';

/** BEP 6, by number, so that they are spoken to engines that know them and to those that do not. */
const FAST = { suggest: 13, haveAll: 14, haveNone: 15, reject: 16, allowedFast: 17 } as const;
const HIGHEST_NUMBER = 23;
const NUMBERS = [0, 1, 3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];
/** Answers and cancels are made up of so many requests of the engine. */
const MOST_REMEMBERED = 300;
/** The engine tells peers that it keeps 2,000. */
const FLOOD_REQUESTS = 2_500;

export interface BlockName {
  piece: number;
  begin: number;
  length: number;
}

/** How much of what a peer says is of which kind. */
interface Temper {
  state: number;
  pieces: number;
  answer: number;
  ask: number;
  extend: number;
  fast: number;
  breach: number;
  /** Of the blocks that it sends, this share has wrong bytes. */
  lies: number;
}

const CALM = { state: 3, pieces: 3, answer: 8, ask: 4, extend: 2, fast: 2, breach: 0.02, lies: 0 };

export const TEMPERS: readonly Temper[] = [
  CALM,
  { ...CALM, breach: 1 },
  { ...CALM, answer: 30, lies: 0.5 },
  { ...CALM, answer: 30, lies: 0.02 },
  { ...CALM, ask: 40 },
  { ...CALM, state: 30 },
  { ...CALM, fast: 30 },
  { ...CALM, extend: 20, breach: 0.2 },
  { ...CALM, pieces: 20, answer: 1 },
];

export class HostileTalk {
  readonly temper: Temper;
  /** A length was a lie: what follows means nothing any more. */
  isOutOfStep = false;
  /** It said what no engine may forgive. */
  isUnforgivable = false;
  readonly #random: Random;
  readonly #geometry: PieceGeometry;
  readonly #content: Uint8Array;
  readonly #asked: BlockName[] = [];
  #last: BlockName = { piece: 0, begin: 0, length: 0 };

  constructor(random: Random, geometry: PieceGeometry, content: Uint8Array) {
    this.#random = random;
    this.#geometry = geometry;
    this.#content = content;
    this.temper = TEMPERS[random.below(TEMPERS.length)]!;
  }

  /** The engine asked this peer for a block. */
  wasAsked(block: BlockName): void {
    if (this.#asked.length < MOST_REMEMBERED) this.#asked.push(block);
  }

  /** One message. */
  say(sink: WireSink): void {
    const { state, pieces, answer, ask, extend, fast, breach } = this.temper;
    this.#pick(
      [state, () => this.#sayState(sink)],
      [pieces, () => this.#sayPieces(sink)],
      [answer, () => this.#answer(sink)],
      [ask, () => this.#ask(sink)],
      [extend, () => this.#extend(sink)],
      [fast, () => this.#sayFast(sink)],
      [breach, () => this.#breach(sink)],
    );
    sink.endMessage();
  }

  #sayState(sink: WireSink): void {
    const isKeepAlive = this.#random.below(8) === 0;
    if (isKeepAlive) sink.uint32(0);
    else sink.head(1, this.#random.below(4));
  }

  #sayPieces(sink: WireSink): void {
    const { pieceCount } = this.#geometry;
    if (this.#random.below(6) > 0) sink.numbers(MESSAGE.have, this.#random.below(pieceCount));
    else sink.message(MESSAGE.bitfield, this.#bitfield());
  }

  #bitfield(): Uint8Array {
    const { pieceCount } = this.#geometry;
    const bits = new Uint8Array(Math.ceil(pieceCount / 8));
    const share = [0, 0.3, 0.9, 1][this.#random.below(4)]!;
    for (let piece = 0; piece < pieceCount; piece++) {
      if (this.#random.next() < share) bits[piece >> 3]! |= 0x80 >> (piece & 7);
    }
    return bits;
  }

  /** Blocks that were asked for, mostly, in any order; again; cut short; of somewhere else. */
  #answer(sink: WireSink): void {
    if (this.#asked.length > 0) {
      const at = this.#random.below(Math.min(this.#asked.length, 4));
      this.#last = this.#asked.splice(at, 1)[0]!;
    }
    const { piece, begin, length } = this.#last;
    this.#pick(
      [30, () => this.#block(sink, piece, begin, length)],
      [1, () => this.#block(sink, piece, begin, this.#random.below(length + 1))],
      [1, () => this.#block(sink, piece, begin + this.#random.below(BLOCK_BYTES), length)],
      [1, () => this.#block(sink, this.#anyPiece(), 0, this.#random.below(BLOCK_BYTES + 1))],
      [1, () => this.#block(sink, this.#anyNumber(), this.#anyNumber(), this.#random.below(64))],
    );
  }

  #block(sink: WireSink, piece: number, begin: number, length: number): void {
    const at = piece * this.#geometry.pieceLength + begin;
    const right = this.#content.subarray(at, at + length);
    const isRight = right.length === length && this.#random.next() >= this.temper.lies;
    sink.block(piece, begin, isRight ? right : WRONG.subarray(0, length));
  }

  /** More requests than anybody keeps. */
  flood(sink: WireSink): void {
    const { pieceCount } = this.#geometry;
    const first = this.#anyPiece();
    for (let count = 0; count < FLOOD_REQUESTS; count++) {
      const piece = (first + count) % pieceCount;
      const length = this.#geometry.bytesOfBlock(piece, 0);
      sink.numbers(MESSAGE.request, piece, 0, length);
      sink.endMessage();
    }
  }

  #ask(sink: WireSink): void {
    const { id } = this.#random.below(4) > 0 ? { id: MESSAGE.request } : { id: MESSAGE.cancel };
    const piece = this.#anyPiece();
    const bytes = this.#geometry.bytesOfPiece(piece);
    const begin = BLOCK_BYTES * this.#random.below(Math.ceil(bytes / BLOCK_BYTES));
    const length = Math.min(BLOCK_BYTES, bytes - begin);
    this.#pick(
      [20, () => sink.numbers(id, piece, begin, length)],
      [4, () => sink.numbers(id, piece, begin, 1 + this.#random.below(length))],
      [1, () => sink.numbers(id, piece, begin + 1 + this.#random.below(100), BLOCK_BYTES)],
      [1, () => sink.numbers(id, piece, begin, 0)],
      [1, () => sink.numbers(id, piece, begin, 128 * 1024)],
      [1, () => sink.numbers(id, this.#anyNumber(), this.#anyNumber(), this.#anyNumber())],
    );
  }

  #extend(sink: WireSink): void {
    const { pieceCount } = this.#geometry;
    const id = this.#random.below(6);
    this.#pick(
      [4, () => sink.message(MESSAGE.extended, this.#extensionHandshake())],
      [
        4,
        () =>
          sink.message(
            MESSAGE.extended,
            Uint8Array.of(id, 0, 0, 0, this.#random.below(pieceCount)),
          ),
      ],
      [2, () => sink.message(MESSAGE.extended, Uint8Array.of(id, this.#random.below(2)))],
      [2, () => this.#noise(sink, MESSAGE.extended, 1 + this.#random.below(5))],
      [1, () => sink.message(MESSAGE.extended, new Uint8Array(0))],
      [1, () => sink.message(MESSAGE.port, Uint8Array.of(this.#random.below(256), 1))],
      [1, () => this.#noise(sink, 9 + this.#random.below(4), 2)],
      [1, () => this.#noise(sink, this.#unknownId(), this.#random.below(80))],
    );
  }

  #extensionHandshake(): Uint8Array {
    const small = this.#random.below(8);
    const payload = encodeBencode({
      m: {
        lt_donthave: small,
        upload_only: this.#random.below(300),
        ut_metadata: -small,
        ut_pex: 'x',
      },
      p: this.#random.below(80_000),
      reqq: [0, 1, 5, 250, 1e9][this.#random.below(5)]!,
      upload_only: small,
      v: 'x'.repeat(small * 20),
    });
    return Uint8Array.of(0, ...payload);
  }

  #sayFast(sink: WireSink): void {
    const piece = this.#random.below(10) === 0 ? this.#anyNumber() : this.#anyPiece();
    const { piece: asked, begin, length } = this.#asked.at(-1) ?? this.#last;
    this.#pick(
      [3, () => sink.numbers(FAST.suggest, piece)],
      [3, () => sink.numbers(FAST.allowedFast, piece)],
      [1, () => sink.head(1, FAST.haveAll)],
      [1, () => sink.head(1, FAST.haveNone)],
      [6, () => sink.numbers(FAST.reject, asked, begin, length)],
      [1, () => sink.numbers(FAST.reject, piece, this.#anyNumber(), this.#anyNumber())],
    );
  }

  /** What no reader of the protocol may take. */
  #breach(sink: WireSink): void {
    const unforgivable = (say: () => void) => (): void => {
      say();
      this.isUnforgivable ||= !this.isOutOfStep;
    };
    const id = this.#random.below(HIGHEST_NUMBER + 1);
    const { pieceCount } = this.#geometry;
    const bytes = Math.ceil(pieceCount / 8);
    this.#pick(
      [4, () => this.#noise(sink, id, this.#random.below(40))],
      [1, unforgivable(() => sink.numbers(MESSAGE.have, pieceCount + this.#random.below(3)))],
      [1, unforgivable(() => sink.numbers(MESSAGE.have, 0xffff_ffff - this.#random.below(9)))],
      [1, unforgivable(() => sink.message(MESSAGE.bitfield, new Uint8Array(bytes + 1)))],
      [1, unforgivable(() => sink.message(MESSAGE.bitfield, new Uint8Array(bytes - 1)))],
      [
        pieceCount % 8,
        unforgivable(() => sink.message(MESSAGE.bitfield, new Uint8Array(bytes).fill(255))),
      ],
      [1, unforgivable(() => sink.block(0, 0, WRONG.subarray(0, BLOCK_BYTES + 1)))],
      [1, unforgivable(() => sink.head(BLOCK_BYTES + 9, this.#random.below(5)))],
      [1, () => this.#noise(sink, MESSAGE.extended, 1 + this.#random.below(400))],
      [0.2, () => this.#noise(sink, this.#unknownId(), 100_000)],
      [2, () => this.#lie(sink, id)],
    );
  }

  /** A length that is not that of what follows. */
  #lie(sink: WireSink, id: number): void {
    const lengths = [2, 5, 13, BLOCK_BYTES + 9, 1 << 17, 1 << 20, 1 << 30, 0xffff_ffff];
    sink.head(lengths[this.#random.below(lengths.length)]!, id);
    sink.noise(this.#random, this.#random.below(30));
    this.isOutOfStep = true;
  }

  #noise(sink: WireSink, id: number, length: number): void {
    sink.head(1 + length, id);
    sink.noise(this.#random, length);
  }

  #anyPiece(): number {
    return this.#random.below(this.#geometry.pieceCount);
  }

  #anyNumber(): number {
    return NUMBERS[this.#random.below(NUMBERS.length)]!;
  }

  /** Of a message that nothing defines. */
  #unknownId(): number {
    return [10, 11, 12, 18, 19, 21, 22, HIGHEST_NUMBER, 255][this.#random.below(9)]!;
  }

  /** Does one of them, by their weights. */
  #pick(...choices: [weight: number, say: () => void][]): void {
    const sum = choices.reduce((total, [weight]) => total + weight, 0);
    let left = this.#random.next() * sum;
    for (const [weight, say] of choices) {
      left -= weight;
      if (left <= 0) {
        say();
        return;
      }
    }
  }
}

const WRONG = new Uint8Array(2 * BLOCK_BYTES).fill(0xa5);
