import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import type { ConnectionListener } from '../net/tcp-connection.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { encodeHandshake } from '../wire/handshake.ts';
import { METHOD } from '../wire/mse-format.ts';
import { MseInitiator } from '../wire/mse-initiator.ts';
import { ENCRYPTION_POLICIES, type EncryptionPolicy } from './encryption-policy.ts';
import { awaitGreeting, greet, HANDSHAKE_TIMEOUT_MS, type Greeting } from './handshaker.ts';
import type { PeerTransport } from './peer-transport.ts';
import { TorrentHashes } from './torrent-hashes.ts';

const infoHash = new Uint8Array(20).fill(3);
const dialling = new Uint8Array(20).fill(1);
const dialled = new Uint8Array(20).fill(2);
const hashes = new TorrentHashes();
hashes.add(infoHash);

/** One end of a wire whose bytes are delivered when the test says so. */
class WireEnd implements PeerTransport {
  readonly remote = { address: '192.0.2.1', port: 6_881 };
  isClosed = false;
  sent: Uint8Array[] = [];
  #listener: ConnectionListener | null = null;

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
    if (this.isClosed) listener.onClosed();
  }

  write(bytes: Uint8Array, onWritten?: () => void): void {
    this.sent.push(Uint8Array.from(bytes));
    onWritten?.();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listener?.onClosed();
  }

  deliver(bytes: Uint8Array): void {
    if (!this.isClosed) this.#listener?.onBytes(Uint8Array.from(bytes));
  }
}

interface End {
  wire: WireEnd;
  /** Undefined while it is not known. */
  greeting?: Greeting | null;
}

function awaiting(policy: EncryptionPolicy, clock = new FakeClock()): End {
  const end: End = { wire: new WireEnd() };
  const findTorrent = (hash: Uint8Array): Uint8Array | null => hashes.find(hash);
  awaitGreeting(end.wire, { policy, clock, random: seededRandom(1), findTorrent }, (greeting) => {
    end.greeting = greeting;
    greeting?.transport.write(encodeHandshake(infoHash, dialled));
  });
  return end;
}

function greeting(policy: EncryptionPolicy, isEncrypted: boolean, clock = new FakeClock()): End {
  const end: End = { wire: new WireEnd() };
  const terms = { policy, clock, random: seededRandom(2), infoHash, peerId: dialling, isEncrypted };
  greet(end.wire, terms, (outcome) => {
    end.greeting = outcome;
  });
  return end;
}

/** Carries bytes, in pieces of `step`, until both ends are silent; a close of one closes the other. */
function carry(one: End, other: End, step: number): void {
  while (one.wire.sent.length + other.wire.sent.length > 0) {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      const bytes = Buffer.concat(from.wire.sent.splice(0));
      for (let at = 0; at < bytes.length; at += step)
        to.wire.deliver(bytes.subarray(at, at + step));
    }
  }
  if (one.wire.isClosed || other.wire.isClosed) for (const { wire } of [one, other]) wire.close();
}

describe('two that greet each other', () => {
  it.each([1, 7, 100_000])('meet in plaintext, in pieces of %i bytes', (step) => {
    const [one, other] = [greeting('allowed', false), awaiting('allowed')];
    carry(one, other, step);
    expect(one.greeting).toMatchObject({ encryption: 'none', rest: new Uint8Array(0) });
    expect(other.greeting!.handshake.peerId).toEqual(dialling);
    expect(one.greeting!.handshake.peerId).toEqual(dialled);
  });

  it.each([
    [1, 'required', 'rc4'],
    [1, 'allowed', 'handshake'],
    [7, 'preferred', 'rc4'],
    [100_000, 'required', 'rc4'],
    [100_000, 'allowed', 'handshake'],
  ] as const)(
    'meet encrypted, in pieces of %i bytes where it is %s',
    (step, policy, encryption) => {
      const [one, other] = [greeting(policy, true), awaiting(policy)];
      carry(one, other, step);
      expect([one.greeting!.encryption, other.greeting!.encryption]).toEqual([
        encryption,
        encryption,
      ]);
      expect(Buffer.compare(one.greeting!.handshake.peerId, dialled)).toBe(0);
      expect(Buffer.compare(other.greeting!.handshake.peerId, dialling)).toBe(0);
      const heard: string[] = [];
      other.greeting!.transport.listen({
        onBytes: (bytes) => heard.push(Buffer.from(bytes).toString()),
        onClosed: () => {},
      });
      one.greeting!.transport.write(Buffer.from('hello'));
      const onWire = Buffer.concat(one.wire.sent).toString();
      expect(onWire === 'hello').toBe(encryption === 'handshake');
      carry(one, other, 100_000);
      expect(heard.join('')).toBe('hello');
    },
  );

  it.each([
    ['disabled', 'required', true],
    ['required', 'disabled', false],
  ] as const)('do not meet where one is %s and the other %s', (own, others, isEncrypted) => {
    const [one, other] = [greeting(others, isEncrypted), awaiting(own)];
    carry(one, other, 100_000);
    expect([one.greeting, other.greeting]).toEqual([null, null]);
  });
});

