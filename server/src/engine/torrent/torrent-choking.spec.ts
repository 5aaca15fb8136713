import { beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { RateMeter } from '../limits/rate-meter.ts';
import type { PeerConnection } from '../peer/peer-connection.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { TorrentChoking } from './torrent-choking.ts';
import type { TorrentContext } from './torrent-context.ts';
import type { TorrentState } from './torrent-state.ts';

const KIBIBYTE = 1024;

/** The part of a connection that the choker deals with. */
class FakePeer {
  isPeerInterested = false;
  isSnubbed = false;
  isOptimistic = false;
  isChoking = true;
  readonly download = new RateMeter();
  readonly upload = new RateMeter();

  setChoking(isChoking: boolean): void {
    this.isChoking = isChoking;
  }
}

const clock = new FakeClock();
const uploadSlots = { inUse: 0 };
const limits = {
  uploadSlots: null as number | null,
  uploadSlotsFloor: 2,
  uploadSlotsCeiling: 5,
  maxUploadSlots: 100,
};
const state = { isActive: true, isComplete: true, geometry: { pieceLength: 16 * KIBIBYTE } };

function create(): TorrentChoking {
  const context = { clock, random: seededRandom(3), limits, uploadSlots };
  return new TorrentChoking(state as unknown as TorrentState, context as unknown as TorrentContext);
}

function setInterest(choking: TorrentChoking, peer: FakePeer, isInterested: boolean): void {
  peer.isPeerInterested = isInterested;
  choking.onInterest(peer as unknown as PeerConnection);
}

function join(choking: TorrentChoking, count: number): FakePeer[] {
  return Array.from({ length: count }, () => {
    const peer = new FakePeer();
    setInterest(choking, peer, true);
    return peer;
  });
}

function served(peers: readonly FakePeer[]): number[] {
  return peers.flatMap(({ isChoking }, index) => (isChoking ? [] : [index]));
}

describe('TorrentChoking', () => {
  beforeEach(() => {
    uploadSlots.inUse = 0;
    limits.maxUploadSlots = 100;
    limits.uploadSlots = null;
  });

  it('serves a peer at once while a slot is free, and when one leaves whoever waits longest', () => {
    const choking = create();
    const peers = join(choking, 4);
    expect(served(peers)).toEqual([0, 1]);
    choking.forget(peers[0] as unknown as PeerConnection);
    expect(served(peers.slice(1))).toEqual([0, 1]);
    expect(uploadSlots.inUse).toBe(2);
  });

  it('takes the slot of a peer that wants nothing any more only when another waits', () => {
    const choking = create();
    const peers = join(choking, 2);
    setInterest(choking, peers[0]!, false);
    expect(served(peers)).toEqual([0, 1]);
    const [late] = join(choking, 1);
    expect(late!.isChoking).toBe(false);
    expect(served(peers)).toEqual([1]);
  });

  it('opens more slots while those that are served take fast, and closes them again', () => {
    const choking = create();
    const peers = join(choking, 8);
    for (let round = 0; round < 5; round++) {
      clock.advance(10_000);
      for (const index of served(peers)) peers[index]!.upload.add(1024 * KIBIBYTE);
      choking.tick();
    }
    expect(served(peers)).toHaveLength(5);
    clock.advance(10_000);
    choking.tick();
    expect(served(peers)).toHaveLength(2);
  });

  it('keeps to the number of slots that is set', () => {
    limits.uploadSlots = 3;
    const choking = create();
    const peers = join(choking, 8);
    clock.advance(10_000);
    for (const index of served(peers)) peers[index]!.upload.add(1024 * KIBIBYTE);
    choking.tick();
    expect(served(peers)).toHaveLength(3);
  });

  it('shares the slots of the session, and leaves each download one', () => {
    limits.maxUploadSlots = 2;
    const first = join(create(), 5);
    const second = join(create(), 5);
    expect([served(first).length, served(second).length]).toEqual([2, 1]);
  });

  it('serves nobody while paused, and gives its slots back', () => {
    const choking = create();
    const peers = join(choking, 3);
    choking.chokeAll();
    expect([served(peers), uploadSlots.inUse]).toEqual([[], 0]);
    choking.run();
    expect(served(peers)).toHaveLength(2);
  });
});
