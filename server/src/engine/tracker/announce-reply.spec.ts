import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBencode, type BencodeInput } from '../bencode/index.ts';
import { readAnnounceReply } from './announce-reply.ts';
import { cleanTrackerText, TrackerError } from './tracker-error.ts';
import { MAX_PEERS_PER_REPLY } from './tracker-transport.ts';

const read = (reply: BencodeInput) => readAnnounceReply(encodeBencode(reply));

function failureOf(reply: BencodeInput): TrackerError {
  try {
    read(reply);
  } catch (error) {
    if (error instanceof TrackerError) return error;
  }
  throw new Error('expected a TrackerError');
}

function outcomeOf(bytes: Uint8Array): unknown {
  try {
    readAnnounceReply(bytes);
  } catch (error) {
    return error instanceof TrackerError ? 'fine' : error;
  }
  return 'fine';
}

describe('readAnnounceReply', () => {
  it('reads compact peers of both families and all numbers', () => {
    const reply = read({
      complete: 3,
      incomplete: 4,
      interval: 1800,
      'min interval': 900,
      'tracker id': 'abc',
      'warning message': 'slow down',
      'external ip': Uint8Array.of(9, 8, 7, 6),
      peers: Uint8Array.of(1, 2, 3, 4, 0, 80),
      peers6: Uint8Array.of(0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 81),
    });
    expect(reply).toMatchObject({
      peers: [
        { address: '1.2.3.4', port: 80 },
        { address: '2001:db8::1', port: 81 },
      ],
      intervalSeconds: 1800,
      minIntervalSeconds: 900,
      seeds: 3,
      leechers: 4,
      warning: 'slow down',
      externalAddress: '9.8.7.6',
    });
    expect(Buffer.from(reply.trackerId!).toString()).toBe('abc');
  });

  it('reads peers as dictionaries, and skips host names and nonsense', () => {
    const reply = read({
      peers: [
        { ip: '1.2.3.4', port: 5, 'peer id': 'x' },
        { ip: '2001:DB8::1', port: 6 },
        { ip: 'peer.example', port: 7 },
        { ip: '1.2.3.4', port: 70_000 },
        { ip: '1.2.3.4' },
        'text',
        8,
      ],
    });
    expect(reply.peers).toEqual([
      { address: '1.2.3.4', port: 5 },
      { address: '2001:db8::1', port: 6 },
    ]);
  });

  it('drops what no peer can be', () => {
    const peers = Uint8Array.of(
      1,
      2,
      3,
      4,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      9,
      224,
      0,
      0,
      1,
      0,
      9,
      5,
      6,
      7,
      8,
      0,
      9,
    );
    expect(read({ peers }).peers).toEqual([{ address: '5.6.7.8', port: 9 }]);
  });

  it('looks at a limited number of peers', () => {
    const peers = new Uint8Array(6 * 50_000).fill(7);
    const listed = Array.from({ length: 5_000 }, () => ({ ip: '7.7.7.7', port: 7 }));
    expect(read({ peers: listed }).peers).toHaveLength(2_000);
    expect(read({ peers }).peers).toHaveLength(MAX_PEERS_PER_REPLY);
  });

  it('takes an answer without peers or with wrong types as one that says nothing', () => {
    expect(read({ interval: 'soon', peers: 7, complete: -1, incomplete: [] })).toMatchObject({
      peers: [],
      intervalSeconds: null,
      seeds: null,
      leechers: null,
    });
  });

  it('throws the failure reason, cleaned and cut', () => {
    const reason = `not\u0000 re\u001b[31mgistered\n\u202e<b>${'x'.repeat(500)}`;
    const error = failureOf({ 'failure reason': reason });
    expect(error.code).toBe('failure');
    expect(error.message).toMatch(/^not re\[31mgistered <b>x+$/);
    expect(error.message).toHaveLength(300);
  });

  it.each([
    [5, 300],
    ['never', 'never'],
    ['12', 720],
    [-3, null],
    ['soon', null],
  ] as const)('reads retry in %j as %j', (retryIn, expected) => {
    const error = failureOf({ 'failure reason': 'no', 'retry in': retryIn });
    expect(error.retryInSeconds).toBe(expected);
  });

  it.each([
    '',
    'html <html>',
    'le',
    'i1e',
    'd8:intervali1800e',
    'd14:failure reason99:not authorizede',
    'd8:intervali1800ee5:extra',
    'l-3:e',
  ])('calls %j a bad reply', (body) => {
    expect(() => readAnnounceReply(Buffer.from(body))).toThrow(
      expect.objectContaining({ code: 'bad-reply' }),
    );
  });

  it('throws nothing but TrackerError, whatever the bytes are', () => {
    const nearly = fc
      .tuple(fc.constantFrom('d5:peers', 'd8:intervali', 'd14:failure reason'), fc.uint8Array())
      .map(([start, rest]) => Buffer.concat([Buffer.from(start), rest]));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), nearly), (bytes) => {
        expect(outcomeOf(bytes)).toBe('fine');
      }),
    );
  });
});

describe('cleanTrackerText', () => {
  it('never exceeds 300 characters nor holds control characters', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        const text = cleanTrackerText(bytes);
        expect(Array.from(text).length).toBeLessThanOrEqual(300);
        expect(text).not.toMatch(/\p{C}/u);
      }),
    );
  });
});
