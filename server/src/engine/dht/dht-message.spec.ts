import { describe, expect, it } from 'vitest';
import { encodeBencode, EncodedBencode, type BencodeInput } from '../bencode/index.ts';
import { fromHex } from '../core/hex.ts';
import { DhtMessageError } from './dht-message-error.ts';
import type { DhtMessage, DhtQuery, DhtQuestion, DhtResponse } from './dht-message.ts';
import { readDhtMessage, refusedQueryId } from './read-dht-message.ts';
import { writeDhtMessage } from './write-dht-message.ts';

type Fields = Record<string, BencodeInput | undefined>;

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const ID = ascii('abcdefghij0123456789');
const OTHER = ascii('mnopqrstuvwxyz123456');
const AA = ascii('aa');
const NODE4 = Uint8Array.of(...OTHER, 1, 2, 3, 4, 0x1a, 0xe1);
const NODE6 = Uint8Array.of(...OTHER, 0x20, 1, 0xd, 0xb8, ...new Uint8Array(11), 1, 0x1a, 0xe1);
const SILENT: Omit<DhtResponse, 'id'> = {
  kind: 'response',
  transactionId: AA,
  version: null,
  externalAddress: null,
  nodes: [],
  peers: [],
  token: null,
  scrape: null,
  item: null,
  samples: null,
};

function query(q: BencodeInput, a: BencodeInput, more: Fields = {}): Uint8Array {
  return encodeBencode({ t: 'aa', y: 'q', q, a, ...more });
}

function response(r: BencodeInput, more: Fields = {}): Uint8Array {
  return encodeBencode({ t: 'aa', y: 'r', r, ...more });
}

function question(q: string, a: Fields): DhtQuestion {
  const message = readDhtMessage(query(q, { id: ID, ...a }));
  expect(message.kind).toBe('query');
  return (message as DhtQuery).question;
}

function answer(r: Fields, more: Fields = {}): DhtResponse {
  const message = readDhtMessage(response({ id: ID, ...r }, more));
  expect(message.kind).toBe('response');
  return message as DhtResponse;
}

function refusalOf(packet: Uint8Array): string {
  try {
    readDhtMessage(packet);
  } catch (error) {
    if (error instanceof DhtMessageError) return error.code;
    throw error;
  }
  return 'taken';
}

/** The packets that BEP 5 prints, and what they say. */
const BEP5: [string, DhtMessage][] = [
  ['d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe', asking({ method: 'ping', id: ID })],
  ['d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re', { ...SILENT, id: OTHER }],
  [
    'd1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe',
    asking({ method: 'find_node', id: ID, target: OTHER, want: null }),
  ],
  [
    'd1:ad2:id20:abcdefghij01234567899:info_hash20:mnopqrstuvwxyz123456e1:q9:get_peers1:t2:aa1:y1:qe',
    asking({
      method: 'get_peers',
      id: ID,
      infoHash: OTHER,
      want: null,
      withoutSeeds: false,
      wantsScrape: false,
    }),
  ],
  [
    'd1:rd2:id20:abcdefghij01234567895:token8:aoeusnth6:valuesl6:axje.u6:idhtnmee1:t2:aa1:y1:re',
    {
      ...SILENT,
      id: ID,
      token: ascii('aoeusnth'),
      peers: [
        { address: '97.120.106.101', port: 0x2e75 },
        { address: '105.100.104.116', port: 0x6e6d },
      ],
    },
  ],
  [
    'd1:ad2:id20:abcdefghij012345678912:implied_porti1e9:info_hash20:mnopqrstuvwxyz1234564:porti6881e5:token8:aoeusnthe1:q13:announce_peer1:t2:aa1:y1:qe',
    asking({
      method: 'announce_peer',
      id: ID,
      infoHash: OTHER,
      port: 6881,
      isPortImplied: true,
      token: ascii('aoeusnth'),
      isSeed: false,
    }),
  ],
  [
    'd1:eli201e23:A Generic Error Ocurrede1:t2:aa1:y1:ee',
    {
      kind: 'error',
      transactionId: AA,
      version: null,
      externalAddress: null,
      code: 201,
      text: 'A Generic Error Ocurred',
    },
  ],
];

