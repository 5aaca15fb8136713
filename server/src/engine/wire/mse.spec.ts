import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { seededRandom, type Random } from '../core/random.ts';
import { METHOD, type EncryptedStart, type MethodBit, type MseStep } from './mse-format.ts';
import { MseInitiator } from './mse-initiator.ts';
import {
  makeKeyPair,
  maskTorrentHash,
  sharedSecret,
  streamCipher,
  synchronisationHash,
  torrentHash,
} from './mse-keys.ts';
import { MseResponder, type ResponderTerms } from './mse-responder.ts';

const BOTH = METHOD.plaintext | METHOD.rc4;
const infoHash = new Uint8Array(20).fill(7);
const payload = Buffer.from('the handshake of BEP 3 and what comes with it');

/** Random numbers of a seed, but paddings of a given length. */
function randomWithPadding(seed: number, paddingBytes: number): Random {
  return { ...seededRandom(seed), below: () => paddingBytes };
}

function findTorrent(hash: Uint8Array): Uint8Array | null {
  return toHex(hash) === toHex(torrentHash(infoHash)) ? infoHash : null;
}

/** One side with what it wants to send, and what came of what it received. */
interface Side {
  machine: { receive(bytes: Uint8Array): MseStep };
  sent: Uint8Array[];
  step: MseStep;
}

function initiator(
  random: Random,
  changes: { offered?: number; infoHash?: Uint8Array } = {},
): Side {
  const sent: Uint8Array[] = [];
  const send = (bytes: Uint8Array): number => sent.push(bytes);
  const terms = { infoHash, initialPayload: payload, offered: BOTH, random, send, ...changes };
  return { machine: new MseInitiator(terms), sent, step: 'waiting' };
}

function responder(random: Random, changes: Partial<ResponderTerms> = {}): Side {
  const sent: Uint8Array[] = [];
  const select = (offered: number): MethodBit | null =>
    (offered & METHOD.rc4) === 0 ? null : METHOD.rc4;
  const send = (bytes: Uint8Array): number => sent.push(bytes);
  const machine = new MseResponder({ findTorrent, select, random, send, ...changes });
  return { machine, sent, step: 'waiting' };
}

/** Carries the bytes between the two until neither has more to say, in pieces of these lengths, over and over. */
function connect(one: Side, other: Side, cuts: readonly number[] = [1_000_000]): void {
  let cut = 0;
  while (one.sent.length > 0 || other.sent.length > 0) {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const bytes = Buffer.concat(from.sent.splice(0));
      for (let at = 0; at < bytes.length && to.step === 'waiting';) {
        const length = cuts[cut++ % cuts.length]!;
        to.step = to.machine.receive(bytes.subarray(at, at + length));
        at += length;
      }
    }
  }
}

function startOf(side: Side): EncryptedStart {
  if (typeof side.step === 'string') throw new Error(`the handshake is ${side.step}`);
  return side.step;
}

