import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import type { PeerConnection, PeerListener } from '../peer/peer-connection.ts';
import { PiecePicker } from '../picker/piece-picker.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { BLOCK_BYTES, PieceGeometry } from '../pieces/piece-geometry.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { SessionTorrent, TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';
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
  return { random, picker, peers, swarm };
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
