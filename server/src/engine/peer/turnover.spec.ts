import { describe, expect, it } from 'vitest';
import { worstPeers } from './turnover.ts';

const NOW = 1_000_000;

function peer(fields: { isInterested?: boolean; age?: number; bytes?: number }) {
  const { isInterested = true, age = 100_000, bytes = 0 } = fields;
  return {
    isInterested,
    connectedAt: NOW - age,
    download: { total: bytes },
    upload: { total: 0 },
  };
}

describe('worstPeers', () => {
  it('names one in 25, those of no interest first and then those that moved least for their age', () => {
    const slow = peer({ bytes: 10, age: 200_000 });
    const boring = peer({ isInterested: false, bytes: 1_000_000 });
    const good = Array.from({ length: 48 }, () => peer({ bytes: 10 }));
    expect(worstPeers([...good, slow, boring], NOW)).toEqual([boring, slow]);
  });

  it('leaves newcomers a minute', () => {
    expect(worstPeers([peer({ age: 59_999 })], NOW)).toEqual([]);
    expect(worstPeers([peer({ age: 60_000 })], NOW)).toHaveLength(1);
  });
});