function asking(question: DhtQuestion): DhtQuery {
  return { kind: 'query', transactionId: AA, version: null, isReadOnly: false, question };
}

describe('the examples of BEP 5', () => {
  it.each(BEP5)('are read: %s', (text, message) => {
    expect(readDhtMessage(ascii(text))).toEqual(message);
  });

  it.each(BEP5)('are written: %s', (text, message) => {
    expect(Buffer.from(writeDhtMessage(message)).toString('latin1')).toBe(text);
  });
});

describe('packets of libtorrent 2.0.8', () => {
  const version = Uint8Array.of(0x4c, 0x54, 2, 8);
  const read = (hex: string): DhtMessage => readDhtMessage(fromHex(hex));

  it('are queries for peers, with a field that nobody documented', () => {
    expect(
      read(
        '64313a6164323a6273693165323a696432303a6acba7b459ad5701f639af8f5c40e3e127f9d947393a696e666f5f6861736832303a6acba7b459ad5701f639af8f0d2ca945c1b5829565313a71393a6765745f7065657273313a74323a6f56313a76343a4c540208313a79313a7165',
      ),
    ).toMatchObject({ version, question: { method: 'get_peers', wantsScrape: false } });
  });

  it('are queries to store a value, which is kept byte for byte', () => {
    const packet =
      '64313a6164323a696432303a6acba7b459ad5701f639af8f5c40e3e127f9d947353a746f6b656e383a616f6575736e7468313a76353a68656c6c6f65313a71333a707574313a74323a0643313a76343a4c540208313a79313a7165';
    const message = read(packet) as DhtQuery;
    expect(message.question).toMatchObject({
      method: 'put',
      token: ascii('aoeusnth'),
      value: ascii('5:hello'),
      signed: null,
    });
    expect(Buffer.from(writeDhtMessage(message)).toString('hex')).toBe(packet);
  });

  it('are answers that say which address they saw', () => {
    expect(
      read(
        '64323a6970363a7f000001e75b313a7264323a696432303a6acba7b459ad5701f639af8f5c40e3e127f9d947353a6e6f646573303a313a7069353932323765353a746f6b656e343a6422d27e65313a74323a6161313a76343a4c540208313a79313a7265',
      ),
    ).toMatchObject({
      kind: 'response',
      externalAddress: { address: '127.0.0.1', port: 59227 },
      nodes: [],
      token: Uint8Array.of(0x64, 0x22, 0xd2, 0x7e),
    });
  });

  it('are samples of info hashes, none here', () => {
    expect(
      read(
        '64323a6970363a7f000001e75b313a7264323a696432303a6acba7b459ad5701f639af8f5c40e3e127f9d947383a696e74657276616c69323136303065353a6e6f646573303a333a6e756d693065313a7069353932323765373a73616d706c6573303a65313a74323a6161313a76343a4c540208313a79313a7265',
      ),
    ).toMatchObject({
      samples: { infoHashes: new Uint8Array(), intervalSeconds: 21_600, total: 0 },
    });
  });

  it('are errors', () => {
    expect(
      read(
        '64313a656c693230336531333a696e76616c696420746f6b656e65323a6970363a7f000001e75b313a7264323a696432303a6acba7b459ad5701f639af8f5c40e3e127f9d947313a706935393232376565313a74323a6161313a76343a4c540208313a79313a6565',
      ),
    ).toMatchObject({ kind: 'error', code: 203, text: 'invalid token' });
  });
});

