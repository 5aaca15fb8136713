import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE } from './message-ids.ts';
import { MessageParser } from './message-parser.ts';
import { MessageWriter, writeBlockHeader } from './message-writer.ts';

const PIECES = 20;

/** Writes down what it hears; keeps block `n` of piece 0 at `n` times 16 KiB, throws others away. */
class Recorder {
  readonly heard: string[] = [];
  readonly target = new Uint8Array(4 * 16_384);
  onMessage(id: number, payload: Uint8Array): boolean {
    this.heard.push(`${id}:${Buffer.from(payload).toString('hex')}`);
    return true;
  }
  onBlockStart(piece: number, begin: number): number {
    return piece === 0 && begin < this.target.length ? begin : -1;
  }
  onBlockEnd(piece: number, begin: number, length: number, isStored: boolean): void {
    this.heard.push(`block ${piece} ${begin} ${length} ${isStored}`);
  }
}

function createParser(): { recorder: Recorder; parser: MessageParser } {
  const recorder = new Recorder();
  return { recorder, parser: new MessageParser(recorder, recorder.target, PIECES) };
}

function block(piece: number, begin: number, bytes: Uint8Array): Uint8Array {
  const message = new Uint8Array(13 + bytes.length);
  writeBlockHeader(message, 0, piece, begin, bytes.length);
  message.set(bytes, 13);
  return message;
}

const message = fc.oneof(
  fc.constant((writer: MessageWriter) => writer.keepAlive()),
  fc.nat(PIECES - 1).map((piece) => (writer: MessageWriter) => writer.have(piece)),
  fc.constantFrom(0, 1, 2, 3).map((id) => (writer: MessageWriter) => writer.state(id)),
  fc
    .tuple(fc.nat(), fc.nat(), fc.nat())
    .map(([piece, begin, length]) => (writer: MessageWriter) => {
      writer.request(piece, begin, length);
    }),
  fc.uint8Array({ maxLength: 300 }).map((payload) => (writer: MessageWriter) => {
    writer.extended(3, payload);
  }),
);

describe('MessageParser', () => {
  it('hears the same messages wherever the network cuts them', () => {
    const content = Uint8Array.from({ length: 700 }, (_, at) => at % 251);
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
        (messages, cuts) => {
          const writer = new MessageWriter();
          for (const write of messages) write(writer);
          const stream = Buffer.concat([
            writer.take(),
            block(0, 16_384, content),
            block(9, 0, content),
          ]);
          const whole = createParser();
          expect(whole.parser.consume(stream)).toBeNull();
          const cut = createParser();
          for (let at = 0, turn = 0; at < stream.length; turn++) {
            const length = cuts[turn % cuts.length]!;
            expect(cut.parser.consume(stream.subarray(at, at + length))).toBeNull();
            at += length;
          }
          expect(cut.recorder.heard).toEqual(whole.recorder.heard);
          expect(cut.recorder.heard.slice(-2)).toEqual([
            'block 0 16384 700 true',
            'block 9 0 700 false',
          ]);
          expect(cut.recorder.target.subarray(16_384, 16_384 + 700)).toEqual(content);
        },
      ),
    );
  });

  it('throws the rest of a block away that was given up', () => {
    const { parser, recorder } = createParser();
    const bytes = block(0, 0, new Uint8Array(100).fill(7));
    parser.consume(bytes.subarray(0, 63));
    parser.abandonBlock();
    parser.consume(bytes.subarray(63));
    expect(recorder.heard).toEqual(['block 0 0 100 false']);
    expect(recorder.target.subarray(0, 100).filter((byte) => byte === 7)).toHaveLength(50);
  });

  it.each([
    ['a message of 4 GiB', [0xff, 0xff, 0xff, 0xff, 99], 'message-too-long'],
    ['a block larger than 16 KiB', [0, 0, 0x40, 10, MESSAGE.piece], 'message-too-long'],
    ['a block without its header', [0, 0, 0, 8, MESSAGE.piece], 'message-length-wrong'],
    ['a choke with a payload', [0, 0, 0, 2, MESSAGE.choke], 'message-length-wrong'],
    ['a have without a piece', [0, 0, 0, 1, MESSAGE.have], 'message-length-wrong'],
    ['a bitfield of another torrent', [0, 0, 0, 9, MESSAGE.bitfield], 'message-length-wrong'],
    ['an extension bomb', [0, 16, 0, 0, MESSAGE.extended], 'message-too-long'],
  ])('refuses %s as soon as its number is there', (_name, bytes, fault) => {
    const drip = createParser();
    const faults = bytes.map((byte) => drip.parser.consume(Uint8Array.of(byte)));
    expect(faults).toEqual([null, null, null, null, fault]);
    expect(createParser().parser.consume(Uint8Array.from(bytes))).toBe(fault);
  });

  it('passes over messages that it does not know', () => {
    const { parser, recorder } = createParser();
    expect(parser.consume(Uint8Array.of(0, 0, 0, 3, 77, 1, 2, 0, 0, 0, 1, 1))).toBeNull();
    expect(recorder.heard).toEqual(['77:0102', '1:']);
  });

  it('never fails on random bytes but by a fault', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 20 }), (chunks) => {
        const { parser } = createParser();
        let fault: string | null = null;
        for (const chunk of chunks) fault ??= parser.consume(chunk);
        expect(['message-too-long', 'message-length-wrong', null]).toContain(fault);
      }),
    );
  });
});
