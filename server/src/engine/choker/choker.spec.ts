import { describe, expect, it } from 'vitest';
import { seededRandom } from '../core/random.ts';
import { chooseUnchoked, type ChokerPeer } from './choker.ts';

const random = seededRandom(5);

function peer(fields: Partial<ChokerPeer>): ChokerPeer {
  return {
    isPeerInterested: true,
    isSnubbed: false,
    downloadRate: 0,
    uploadRate: 0,
    isUnchoked: false,
    ...fields,
  };
}

describe('chooseUnchoked', () => {
  it('serves those that give most while downloading, and one more by chance', () => {
    const peers = [1, 9, 5, 7, 3].map((downloadRate) => peer({ downloadRate }));
    const { unchoked, optimistic } = chooseUnchoked(peers, {
      slots: 3,
      isSeeding: false,
      keepOptimistic: null,
      random,
    });
    expect(unchoked.has(peers[1]!) && unchoked.has(peers[3]!)).toBe(true);
    expect(unchoked.size).toBe(3);
    expect([peers[0], peers[2], peers[4]]).toContain(optimistic);
  });

  it('serves those that take fastest while seeding', () => {
    const peers = [1, 9, 5].map((uploadRate) =>
      peer({ uploadRate, downloadRate: 10 - uploadRate }),
    );
    const { unchoked } = chooseUnchoked(peers, {
      slots: 2,
      isSeeding: true,
      keepOptimistic: peers[0]!,
      random,
    });
    expect([...unchoked]).toEqual([peers[1], peers[0]]);
  });

  it('gives a peer that owes blocks no slot but the optimistic one', () => {
    const snubbing = peer({ downloadRate: 100, isSnubbed: true });
    const peers = [snubbing, peer({ downloadRate: 1 }), peer({})];
    const { unchoked, optimistic } = chooseUnchoked(peers, {
      slots: 2,
      isSeeding: false,
      keepOptimistic: peers[2]!,
      random,
    });
    expect(unchoked.has(snubbing)).toBe(false);
    expect(optimistic).toBe(peers[2]);
  });

  it('serves nobody that wants nothing, and everybody while there are slots for all', () => {
    const peers = [peer({ isPeerInterested: false }), peer({}), peer({ isSnubbed: true })];
    const options = { slots: 2, isSeeding: false, keepOptimistic: null, random };
    expect([...chooseUnchoked(peers, options).unchoked]).toEqual([peers[1], peers[2]]);
  });
});
