import { describe, expect, it } from 'vitest';
import { buildPeer } from '../../testing/downloads';
import { describeFlags, describeTraffic, flagsOf, lettersOf, PEER_FLAGS } from './peer-flags';

describe('flagsOf', () => {
  it.each([
    ['D', { interested: true, choked: false }],
    ['d', { interested: true, choked: true }],
    ['K', { interested: false, choked: false }],
    ['U', { peerInterested: true, peerChoked: false }],
    ['u', { peerInterested: true, peerChoked: true }],
    ['?', { peerInterested: false, peerChoked: false }],
    ['S', { interested: true, choked: false, snubbed: true }],
    ['UO', { peerInterested: true, peerChoked: false, optimistic: true }],
    ['H', { source: 'dht' }],
    ['X', { source: 'pex' }],
    ['L', { source: 'lsd' }],
    ['I', { source: 'pex', incoming: true }],
    ['E', { encryption: 'rc4' }],
    ['e', { encryption: 'handshake' }],
    ['', {}],
  ] as const)('gives "%s" for %j', (letters, changes) => {
    expect(lettersOf(flagsOf(buildPeer(1, changes)))).toBe(letters);
  });

  it('has a letter and a meaning of its own for each', () => {
    expect(new Set(PEER_FLAGS.map(({ letter }) => letter)).size).toBe(PEER_FLAGS.length);
    expect(new Set(PEER_FLAGS.map(({ meaning }) => meaning)).size).toBe(PEER_FLAGS.length);
  });
});

describe('the words', () => {
  const flags = flagsOf(
    buildPeer(1, {
      interested: true,
      choked: false,
      peerInterested: true,
      source: 'dht',
      encryption: 'rc4',
    }),
  );

  it('say what goes on, without what other columns say', () => {
    expect(describeTraffic(flags)).toBe('sends to us, waits for us');
  });

  it('say all of it to who cannot see the columns', () => {
    expect(describeFlags(flags)).toBe('sends to us, waits for us, found in the DHT, encrypted');
  });

  it('call a peer idle of which there is nothing to say', () => {
    expect(describeTraffic(flagsOf(buildPeer(1, { encryption: 'rc4' })))).toBe('idle');
    expect(describeFlags([])).toBe('idle');
  });
});
