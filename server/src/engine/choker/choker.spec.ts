import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../core/random.ts';
import { adaptiveSlots, chooseUnchoked, type ChokeOptions, type ChokerPeer } from './choker.ts';

const KIBIBYTE = 1024;
const NOW = 1_000_000;
const PIECE_LENGTH = 256 * KIBIBYTE;

function peer(fields: Partial<ChokerPeer> = {}): ChokerPeer {
  return {
    isPeerInterested: true,
    isSnubbed: false,
    downloadRate: 0,
    uploadRate: 0,
    isUnchoked: false,
    since: NOW,
    servedBytes: 0,
    isNew: false,
    optimisticSince: null,
    ...fields,
  };
}

function choose(peers: ChokerPeer[], options: Partial<ChokeOptions> = {}) {
  return chooseUnchoked(peers, {
    slots: 3,
    isSeeding: false,
    pieceLength: PIECE_LENGTH,
    now: NOW,
    random: seededRandom(5),
    ...options,
  });
}

describe('chooseUnchoked', () => {
  it('serves those that give most while downloading, and one more by chance', () => {
    const peers = [1, 9, 5, 7, 3].map((downloadRate) => peer({ downloadRate }));
    const { unchoked, optimistic } = choose(peers);
    expect(unchoked.has(peers[1]!) && unchoked.has(peers[3]!)).toBe(true);
    expect(unchoked.size).toBe(3);
    expect([peers[0], peers[2], peers[4]]).toContain([...optimistic][0]);
  });

  it('gives a fifth of many slots by chance', () => {
    const peers = Array.from({ length: 40 }, (_, rank) => peer({ downloadRate: 100 - rank }));
    const { unchoked, optimistic } = choose(peers, { slots: 20 });
    expect(unchoked.size).toBe(20);
    expect(optimistic.size).toBe(4);
    expect(peers.slice(0, 16).every((best) => unchoked.has(best))).toBe(true);
  });

  it('gives a peer that owes blocks no slot but an optimistic one', () => {
    const snubbing = peer({ downloadRate: 100, isSnubbed: true });
    const lucky = peer({ optimisticSince: NOW - 1 });
    const { unchoked } = choose([snubbing, peer({ downloadRate: 1 }), lucky], { slots: 2 });
    expect(unchoked.has(snubbing)).toBe(false);
    expect(unchoked.has(lucky)).toBe(true);
  });

  it('leaves an optimistic peer its slot for 30 seconds and no longer', () => {
    const lucky = peer({ optimisticSince: NOW - 29_999, isUnchoked: true });
    const waiting = peer({ since: NOW - 50_000 });
    const best = peer({ downloadRate: 9 });
    const peers = [lucky, waiting, best];
    expect([...choose(peers, { slots: 2 }).optimistic]).toEqual([lucky]);
    expect([...choose(peers, { slots: 2, now: NOW + 1 }).optimistic]).toEqual([waiting]);
  });

  it('tries a newcomer three times as often as another, and of each kind who waits longest', () => {
    const old = [peer({ since: NOW - 2 }), peer({ since: NOW - 9 }), peer({ since: NOW - 1 })];
    const newcomer = peer({ isNew: true });
    const peers = [...old, newcomer];
    const drawnAt = (value: number): ChokerPeer => {
      const random: Random = { ...seededRandom(1), next: () => value };
      return [...choose(peers, { slots: 1, random }).optimistic][0]!;
    };
    // Three others and a newcomer of weight 3: half of the draws each.
    expect(drawnAt(0.49)).toBe(newcomer);
    expect(drawnAt(0.51)).toBe(old[1]);
  });

  it('while seeding leaves a peer its slot until it got 20 pieces and had a minute', () => {
    const waiting = peer({ since: NOW - 500_000 });
    const served = (servedBytes: number, ms: number): ChokerPeer =>
      peer({ isUnchoked: true, uploadRate: 10, servedBytes, since: NOW - ms });
    const regular = (one: ChokerPeer): boolean => {
      const lucky = peer({ optimisticSince: NOW });
      return choose([one, waiting, lucky], { slots: 2, isSeeding: true }).unchoked.has(one);
    };
    expect(regular(served(20 * PIECE_LENGTH, 90_000))).toBe(true);
    expect(regular(served(21 * PIECE_LENGTH, 60_000))).toBe(true);
    expect(regular(served(21 * PIECE_LENGTH, 60_001))).toBe(false);
  });

  it('while seeding gives a slot to who takes fastest, then to who waits longest', () => {
    const fast = peer({ isUnchoked: true, uploadRate: 9 });
    const idle = peer({ isUnchoked: true, uploadRate: 0, since: NOW - 1 });
    const longest = peer({ since: NOW - 7, uploadRate: 50 });
    const lucky = peer({ optimisticSince: NOW });
    const { unchoked } = choose([idle, fast, longest, lucky], { isSeeding: true });
    expect(unchoked).toEqual(new Set([fast, longest, lucky]));
  });

  it('serves everybody while there are slots for all, also one that wants nothing and has a slot', () => {
    const idle = peer({ isPeerInterested: false, isUnchoked: true });
    const stranger = peer({ isPeerInterested: false });
    const peers = [stranger, idle, peer(), peer({ isSnubbed: true })];
    expect([...choose(peers).unchoked]).toEqual([peers[2], peers[3], idle]);
    expect(choose(peers, { slots: 2 }).unchoked.has(idle)).toBe(false);
  });

  it('never serves more than there are slots', () => {
    const random = seededRandom(9);
    for (let round = 0; round < 200; round++) {
      const peers = Array.from({ length: random.below(30) }, () =>
        peer({
          isPeerInterested: random.below(3) > 0,
          isUnchoked: random.below(2) > 0,
          downloadRate: random.below(5),
          isNew: random.below(2) > 0,
          optimisticSince: random.below(3) > 0 ? null : NOW,
        }),
      );
      const slots = 1 + random.below(12);
      const { unchoked } = choose(peers, { slots, random, isSeeding: random.below(2) > 0 });
      const interested = peers.filter(({ isPeerInterested }) => isPeerInterested).length;
      expect(unchoked.size).toBeLessThanOrEqual(slots);
      expect(unchoked.size).toBeGreaterThanOrEqual(Math.min(slots, interested));
    }
  });
});

describe('adaptiveSlots', () => {
  const limits = { floor: 1, ceiling: 6 };
  it('adds a slot as long as the slowest of those served is fast enough', () => {
    expect(adaptiveSlots([], limits)).toBe(1);
    expect(adaptiveSlots([KIBIBYTE], limits)).toBe(2);
    expect(adaptiveSlots([KIBIBYTE, 9 * KIBIBYTE], limits)).toBe(2);
    expect(adaptiveSlots([3 * KIBIBYTE, 9 * KIBIBYTE], limits)).toBe(3);
  });

  it('stays within its bounds', () => {
    const fast = Array.from({ length: 50 }, () => 1024 * KIBIBYTE);
    expect(adaptiveSlots(fast, limits)).toBe(6);
    expect(adaptiveSlots([], { floor: 4, ceiling: 6 })).toBe(4);
  });
});