describe('the encrypted handshake', () => {
  it('ends with the same torrent, method and streams whatever the cuts and the paddings', () => {
    const paddings = fc.integer({ min: 0, max: 512 });
    const cuts = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(), paddings, paddings, cuts, fc.boolean(), (...given) => {
        const [seed, paddingA, paddingB, lengths, isRc4] = given;
        const method = isRc4 ? METHOD.rc4 : METHOD.plaintext;
        const one = initiator(randomWithPadding(seed, paddingA));
        const other = responder(randomWithPadding(seed + 1, paddingB), { select: () => method });
        connect(one, other, lengths);
        const [from, to] = [startOf(one), startOf(other)];
        expect(Buffer.compare(to.infoHash, infoHash)).toBe(0);
        expect([from.method, to.method]).toEqual([method, method]);
        expect(Buffer.compare(to.rest, payload)).toBe(0);
        expect(from.rest).toHaveLength(0);
        if (!isRc4) return;
        for (const [outgoing, incoming] of [
          [from.outgoing, to.incoming],
          [to.outgoing, from.incoming],
        ] as const) {
          const bytes = Buffer.from('the stream goes on');
          outgoing.apply(bytes);
          expect(bytes.toString()).not.toBe('the stream goes on');
          incoming.apply(bytes);
          expect(bytes.toString()).toBe('the stream goes on');
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['plaintext', METHOD.plaintext],
    ['RC4', METHOD.rc4],
  ])('hands on what came behind it in %s', (_, method) => {
    const one = initiator(seededRandom(1));
    const other = responder(seededRandom(2), { select: () => method });
    other.step = other.machine.receive(Buffer.concat(one.sent.splice(0)));
    one.step = one.machine.receive(Buffer.concat(other.sent.splice(0)));
    // The initiator speaks on before it knows what was selected only where there is one method.
    other.step = other.machine.receive(Buffer.concat(one.sent.splice(0)));
    const { outgoing } = startOf(other);
    const answer = Buffer.from('the answer');
    if (method === METHOD.rc4) outgoing.apply(answer);
    one.step = one.machine.receive(Buffer.concat([...other.sent.splice(0), answer]));
    expect(Buffer.from(startOf(one).rest).toString()).toBe('the answer');
  });

  it('fails for a torrent that the responder does not have', () => {
    const one = initiator(seededRandom(1), { infoHash: new Uint8Array(20).fill(8) });
    const other = responder(seededRandom(2));
    connect(one, other);
    expect(other.step).toBe('failed');
    expect(one.step).toBe('waiting');
  });

  it('fails where the responder wants nothing of what is offered', () => {
    const one = initiator(seededRandom(1), { offered: METHOD.plaintext });
    const other = responder(seededRandom(2));
    connect(one, other);
    expect(other.step).toBe('failed');
  });

  it.each([
    ['that was not offered', METHOD.plaintext],
    ['that does not exist', 4 as MethodBit],
    ['and another at once', 3 as MethodBit],
  ])('fails where the responder selects a method %s', (_, method) => {
    const one = initiator(seededRandom(1), { offered: METHOD.rc4 });
    connect(one, responder(seededRandom(2), { select: () => method }));
    expect(one.step).toBe('failed');
  });

  it.each([0, 1])('fails on the public key %i, whose secret everybody knows', (key) => {
    const bytes = new Uint8Array(96);
    bytes[95] = key;
    expect(responder(seededRandom(1)).machine.receive(bytes)).toBe('failed');
    expect(initiator(seededRandom(1)).machine.receive(bytes)).toBe('failed');
  });
});

/** A responder that has got a public key and waits for the hash, and the secret that it shares with the test. */
function synchronising(): { side: Side; secret: Uint8Array } {
  const side = responder(seededRandom(4));
  const { privateKey, publicKey } = makeKeyPair(seededRandom(5));
  side.step = side.machine.receive(publicKey);
  const secret = sharedSecret(privateKey, side.sent[0]!.subarray(0, 96))!;
  return { side, secret };
}

/** What an initiator sends behind its padding, with this head in place of a right one. */
function request(secret: Uint8Array, head: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(head);
  streamCipher('keyA', secret, infoHash).apply(bytes);
  const hash = maskTorrentHash(torrentHash(infoHash), secret);
  return Buffer.concat([synchronisationHash(secret), hash, bytes]);
}

describe('MseResponder', () => {
  it('looks for the hash behind 512 bytes of padding and no further', () => {
    const near = synchronising();
    const head = Buffer.concat([Buffer.alloc(8), Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])]);
    near.side.step = near.side.machine.receive(new Uint8Array(512));
    near.side.step = near.side.machine.receive(request(near.secret, head));
    expect(startOf(near.side).method).toBe(METHOD.rc4);
    const far = synchronising();
    const bytes = Buffer.concat([new Uint8Array(513), request(far.secret, head)]);
    expect(far.side.machine.receive(bytes)).toBe('failed');
  });

  it('fails at once when 532 bytes hold no hash', () => {
    const { side } = synchronising();
    expect(side.machine.receive(new Uint8Array(531))).toBe('waiting');
    expect(side.machine.receive(new Uint8Array(1))).toBe('failed');
  });

  it.each([
    ['a constant that is not zero', [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0]],
    ['more than 512 bytes of padding', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 1]],
    ['no method that is known', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfc, 0, 0]],
  ])('fails on %s', (_, head) => {
    const { side, secret } = synchronising();
    expect(side.machine.receive(request(secret, Uint8Array.from(head)))).toBe('failed');
  });

  it('waits for no more than its fields can say', () => {
    const { side, secret } = synchronising();
    const head = new Uint8Array(14 + 512 + 2 + 65_535);
    head.set([0, 0, 0, 2, 2, 0], 8);
    head.set([0xff, 0xff], 14 + 512);
    const bytes = request(secret, head);
    expect(side.machine.receive(bytes.subarray(0, -1))).toBe('waiting');
    side.step = side.machine.receive(bytes.subarray(-1));
    expect(startOf(side).rest).toHaveLength(65_535);
  });
});

describe('bytes at random', () => {
  it.each([
    ['initiator', () => initiator(seededRandom(3))],
    ['responder', () => responder(seededRandom(3))],
  ])('never make an %s throw or wait for more than 1 KiB', (_, make) => {
    const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(chunks, (given) => {
        const side = make();
        let received = 0;
        for (const bytes of given) {
          side.step = side.machine.receive(bytes);
          received += bytes.length;
          if (side.step !== 'waiting') break;
          expect(received).toBeLessThan(96 + 532);
        }
        expect(['waiting', 'failed']).toContain(side.step);
      }),
    );
  });

  it('in the place of any byte never make a handshake throw', () => {
    const mutation = fc.record({ at: fc.nat(2_000), byte: fc.integer({ min: 1, max: 255 }) });
    fc.assert(
      fc.property(mutation, fc.nat(), ({ at, byte }, seed) => {
        const one = initiator(seededRandom(seed));
        const other = responder(seededRandom(seed + 1));
        const reply = (side: Side, bytes: Buffer): void => {
          if (side.step === 'waiting' && bytes.length > 0) side.step = side.machine.receive(bytes);
        };
        expect(() => {
          for (let round = 0; round < 3; round++) {
            const bytes = Buffer.concat(one.sent.splice(0));
            if (at < bytes.length) bytes[at]! ^= byte;
            reply(other, bytes);
            reply(one, Buffer.concat(other.sent.splice(0)));
          }
        }).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });
});