describe('a query', () => {
  it.each<[string, Fields, object]>([
    ['find_node', { target: OTHER, want: ['n6', 'n4', 'n9', 7] }, { want: [4, 6] }],
    ['find_node', { target: OTHER, want: 'n4' }, { want: null }],
    ['get_peers', { info_hash: OTHER, noseed: 1, scrape: 1 }, { withoutSeeds: true }],
    ['get_peers', { info_hash: OTHER, scrape: 1, want: ['n6'] }, { wantsScrape: true, want: [6] }],
    ['get', { target: OTHER, seq: 2n ** 63n - 1n }, { sequence: 2n ** 63n - 1n }],
    ['sample_infohashes', { target: OTHER }, { method: 'sample_infohashes' }],
    ['announce_peer', { info_hash: OTHER, token: 'x', implied_port: 1 }, { port: 0 }],
    ['announce_peer', { info_hash: OTHER, token: 'x', port: 1, seed: 1 }, { isSeed: true }],
    ['vote', { target: OTHER }, { method: 'unknown', name: 'vote', target: OTHER }],
    ['vote', { info_hash: OTHER }, { method: 'unknown', target: OTHER }],
    ['vote', { target: 'short' }, { method: 'unknown', target: null }],
    ['\u0000v\u202eo te', {}, { method: 'unknown', name: 'vo te' }],
  ])('%s with %o says %o', (method, fields, said) => {
    expect(question(method, fields)).toMatchObject(said);
  });

  it('of a read-only node says so (BEP 43)', () => {
    expect(readDhtMessage(query('ping', { id: ID }, { ro: 1 }))).toMatchObject({
      isReadOnly: true,
    });
  });

  it('of a signed item holds all of its parts', () => {
    const [key, signature] = [new Uint8Array(32).fill(1), new Uint8Array(64).fill(2)];
    const fields = { token: 't', v: 'Hello', k: key, sig: signature, seq: -1, salt: 's', cas: 0 };
    expect(question('put', fields)).toMatchObject({
      value: ascii('5:Hello'),
      signed: { key, signature, sequence: -1n, salt: ascii('s'), over: 0n },
    });
  });

  const put = { token: 't', v: 'Hello' };
  const signed = { ...put, k: new Uint8Array(32), sig: new Uint8Array(64), seq: 1 };
  it.each<[string, string, Fields]>([
    ['bad-argument', 'find_node', {}],
    ['bad-argument', 'find_node', { target: 'short' }],
    ['bad-argument', 'get_peers', { info_hash: new Uint8Array(32) }],
    ['bad-argument', 'announce_peer', { info_hash: OTHER, port: 1 }],
    ['bad-argument', 'announce_peer', { info_hash: OTHER, port: 1, token: '' }],
    ['bad-argument', 'announce_peer', { info_hash: OTHER, port: 1, token: new Uint8Array(65) }],
    ['bad-argument', 'announce_peer', { info_hash: OTHER, port: 0, token: 'x' }],
    ['bad-argument', 'announce_peer', { info_hash: OTHER, port: 65_536, token: 'x' }],
    ['bad-argument', 'put', { v: 'Hello' }],
    ['bad-item', 'put', { token: 't' }],
    ['item-too-big', 'put', { ...put, v: 'x'.repeat(1_000) }],
    ['bad-item', 'put', { ...put, v: new EncodedBencode(ascii('d1:bi1e1:ai1ee')) }],
    ['bad-item', 'put', { ...put, k: new Uint8Array(32) }],
    ['bad-item', 'put', { ...signed, k: new Uint8Array(31) }],
    ['bad-item', 'put', { ...signed, sig: undefined }],
    ['bad-item', 'put', { ...signed, seq: undefined }],
    ['bad-item', 'put', { ...signed, seq: 2n ** 63n }],
    ['bad-item', 'put', { ...signed, cas: 'x' }],
    ['salt-too-big', 'put', { ...signed, salt: new Uint8Array(65) }],
    ['bad-argument', 'put', { ...signed, salt: 1 }],
  ])('is refused as %s: %s %o', (code, method, fields) => {
    expect(refusalOf(query(method, { id: ID, ...fields }))).toBe(code);
  });
});

