import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressRanges } from '../net/address-ranges.ts';
import { systemClock } from '../core/clock.ts';
import { seededRandom } from '../core/random.ts';
import { openDatagramSocket } from '../net/datagram-socket.ts';
import { FakeClock, settlePromises } from '../testing/fake-clock.ts';
import { TrackerError } from './tracker-error.ts';
import type { AnnounceRequest, DatagramPort } from './tracker-transport.ts';
import { UdpExchange } from './udp-exchange.ts';
import { readAnnounceAnswer } from './udp-packets.ts';
import { UdpTracker } from './udp-tracker.ts';

const TRACKER = { address: '9.9.9.9', port: 6969 };
const CONNECTION_ID = 0x1122334455667788n;

interface Sent {
  packet: Buffer;
  address: string;
  port: number;
  atMs: number;
}

/** A UDP port on which the test is the tracker. */
class FakeDatagrams implements DatagramPort {
  readonly sent: Sent[] = [];
  /** Answers to a packet; null stays silent. */
  answer: (sent: Sent) => Buffer | null = answerAll;
  unreachable = new Set<string>();
  readonly #clock: FakeClock;
  #listener: (packet: Uint8Array, port: number, address: string) => void = () => {};

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  send(packet: Uint8Array, port: number, address: string, onError?: (error: Error) => void): void {
    const sent = { packet: Buffer.from(packet), address, port, atMs: this.#clock.now() };
    this.sent.push(sent);
    queueMicrotask(() => {
      if (this.unreachable.has(address)) {
        onError?.(Object.assign(new Error('no route'), { code: 'ENETUNREACH' }));
        return;
      }
      const answer = this.answer(sent);
      if (answer !== null) this.deliver(answer, port, address);
    });
  }

  onMessage(listener: (packet: Uint8Array, port: number, address: string) => void): () => void {
    this.#listener = listener;
    return () => {
      this.#listener = () => {};
    };
  }

  deliver(packet: Buffer, port: number, address: string): void {
    this.#listener(packet, port, address);
  }
}

const actionOf = ({ packet }: Sent) => packet.readUInt32BE(8);

function answerTo({ packet }: Sent, action: number, rest: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(action, 0);
  header.writeUInt32BE(packet.readUInt32BE(12), 4);
  return Buffer.concat([header, rest]);
}

function connectAnswer(sent: Sent): Buffer {
  const id = Buffer.alloc(8);
  id.writeBigUInt64BE(CONNECTION_ID);
  return answerTo(sent, 0, id);
}

function announceAnswer(sent: Sent, peers: Buffer = Buffer.of(1, 2, 3, 4, 0, 80)): Buffer {
  const numbers = Buffer.alloc(12);
  numbers.writeUInt32BE(1800, 0);
  numbers.writeUInt32BE(4, 4);
  numbers.writeUInt32BE(3, 8);
  return answerTo(sent, 1, Buffer.concat([numbers, peers]));
}

const answerAll = (sent: Sent): Buffer =>
  actionOf(sent) === 0 ? connectAnswer(sent) : announceAnswer(sent);

const requestFor = (url: string, changes: Partial<AnnounceRequest> = {}): AnnounceRequest => ({
  url: new URL(url),
  infoHash: new Uint8Array(20).fill(1),
  peerId: new Uint8Array(20).fill(2),
  port: 6881,
  uploaded: 5,
  downloaded: 2 ** 40,
  left: 7,
  event: 'started',
  numWanted: 50,
  key: 0xfedcba98,
  trackerId: null,
  ...changes,
});

function setUp(addresses: readonly string[] = [TRACKER.address]) {
  const clock = new FakeClock();
  const datagrams = new FakeDatagrams(clock);
  const exchange = new UdpExchange({ clock, random: seededRandom(1), datagrams });
  const tracker = new UdpTracker({
    clock,
    exchange,
    resolve: () => Promise.resolve(addresses),
    localAddress: null,
    openNetworks: new AddressRanges(),
  });
  const controller = new AbortController();
  const announce = (url = 'udp://t.example:6969/announce') =>
    tracker.announce(requestFor(url), controller.signal);
  return { clock, datagrams, tracker, announce, controller };
}

describe('UdpTracker', () => {
  it('connects, then announces what BEP 15 and BEP 41 lay down', async () => {
    const { datagrams, announce } = setUp();
    const reply = await announce('udp://t.example:6969/announce?key=1');
    expect(reply).toMatchObject({
      peers: [{ address: '1.2.3.4', port: 80 }],
      intervalSeconds: 1800,
      leechers: 4,
      seeds: 3,
    });
    const [connect, announced] = datagrams.sent.map(({ packet }) => packet);
    expect(connect!.subarray(0, 12).toString('hex')).toBe('000004172710198000000000');
    expect(announced!.readBigUInt64BE(0)).toBe(CONNECTION_ID);
    expect(announced!.readUInt32BE(8)).toBe(1);
    expect(announced!.subarray(16, 56)).toEqual(
      Buffer.concat([Buffer.alloc(20, 1), Buffer.alloc(20, 2)]),
    );
    expect(announced!.readBigUInt64BE(56)).toBe(2n ** 40n);
    expect(announced!.readBigUInt64BE(64)).toBe(7n);
    expect(announced!.readBigUInt64BE(72)).toBe(5n);
    expect(announced!.readUInt32BE(80)).toBe(2);
    expect(announced!.readUInt32BE(84)).toBe(0);
    expect(announced!.readUInt32BE(88)).toBe(0xfedcba98);
    expect(announced!.readInt32BE(92)).toBe(50);
    expect(announced!.readUInt16BE(96)).toBe(6881);
    expect(announced!.readUInt16BE(98)).toBe(0x0200 + '/announce?key=1'.length);
    expect(announced!.subarray(100).toString()).toBe('/announce?key=1');
  });

  it('cuts long URL data into options of 255 bytes', async () => {
    const { datagrams, announce } = setUp();
    await announce(`udp://t.example:6969/${'x'.repeat(300)}`);
    const options = datagrams.sent[1]!.packet.subarray(98);
    expect([options[0], options[1], options[257], options[258]]).toEqual([2, 255, 2, 46]);
    expect(options).toHaveLength(2 + 255 + 2 + 46);
  });

  it('keeps a connection id for a minute, for all torrents of that tracker', async () => {
    const { clock, datagrams, announce } = setUp();
    await Promise.all([announce(), announce(), announce()]);
    clock.advance(59_999);
    await announce();
    expect(datagrams.sent.filter((sent) => actionOf(sent) === 0)).toHaveLength(1);
    clock.advance(1);
    await announce();
    expect(datagrams.sent.filter((sent) => actionOf(sent) === 0)).toHaveLength(2);
  });

  it('asks for a new connection id where the tracker forgot the old one', async () => {
    const { datagrams, announce } = setUp();
    await announce();
    let refusals = 0;
    datagrams.answer = (sent) => {
      if (actionOf(sent) === 1 && refusals++ === 0) return answerTo(sent, 3, Buffer.from('bad id'));
      return answerAll(sent);
    };
    expect((await announce()).peers).toHaveLength(1);
  });

  it('sends again after 15, 30 and 60 seconds until it is told to stop', async () => {
    const { clock, datagrams, announce, controller } = setUp();
    datagrams.answer = () => null;
    const outcome = announce().catch((error: unknown) => error);
    await clock.advanceAsync(110_000);
    expect(datagrams.sent.map(({ atMs }) => atMs)).toEqual([0, 15_000, 45_000, 105_000]);
    controller.abort(new Error('enough'));
    expect(await outcome).toEqual(new Error('enough'));
    expect(clock.pendingTimers).toBe(0);
  });

  it('reads peers of 18 bytes from a tracker that it reached over IPv6', async () => {
    const { datagrams, announce } = setUp(['2001:db8::9']);
    const peer = Buffer.from('20010db8000000000000000000000001'.concat('1ae1'), 'hex');
    datagrams.answer = (sent) =>
      actionOf(sent) === 0 ? connectAnswer(sent) : announceAnswer(sent, peer);
    expect((await announce()).peers).toEqual([{ address: '2001:db8::1', port: 6881 }]);
  });

  it('goes on to IPv6 at once where IPv4 has no route', async () => {
    const { datagrams, announce } = setUp(['9.9.9.9', '2001:db8::9']);
    datagrams.unreachable.add('9.9.9.9');
    await announce();
    expect(datagrams.sent.map(({ address }) => address)).toEqual([
      '9.9.9.9',
      '2001:db8::9',
      '2001:db8::9',
    ]);
  });

  it('goes on to IPv6 where IPv4 is silent for 15 seconds', async () => {
    const { clock, datagrams, announce } = setUp(['9.9.9.9', '2001:db8::9']);
    datagrams.answer = (sent) => (sent.address === '9.9.9.9' ? null : answerAll(sent));
    const announcing = announce();
    await clock.advanceAsync(15_000);
    expect((await announcing).intervalSeconds).toBe(1800);
  });

  it('passes on what the tracker says is wrong', async () => {
    const { datagrams, announce } = setUp();
    datagrams.answer = (sent) =>
      actionOf(sent) === 0
        ? connectAnswer(sent)
        : answerTo(sent, 3, Buffer.from('not\u0007 registered\0'));
    await expect(announce()).rejects.toMatchObject({ code: 'failure', message: 'not registered' });
  });

  it('takes the bare header of opentracker as a torrent that is not served', async () => {
    const { datagrams, announce } = setUp();
    datagrams.answer = (sent) =>
      actionOf(sent) === 0 ? connectAnswer(sent) : answerTo(sent, 1, Buffer.alloc(0));
    await expect(announce()).rejects.toMatchObject({ code: 'failure' });
  });

  it.each([
    ['a short connect answer', (sent: Sent) => answerTo(sent, 0, Buffer.alloc(7))],
    ['an answer of another kind', (sent: Sent) => answerTo(sent, 2, Buffer.alloc(20))],
    [
      'a short announce answer',
      (sent: Sent) =>
        actionOf(sent) === 0 ? connectAnswer(sent) : answerTo(sent, 1, Buffer.alloc(11)),
    ],
  ])('calls %s a bad reply', async (_name, answer) => {
    const { datagrams, announce } = setUp();
    datagrams.answer = answer;
    await expect(announce()).rejects.toMatchObject({ code: 'bad-reply' });
  });

  it('does not hear answers of others, with another transaction id or too short', async () => {
    const { datagrams, announce } = setUp();
    datagrams.answer = () => null;
    const announcing = announce();
    await settlePromises();
    const [connect] = datagrams.sent;
    const forged = answerTo(connect!, 3, Buffer.from('forged'));
    datagrams.deliver(forged, TRACKER.port, '6.6.6.6');
    datagrams.deliver(forged, 1, TRACKER.address);
    const otherId = Buffer.from(forged);
    otherId.writeUInt32BE((forged.readUInt32BE(4) ^ 1) >>> 0, 4);
    datagrams.deliver(otherId, TRACKER.port, TRACKER.address);
    datagrams.deliver(forged.subarray(0, 7), TRACKER.port, TRACKER.address);
    datagrams.deliver(Buffer.alloc(0), TRACKER.port, TRACKER.address);
    datagrams.answer = answerAll;
    datagrams.deliver(connectAnswer(connect!), TRACKER.port, TRACKER.address);
    expect((await announcing).peers).toHaveLength(1);
  });

  it('sends nothing to addresses that it may not reach', async () => {
    const { datagrams, announce } = setUp(['169.254.169.254', '0.0.0.0', 'ff02::1']);
    await expect(announce()).rejects.toMatchObject({ code: 'refused-address' });
    expect(datagrams.sent).toEqual([]);
  });

  it('speaks over a real socket', async () => {
    const server = await openDatagramSocket({ host: '127.0.0.1', port: 0 });
    const datagrams = await openDatagramSocket({ host: '127.0.0.1', port: 0 });
    server.onMessage((packet, port, address) => {
      const sent = { packet: Buffer.from(packet), address, port, atMs: 0 };
      server.send(answerAll(sent), port, address);
    });
    const exchange = new UdpExchange({ clock: systemClock, random: seededRandom(1), datagrams });
    const resolve = () => Promise.resolve(['127.0.0.1']);
    const tracker = new UdpTracker({
      clock: systemClock,
      exchange,
      resolve,
      localAddress: null,
      openNetworks: new AddressRanges(),
    });
    const request = requestFor(`udp://localhost:${server.port}/announce`);
    const reply = await tracker.announce(request, new AbortController().signal);
    expect(reply.peers).toEqual([{ address: '1.2.3.4', port: 80 }]);
    exchange.close();
    await Promise.all([server.close(), datagrams.close()]);
  });
});

describe('readAnnounceAnswer', () => {
  it('throws nothing but TrackerError, whatever the bytes are', () => {
    const outcomeOf = (bytes: Uint8Array): unknown => {
      try {
        readAnnounceAnswer(Buffer.from(bytes), 4);
      } catch (error) {
        return error instanceof TrackerError ? 'fine' : error;
      }
      return 'fine';
    };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 200 }), (bytes) => {
        expect(outcomeOf(bytes)).toBe('fine');
      }),
    );
  });
});
