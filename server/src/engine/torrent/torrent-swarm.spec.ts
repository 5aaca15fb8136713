import { describe, expect, it } from 'vitest';
import type { PeerEndpoint } from '../core/messages.ts';
import { seededRandom } from '../core/random.ts';
import type { PeerConnection, PeerListener } from '../peer/peer-connection.ts';
import type { PeerTransport } from '../peer/peer-transport.ts';
import { PiecePicker } from '../picker/piece-picker.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { BLOCK_BYTES, PieceGeometry } from '../pieces/piece-geometry.ts';
import { USER_PEER_RULES } from '../net/address-rules.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { isolatedContext } from '../testing/isolated-context.ts';
import { encodeHandshake, parseHandshake } from '../wire/handshake.ts';
import type { SessionTorrent, TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';
import { SuperSeeding } from './super-seeding.ts';
import { TorrentSwarm } from './torrent-swarm.ts';

const PIECES = 20;

/** The part of a connection that interest is about. */
class FakePeer {
  readonly id: number;
  readonly pieces = new Bitfield(PIECES);
  isSeed = false;
  isInterested = false;
  usefulPieces = 0;

  constructor(id: number) {
    this.id = id;
  }

  setInterested(isInterested: boolean): void {
    this.isInterested = isInterested;
  }

  close(): void {}
}

function create() {
  const random = seededRandom(11);
  const geometry = new PieceGeometry(BLOCK_BYTES, PIECES * BLOCK_BYTES);
  const picker = new PiecePicker(geometry, { reserve: () => 0 }, random);
  const peers = new Map<number, FakePeer>();
  const state = {
    picker,
    superSeeding: new SuperSeeding(picker, false),
    metainfo: { private: false },
    geometry,
    peers,
    get isComplete() {
      return picker.wantedMissing === 0;
    },
    get isDownloading() {
      return picker.wantedMissing > 0;
    },
  };
  const swarm = new TorrentSwarm(
    {} as SessionTorrent,
    state as unknown as TorrentState,
    { clock: new FakeClock(), limits: { maxKnownPeers: 10 } } as unknown as TorrentContext,
    {} as PeerListener,
  );
  return { random, picker, geometry, peers, swarm };
}

const endpoint = { address: '192.0.2.1', port: 6_881 };

/** A connection over which nothing is said. */
class SilentTransport implements PeerTransport {
  readonly remote = endpoint;
  isClosed = false;

  listen(): void {}

  write(): void {}

  close(): void {
    this.isClosed = true;
  }
}

/** A swarm whose dials are noted: for each, whether the address is known to have worked encrypted. */
function createDialling() {
  const clock = new FakeClock();
  const dials: (boolean | null)[] = [];
  const dialled: PeerEndpoint[] = [];
  const disk = { writeSlab: { bytes: new Uint8Array(0) } } as TorrentContext['disk'];
  const { context } = isolatedContext({
    disk,
    clock,
    dial: (_torrent, to, workedEncrypted) => {
      dials.push(workedEncrypted);
      dialled.push(to);
    },
  });
  const { picker, geometry } = create();
  const peers = new Map<number, PeerConnection>();
  const superSeeding = new SuperSeeding(picker, false);
  const metainfo = { private: false };
  const state = { isActive: true, metainfo, picker, superSeeding, geometry, peers };
  const onClosed = (peer: PeerConnection): void => swarm.remove(peer);
  const swarm = new TorrentSwarm({} as SessionTorrent, state as unknown as TorrentState, context, {
    onClosed,
  } as unknown as PeerListener);
  return { clock, dials, dialled, peers, swarm };
}

describe('interest in a peer', () => {
  it('is there exactly while it has something that is wanted and missing', () => {
    const { random, picker, peers, swarm } = create();
    const connection = (peer: FakePeer): PeerConnection => peer as unknown as PeerConnection;
    const changes = [
      () => {
        const peer = new FakePeer(peers.size);
        for (let piece = 0; piece < PIECES; piece++)
          if (random.below(8) === 0) peer.pieces.add(piece);
        peers.set(peer.id, peer);
        swarm.countPieces(connection(peer));
      },
      () => {
        const peer = peers.get(random.below(peers.size));
        const piece = random.below(PIECES);
        if (peer?.pieces.add(piece)) swarm.countHave(connection(peer), piece);
      },
      () => {
        const piece = random.below(PIECES);
        const wasWanted = picker.isWanted(piece);
        picker.setHave(piece);
        if (wasWanted) swarm.loseInterest(piece);
      },
      () => {
        picker.setPriority(random.below(PIECES), random.below(2) === 0 ? 0 : 2);
        swarm.updateInterests();
      },
      () => {
        picker.loseHave(random.below(PIECES));
        swarm.updateInterests();
      },
    ];
    let interested = 0;
    for (let step = 0; step < 600; step++) {
      changes[peers.size === 0 ? 0 : random.below(changes.length)]!();
      for (const peer of peers.values()) {
        let useful = 0;
        for (let piece = 0; piece < PIECES; piece++) {
          if (peer.pieces.has(piece) && picker.isWanted(piece)) useful++;
        }
        expect([peer.usefulPieces, peer.isInterested]).toEqual([useful, useful > 0]);
        interested += Number(useful > 0);
      }
    }
    expect(interested).toBeGreaterThan(0);
  });
});

describe('a peer that was connected', () => {
  it.each(['rc4', 'handshake', 'none'] as const)(
    'is dialled again the way that worked: %s',
    (encryption) => {
      const { clock, dials, swarm } = createDialling();
      swarm.addEndpoints([endpoint], 'manual', USER_PEER_RULES);
      swarm.admit({
        transport: new SilentTransport(),
        encryption,
        handshake: parseHandshake(encodeHandshake(new Uint8Array(20), new Uint8Array(20).fill(9)))!,
        source: 'manual',
        incoming: false,
        rest: new Uint8Array(0),
      });
      swarm.closeAll();
      clock.advance(10_000);
      swarm.dialDue();
      expect(dials).toEqual([null, encryption !== 'none']);
    },
  );

  /** Admits a peer that dialled us from some port, and tells where it says that it listens. */
  function meetIncoming(listensAt: number) {
    const setting = createDialling();
    setting.swarm.admit({
      transport: new SilentTransport(),
      encryption: 'none',
      handshake: parseHandshake(encodeHandshake(new Uint8Array(20), new Uint8Array(20).fill(9)))!,
      source: 'incoming',
      incoming: true,
      rest: new Uint8Array(0),
    });
    const [peer] = setting.peers.values();
    setting.swarm.noteListenPort(peer!, listensAt);
    setting.swarm.dialDue();
    return setting;
  }

  it('is dialled where it listens once it is gone, though it had dialled us', () => {
    const { clock, dialled, swarm } = meetIncoming(7_000);
    expect(dialled).toEqual([]);
    swarm.closeAll();
    clock.advance(10_000);
    swarm.dialDue();
    expect(dialled).toEqual([{ address: endpoint.address, port: 7_000 }]);
  });

  it('leads us to no other service by saying that it listens there', () => {
    const { clock, dialled, swarm } = meetIncoming(22);
    swarm.closeAll();
    clock.advance(60_000);
    swarm.dialDue();
    expect(dialled).toEqual([]);
  });
});
