import { describe, expect, it } from 'vitest';
import { toHex } from '../core/hex.ts';
import { seededRandom } from '../core/random.ts';
import type { ConnectionListener } from '../net/tcp-connection.ts';
import { HANDSHAKE_TIMEOUT_MS } from '../peer/handshaker.ts';
import type { PeerTransport } from '../peer/peer-transport.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { SessionTorrent } from '../torrent/torrent-context.ts';
import { encodeHandshake } from '../wire/handshake.ts';
import { IncomingPeers } from './incoming-peers.ts';

const MOST = 256;
const infoHash = new Uint8Array(20).fill(5);
const ourPeerId = new Uint8Array(20).fill(6);

class FakeConnection implements PeerTransport {
  readonly remote = { address: '192.0.2.1', port: 6_881 };
  isClosed = false;
  readonly written: Uint8Array[] = [];
  #listener: ConnectionListener | null = null;

  listen(listener: ConnectionListener): void {
    this.#listener = listener;
  }

  write(bytes: Uint8Array): void {
    this.written.push(bytes);
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listener?.onClosed();
  }

  deliver(bytes: Uint8Array): void {
    this.#listener?.onBytes(bytes);
  }
}

function create() {
  const clock = new FakeClock();
  const admitted: Parameters<SessionTorrent['admit']>[0][] = [];
  const torrent = { admit: (peer) => admitted.push(peer) } as Pick<SessionTorrent, 'admit'>;
  const incoming = new IncomingPeers({
    clock,
    random: seededRandom(1),
    peerId: ourPeerId,
    config: { encryption: 'allowed' },
    torrentOf: (id) => (id === toHex(infoHash) ? (torrent as SessionTorrent) : undefined),
  });
  const greet = (hasRoom = true): FakeConnection => {
    const connection = new FakeConnection();
    incoming.greet(connection, hasRoom);
    return connection;
  };
  return { clock, incoming, admitted, greet };
}

describe('IncomingPeers', () => {
  it('hands over who asks for a torrent of ours, and answers', () => {
    const { incoming, admitted, greet } = create();
    const connection = greet();
    connection.deliver(encodeHandshake(infoHash, new Uint8Array(20)));
    expect(admitted).toMatchObject([{ transport: connection, incoming: true }]);
    expect(connection.written).toEqual([encodeHandshake(infoHash, ourPeerId)]);
    expect(incoming.size).toBe(0);
  });

  it('closes who asks for another, without a word', () => {
    const { incoming, greet } = create();
    const connection = greet();
    connection.deliver(encodeHandshake(ourPeerId, new Uint8Array(20)));
    expect([connection.isClosed, connection.written, incoming.size]).toEqual([true, [], 0]);
  });

  it('closes at once where there is no room', () => {
    const { incoming, greet } = create();
    expect([greet(false).isClosed, incoming.size]).toEqual([true, 0]);
  });

  it(`keeps ${MOST} that have said nothing, each for ten seconds`, () => {
    const { clock, incoming, greet } = create();
    const silent = Array.from({ length: MOST }, () => greet());
    expect([greet().isClosed, incoming.size]).toEqual([true, MOST]);
    clock.advance(HANDSHAKE_TIMEOUT_MS);
    expect([incoming.size, silent.every(({ isClosed }) => isClosed)]).toEqual([0, true]);
    expect(greet().isClosed).toBe(false);
  });

  it('closes all that are undecided when the session ends', () => {
    const { incoming, greet } = create();
    const [one, other] = [greet(), greet()];
    incoming.closeAll();
    expect([one.isClosed, other.isClosed, incoming.size]).toEqual([true, true, 0]);
  });
});