describe('a response', () => {
  it('names nodes of both families (BEP 5, 32)', () => {
    expect(answer({ nodes: NODE4, nodes6: NODE6 }).nodes).toEqual([
      { id: OTHER, address: '1.2.3.4', port: 6881 },
      { id: OTHER, address: '2001:db8::1', port: 6881 },
    ]);
  });

  it('names peers of both families', () => {
    const values = [NODE4.subarray(20), NODE6.subarray(20)];
    expect(answer({ values }).peers.map(({ address }) => address)).toEqual([
      '1.2.3.4',
      '2001:db8::1',
    ]);
  });

  it('carries both bloom filters or none (BEP 33)', () => {
    const [BFsd, BFpe] = [new Uint8Array(256).fill(1), new Uint8Array(256).fill(2)];
    expect(answer({ BFsd, BFpe }).scrape).toEqual({ seeds: BFsd, peers: BFpe });
    expect(answer({ BFsd }).scrape).toBeNull();
    expect(answer({ BFsd, BFpe: new Uint8Array(255) }).scrape).toBeNull();
  });

  it('carries a stored item, or its number alone (BEP 44)', () => {
    const [k, sig] = [new Uint8Array(32).fill(1), new Uint8Array(64).fill(2)];
    expect(answer({ v: { a: [1] }, k, sig, seq: 4 }).item).toEqual({
      value: ascii('d1:ali1eee'),
      key: k,
      signature: sig,
      sequence: 4n,
    });
    expect(answer({ seq: 4 }).item).toMatchObject({ value: null, sequence: 4n });
  });

  it('carries samples, with an interval of six hours at most (BEP 51)', () => {
    const samples = new Uint8Array(40).fill(3);
    expect(answer({ samples, interval: 10 ** 9, num: -1 }).samples).toEqual({
      infoHashes: samples,
      intervalSeconds: 21_600,
      total: 2,
    });
  });

  it.each<[Fields, BencodeInput]>([
    [{ token: new Uint8Array(65) }, { ip: 'wrong', v: 'a version that is much too long' }],
    [
      { BFsd: 1, BFpe: [] },
      { ip: 5, v: 7, ro: 'x' },
    ],
    [{ interval: 5, num: 5 }, {}],
  ])('is read without what is malformed and not needed: %o', (fields, more) => {
    expect(answer(fields, more as Fields)).toEqual({ ...SILENT, id: ID });
  });

  it.each<[string, Fields]>([
    ['bad-id', { id: undefined }],
    ['bad-id', { id: 'short' }],
    ['bad-nodes', { nodes: NODE4.subarray(1) }],
    ['bad-nodes', { nodes: [] }],
    ['bad-nodes', { nodes6: NODE4 }],
    ['bad-peers', { values: new Uint8Array(6) }],
    ['bad-peers', { values: [new Uint8Array(5)] }],
    ['bad-peers', { values: [new Uint8Array(6), 1] }],
    ['bad-samples', { samples: new Uint8Array(21) }],
    ['bad-item', { k: new Uint8Array(33) }],
    ['bad-item', { seq: 'x' }],
    ['not-bencode', { values: Array.from({ length: 500 }, () => new Uint8Array(6)) }],
  ])('is refused as %s: %o', (code, fields) => {
    expect(refusalOf(response({ id: ID, ...fields }))).toBe(code);
  });
});

