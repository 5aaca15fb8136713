import { describe, expect, it } from 'vitest';
import { OwnAddressVotes } from './own-address-votes.ts';

const OURS = '5.6.7.8';

describe('the address that others see us at', () => {
  it('is believed when three networks say it', () => {
    const votes = new OwnAddressVotes();
    const believed = ['1.1.1.1', '2.2.2.2', '3.3.3.3'].map((voter) => votes.vote(OURS, voter));
    expect(believed).toEqual([false, false, true]);
  });

  it('is not believed of one network, however often it says it', () => {
    const votes = new OwnAddressVotes();
    for (let host = 1; host < 200; host++) {
      expect(votes.vote(OURS, `1.1.1.${host}`)).toBe(false);
    }
  });

  it('is that of the majority', () => {
    const votes = new OwnAddressVotes();
    for (const voter of ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']) votes.vote(OURS, voter);
    const lies = ['21.1.1.1', '22.1.1.1', '23.1.1.1'].map((voter) => votes.vote('9.9.9.9', voter));
    expect(lies).toEqual([false, false, false]);
  });

  it('follows when it changes', () => {
    const votes = new OwnAddressVotes();
    for (let network = 1; network <= 100; network++) votes.vote(OURS, `1.1.${network}.1`);
    let needed = 1;
    while (!votes.vote('5.6.7.9', `2.2.${needed}.1`)) needed++;
    expect(needed).toBeLessThan(20);
  });

  it('is a public one, said by public ones', () => {
    const votes = new OwnAddressVotes();
    for (let network = 1; network <= 9; network++) {
      expect(votes.vote('192.168.1.1', `1.1.${network}.1`)).toBe(false);
      expect(votes.vote(OURS, `10.1.${network}.1`)).toBe(false);
    }
  });
});
