import type { DownloadSourcesDto } from '@shared/dto/download.js';
import { describe, expect, it } from 'vitest';
import { describeSources } from './source-words';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const announced = {
  state: 'announced',
  lastAnnounceAt: null,
  nextAnnounceAt: null,
  found: 0,
} as const;
const buildSources = (changes: Partial<DownloadSourcesDto> = {}): DownloadSourcesDto => ({
  private: false,
  dht: announced,
  lsd: announced,
  pex: { enabled: true, peers: 0, found: 0 },
  known: {},
  connected: {},
  ...changes,
});
const valuesOf = (sources: DownloadSourcesDto) =>
  Object.fromEntries(describeSources(sources, NOW).map(({ word, value }) => [word, value]));

describe('describeSources', () => {
  it('counts known and connected peers of each source', () => {
    const sources = buildSources({
      known: { tracker: 12, dht: 1, pex: 30 },
      connected: { tracker: 3, incoming: 2 },
      pex: { enabled: true, peers: 2, found: 30 },
    });
    expect(valuesOf(sources)).toEqual({
      Trackers: '12 peers, 3 connected',
      DHT: '1 peer, 0 connected, asked soon',
      'Peer exchange': '30 peers, 0 connected, told by 2',
      'Local network': 'no peer, asked soon',
      'Connected by themselves': '2 peers connected',
    });
  });

  it('says when the DHT is asked again, and what is switched off', () => {
    const sources = buildSources({
      dht: { ...announced, nextAnnounceAt: '2026-11-23T12:12:03Z' },
      lsd: { ...announced, state: 'off' },
      pex: { enabled: false, peers: 0, found: 0 },
    });
    expect(valuesOf(sources)).toMatchObject({
      DHT: 'no peer, asked again in 12 m 03 s',
      'Local network': 'not asked',
      'Peer exchange': 'off',
    });
  });

  it('names nothing but the trackers for a private torrent', () => {
    expect(valuesOf(buildSources({ private: true, known: { tracker: 1 } }))).toEqual({
      Trackers: '1 peer, 0 connected',
      'DHT and others': 'not used: the torrent is private',
    });
  });
});