describe('a packet', () => {
  const nested = `${'l'.repeat(10)}${'e'.repeat(10)}`;
  it.each([
    ['not-bencode', ''],
    ['not-bencode', 'hello'],
    ['not-bencode', 'le'],
    ['not-bencode', 'i1e'],
    ['not-bencode', 'l-3:e'],
    ['not-bencode', 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qex'],
    ['not-bencode', 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t02:aa1:y1:qe'],
    ['not-bencode', 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:t2:bb1:y1:qe'],
    ['not-bencode', `d1:x${nested}1:y1:qe`],
    ['not-bencode', `d1:x4096:${'x'.repeat(4_096)}e`],
    ['bad-transaction', 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:y1:qe'],
    ['bad-transaction', 'd1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t0:1:y1:qe'],
    ['bad-transaction', 'd1:ti5e1:y1:qe'],
    ['bad-transaction', `d1:t33:${'t'.repeat(33)}1:y1:qe`],
    ['bad-kind', 'd1:t2:aae'],
    ['bad-kind', 'd1:t2:aa1:y1:xe'],
    ['bad-kind', 'd1:t2:aa1:yi1ee'],
    ['bad-argument', 'd1:q4:ping1:t2:aa1:y1:qe'],
    ['bad-argument', 'd1:ale1:q4:ping1:t2:aa1:y1:qe'],
    ['bad-argument', 'd1:ad2:id20:abcdefghij0123456789e1:t2:aa1:y1:qe'],
    ['bad-id', 'd1:ade1:q4:ping1:t2:aa1:y1:qe'],
    ['bad-argument', 'd1:t2:aa1:y1:re'],
    ['bad-error', 'd1:t2:aa1:y1:ee'],
    ['bad-error', 'd1:el1:x1:xe1:t2:aa1:y1:ee'],
    ['bad-error', 'd1:ei201e1:t2:aa1:y1:ee'],
  ])('is refused as %s: %.100s', (code, text) => {
    expect(refusalOf(ascii(text))).toBe(code);
  });

  it('with unsorted keys is read, as some clients write it', () => {
    const text = 'd1:y1:q1:t2:aa1:q4:ping1:ad2:id20:abcdefghij0123456789ee';
    expect(readDhtMessage(ascii(text))).toEqual(BEP5[0]![1]);
  });

  it('with keys of the prototype is a packet like any other', () => {
    const text =
      'd9:__proto__d1:xi1ee1:ad9:__proto__d1:xi1ee2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe';
    expect(readDhtMessage(ascii(text))).toEqual(BEP5[0]![1]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('shares no memory with what was read from it', () => {
    // As packets come: a Buffer, whose `slice` is no copy.
    const packet = Buffer.from(response({ id: ID, nodes: NODE4, token: 'token', v: 'value' }));
    const message = readDhtMessage(packet);
    const before = structuredClone(message);
    packet.fill(0);
    expect(message).toEqual(before);
  });

  it('is bounded in depth, and the depth of BEP 44 values counts', () => {
    const value = (depth: number): BencodeInput => (depth === 0 ? 1 : [value(depth - 1)]);
    expect(refusalOf(query('put', { id: ID, token: 't', v: value(8) }))).toBe('taken');
    expect(refusalOf(query('put', { id: ID, token: 't', v: value(9) }))).toBe('not-bencode');
  });
});

describe('a refused query', () => {
  it.each([
    ['d1:ade1:q4:ping1:t2:aa1:y1:qe', 'aa'],
    ['d1:ade1:q4:ping1:y1:qe', null],
    ['d1:t2:aa1:y1:re', null],
    ['hello', null],
  ])('%s can be answered to %j', (text, id) => {
    expect(refusedQueryId(ascii(text))).toEqual(id === null ? null : ascii(id));
  });
});

describe('a written message', () => {
  it('says what it was given', () => {
    const whole: DhtResponse = {
      kind: 'response',
      transactionId: AA,
      version: ascii('SH01'),
      id: ID,
      externalAddress: { address: '2001:db8::2', port: 7 },
      nodes: [
        { id: OTHER, address: '1.2.3.4', port: 6881 },
        { id: ID, address: '2001:db8::1', port: 1 },
      ],
      peers: [{ address: '5.6.7.8', port: 9 }],
      token: ascii('token'),
      scrape: { seeds: new Uint8Array(256), peers: new Uint8Array(256).fill(255) },
      item: {
        value: ascii('12:Hello World!'),
        key: new Uint8Array(32),
        signature: new Uint8Array(64),
        sequence: 1n,
      },
      samples: { infoHashes: new Uint8Array(20), intervalSeconds: 5, total: 1 },
    };
    expect(readDhtMessage(writeDhtMessage(whole))).toEqual(whole);
  });
});