describe('awaitGreeting', () => {
  it.each(ENCRYPTION_POLICIES)(
    'closes who says nothing for ten seconds, where it is %s',
    (policy) => {
      const clock = new FakeClock();
      const end = awaiting(policy, clock);
      clock.advance(HANDSHAKE_TIMEOUT_MS - 1);
      expect(end.greeting).toBeUndefined();
      clock.advance(1);
      expect([end.greeting, end.wire.isClosed]).toEqual([null, true]);
    },
  );

  it('closes who sends a byte a second, plaintext or not, after ten seconds', () => {
    for (const first of [0x13, 0x77]) {
      const clock = new FakeClock();
      const end = awaiting('allowed', clock);
      for (let second = 0; second < 10; second++) {
        expect(end.wire.isClosed).toBe(false);
        end.wire.deliver(
          second === 0
            ? Uint8Array.of(first)
            : encodeHandshake(infoHash, dialling).subarray(second, second + 1),
        );
        clock.advance(1_000);
      }
      expect(end.wire.isClosed).toBe(true);
    }
  });

  it('gives the time of ten seconds to the encrypted handshake and the one in it together', () => {
    const clock = new FakeClock();
    const [one, other] = [greeting('required', true), awaiting('required', clock)];
    other.wire.deliver(Buffer.concat(one.wire.sent.splice(0)));
    clock.advance(9_000);
    one.wire.deliver(Buffer.concat(other.wire.sent.splice(0)));
    // All but the end of the handshake that is in it.
    other.wire.deliver(Buffer.concat(one.wire.sent.splice(0)).subarray(0, -1));
    clock.advance(1_000);
    expect([other.greeting, other.wire.isClosed]).toEqual([null, true]);
  });

  it('closes who sends garbage as soon as it cannot be a handshake any more', () => {
    const plain = awaiting('disabled');
    plain.wire.deliver(Uint8Array.of(0x12));
    expect(plain.wire.isClosed).toBe(true);
    const encrypted = awaiting('allowed');
    encrypted.wire.deliver(new Uint8Array(96 + 532).fill(0x12));
    expect(encrypted.wire.isClosed).toBe(true);
  });

  it.each([
    [infoHash, true],
    [dialled, false],
  ])('takes only the torrent whose key it is, %#', (named, isTaken) => {
    const end = awaiting('required');
    const initiator = new MseInitiator({
      infoHash,
      initialPayload: encodeHandshake(named, dialling),
      offered: METHOD.rc4,
      random: seededRandom(4),
      send: (bytes) => end.wire.deliver(bytes),
    });
    initiator.receive(Buffer.concat(end.wire.sent.splice(0)));
    expect(end.greeting).not.toBeUndefined();
    expect(end.greeting !== null).toBe(isTaken);
  });

  it('hands on what came right behind the handshake', () => {
    const end = awaiting('allowed');
    end.wire.deliver(Buffer.concat([encodeHandshake(infoHash, dialling), Buffer.from('more')]));
    expect(Buffer.from(end.greeting!.rest).toString()).toBe('more');
  });
});

describe('greet', () => {
  it('closes a peer that answers for another torrent', () => {
    const end = greeting('allowed', false);
    end.wire.deliver(encodeHandshake(dialled, dialled));
    expect([end.greeting, end.wire.isClosed]).toEqual([null, true]);
  });

  it('fails when the peer leaves', () => {
    const end = greeting('allowed', true);
    end.wire.close();
    expect(end.greeting).toBeNull();
  });
});
