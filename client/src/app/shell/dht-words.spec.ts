import type { DhtReportDto } from '@shared/dto/dht.js';
import { describe, expect, it } from 'vitest';
import { describeDht, describeNodes } from './dht-words';

const report: DhtReportDto = {
  readOnly: false,
  families: [
    {
      family: 'ipv4',
      nodes: 1312,
      replacements: 40,
      nodeId: '0'.repeat(40),
      externalAddress: '203.0.113.7',
      isBootstrapped: true,
    },
    {
      family: 'ipv6',
      nodes: 0,
      replacements: 0,
      nodeId: '1'.repeat(40),
      externalAddress: null,
      isBootstrapped: false,
    },
  ],
  lookups: { running: 2, done: 120, medianDepth: 4 },
  announces: { done: 55, stored: 410 },
  stored: { torrents: 12, peers: 40, items: 1 },
  traffic: {
    queriesIn: 7,
    queriesOut: 90,
    answersIn: 60,
    timeouts: 30,
    bytesIn: 2048,
    bytesOut: 1024,
  },
  refused: { rateLimited: 1, blocked: 2, malformed: 3, unasked: 4, overBudget: 5 },
};
const valueOf = (word: string, changes: Partial<DhtReportDto> = {}) =>
  describeDht({ ...report, ...changes }).find((line) => line.word === word)?.value;

describe('the words for the DHT', () => {
  it('tell off from empty in the status strip', () => {
    expect([null, 0, 1, 1312].map(describeNodes)).toEqual([
      'DHT off',
      'DHT: no nodes yet',
      'DHT: 1 node',
      'DHT: 1,312 nodes',
    ]);
  });

  it('say of each address family how many nodes there are, and as whom they see this one', () => {
    expect(valueOf('Nodes over IPv4')).toBe('1,312, which see this one at 203.0.113.7');
    expect(valueOf('Nodes over IPv6')).toBe('0, still looking for the first ones');
  });

  it('sum up lookups, announces and refusals', () => {
    expect(valueOf('Lookups')).toBe('2 running, 120 done, median depth 4');
    expect(valueOf('Lookups', { lookups: { running: 0, done: 0, medianDepth: null } })).toBe(
      '0 running, 0 done',
    );
    expect(valueOf('Announces')).toBe('55 done, taken by 410 nodes');
    expect(valueOf('Packets refused')).toBe('15');
  });

  it('say that a node which only asks keeps nothing', () => {
    expect(valueOf('Kept for others')).toBe('40 peers of 12 torrents, 1 item');
    expect(valueOf('Kept for others', { readOnly: true })).toContain('only asks');
  });
});
