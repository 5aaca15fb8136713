import { describe, expect, it } from 'vitest';
import { PexListener } from './pex-listener.ts';

const SECOND = 1_000;
const peersOf = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({ address: '192.0.2.1', port: from + index + 1 }));

describe('what a peer may tell of others', () => {
  it('is taken once a minute, and a little before', () => {
    const listener = new PexListener();
    const verdicts = [0, 60, 110, 155].map((at) => listener.judgeTime(at * SECOND));
    expect(verdicts).toEqual(['take', 'take', 'take', 'take']);
  });

  it('is a flood when two messages in a row come too early', () => {
    const listener = new PexListener();
    const verdicts = [0, 44, 88].map((at) => listener.judgeTime(at * SECOND));
    expect(verdicts).toEqual(['take', 'ignore', 'flood']);
  });

  it('is forgiven for one early message', () => {
    const listener = new PexListener();
    const verdicts = [0, 44, 104, 148, 208].map((at) => listener.judgeTime(at * SECOND));
    expect(verdicts).toEqual(['take', 'ignore', 'take', 'ignore', 'take']);
  });

  it('is believed of 50 peers, each once', () => {
    const listener = new PexListener();
    expect(listener.take(peersOf(40), [])).toHaveLength(40);
    expect(listener.take(peersOf(40), [])).toHaveLength(0);
    expect(listener.take(peersOf(40, 40), [])).toHaveLength(10);
  });

  it('makes room by naming those that left', () => {
    const listener = new PexListener();
    listener.take(peersOf(50), []);
    expect(listener.take(peersOf(30, 50), peersOf(20))).toHaveLength(20);
  });
});
