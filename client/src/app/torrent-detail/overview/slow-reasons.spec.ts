import type { DownloadSourcesDto, DownloadTrackerDto } from '@shared/dto/download.js';
import type { SessionStatsDto } from '@shared/dto/session.js';
import type { SettingsDto } from '@shared/dto/settings.js';
import { describe, expect, it } from 'vitest';
import { buildDownload, buildMetadata } from '../../testing/downloads';
import { type SlowEvidence, slowReasons } from './slow-reasons';

const SOURCE = {
  state: 'announced',
  lastAnnounceAt: null,
  nextAnnounceAt: null,
  found: 0,
} as const;
const SOURCES: DownloadSourcesDto = {
  private: false,
  dht: SOURCE,
  lsd: SOURCE,
  pex: { enabled: true, peers: 0, found: 0 },
  known: {},
  connected: {},
};
const STATS = {
  downloadRate: 0,
  peerPort: 51_413,
  alternativeLimits: false,
  dhtNodes: 200,
} as SessionStatsDto;
const SETTINGS = {
  downloadLimit: null,
  uploadLimit: null,
  alternativeLimits: { downloadLimit: 1000, uploadLimit: null },
  maxActiveDownloads: 3,
} as SettingsDto;

function reasonsOf(changes: Partial<SlowEvidence>) {
  return slowReasons({
    row: buildDownload(1, { peers: 4, seeds: 1, downloadRate: 50_000 }),
    trackers: [],
    sources: SOURCES,
    unreachablePieces: 0,
    stats: STATS,
    settings: SETTINGS,
    ...changes,
  });
}

const idsOf = (changes: Partial<SlowEvidence>) => reasonsOf(changes).map(({ id }) => id);

function tracker(state: DownloadTrackerDto['state'], message: string | null = null) {
  return { url: 'udp://t.example', tier: 0, state, message } as DownloadTrackerDto;
}

const alone = buildDownload(1, { peers: 0 });

describe('why a download is slow', () => {
  it('is silent of one that goes as it should, and of a seed', () => {
    expect(reasonsOf({})).toEqual([]);
    expect(reasonsOf({ row: buildDownload(1, { state: 'seeding' }) })).toEqual([]);
  });

  it('is silent while it does not know', () => {
    expect(
      reasonsOf({ row: alone, trackers: null, sources: null, stats: null, settings: null }),
    ).toEqual([]);
  });

  it('says what state it is in, and offers the way out', () => {
    const remediesIn = (state: 'paused' | 'cancelled' | 'queued' | 'checking') =>
      reasonsOf({ row: buildDownload(7, { state }) })[0]?.remedies;
    expect(remediesIn('paused')).toEqual(['resume']);
    expect(remediesIn('cancelled')).toEqual(['resume']);
    expect(remediesIn('checking')).toEqual([]);
    expect(remediesIn('queued')).toEqual(['force-start', 'queue-settings']);
  });

  it('tells the place in the queue and how many may run', () => {
    const [reason] = reasonsOf({ row: buildDownload(7, { state: 'queued' }) });
    expect(reason?.text).toContain('place 7');
    expect(reason?.text).toContain('3 may download');
  });

  it("gives the server's words for a fault, with what helps against that one", () => {
    const error = { code: 'disk-full', message: 'Make room.' } as const;
    const [reason] = reasonsOf({ row: buildDownload(1, { state: 'error', error }) });
    expect(reason).toEqual({
      id: 'fault',
      level: 'error',
      text: 'Make room.',
      remedies: ['move', 'resume'],
    });
  });

  it('names skipped files before all else', () => {
    expect(idsOf({ row: buildDownload(1, { wantedBytes: 0 }) })).toEqual(['nothing-wanted']);
    const done = buildDownload(1, { state: 'seeding', wantedBytes: 0 });
    expect(idsOf({ row: done })).toEqual(['nothing-wanted']);
  });

  it('tells peers that are not known from peers that cannot be reached', () => {
    expect(idsOf({ row: alone })).toEqual(['no-peers']);
    const known = { ...SOURCES, known: { dht: 3, tracker: 2 } };
    const [reason] = reasonsOf({ row: alone, sources: known });
    expect(reason?.id).toBe('unreachable-peers');
    expect(reason?.text).toContain('5');
  });

  it('blames trackers only where all of them fail', () => {
    const failing = [tracker('error', 'unregistered torrent'), tracker('error')];
    const [, reason] = reasonsOf({ row: alone, trackers: failing });
    expect(reason?.id).toBe('trackers-fail');
    expect(reason?.text).toContain('unregistered torrent');
    expect(idsOf({ row: alone, trackers: [...failing, tracker('working')] })).toEqual(['no-peers']);
  });

  it('knows that a private torrent has its trackers alone', () => {
    const sources = { ...SOURCES, private: true };
    const stats = { ...STATS, dhtNodes: null };
    expect(idsOf({ row: alone, sources, stats, trackers: [tracker('working')] })).toEqual([
      'no-peers',
      'private',
    ]);
    expect(idsOf({ row: alone, sources, stats })).toEqual(['no-peers', 'private-alone']);
  });

  it('looks at the DHT and the port while nobody is connected', () => {
    const stats = { ...STATS, dhtNodes: 0, peerPort: null };
    expect(idsOf({ row: alone, stats })).toEqual(['no-peers', 'dht-empty', 'no-port']);
    expect(idsOf({ row: alone, stats: { ...STATS, dhtNodes: null } })).toContain('dht-off');
  });

  it('names pieces that nobody has, unless a seed is there', () => {
    const row = buildDownload(1, { peers: 2, seeds: 0, downloadRate: 9000 });
    expect(idsOf({ row, unreachablePieces: 12 })).toEqual(['unavailable']);
    expect(idsOf({ row: { ...row, seeds: 1 }, unreachablePieces: 12 })).toEqual([]);
  });

  it('says that peers send nothing, and that the order costs speed', () => {
    const row = buildDownload(1, { peers: 2, seeds: 1, sequential: true });
    expect(idsOf({ row })).toEqual(['idle-peers', 'sequential']);
  });

  it('names the limit that holds it: its own, that of all, or the alternative one', () => {
    const row = buildDownload(1, { peers: 2, downloadRate: 950, downloadLimit: 1000 });
    expect(idsOf({ row })).toEqual(['own-limit']);
    const stats = { ...STATS, downloadRate: 980 };
    const free = { ...row, downloadLimit: null };
    expect(idsOf({ row: free, stats, settings: { ...SETTINGS, downloadLimit: 1000 } })).toEqual([
      'limit',
    ]);
    const [reason] = reasonsOf({ row: free, stats: { ...stats, alternativeLimits: true } });
    expect(reason?.text).toContain('alternative');
  });

  it('warns of an upload limit that peers answer in kind', () => {
    const row = buildDownload(1, { peers: 2, seeds: 1, downloadRate: 9000, uploadLimit: 2048 });
    expect(idsOf({ row })).toEqual(['meagre-upload']);
  });

  it('tells of a magnet why nobody is found, and nothing once somebody is', () => {
    const row = buildDownload(1, { state: 'metadata', metadata: buildMetadata({ connected: 0 }) });
    const stats = { ...STATS, dhtNodes: 0 };
    expect(idsOf({ row, stats })).toEqual(['dht-empty']);
    const found = { ...row, metadata: buildMetadata({ connected: 1 }) };
    expect(idsOf({ row: found, stats })).toEqual([]);
  });

  it('knows that a move keeps the disk busy', () => {
    const move = { directory: '/b', progress: 0.1, returning: false };
    const row = buildDownload(1, { peers: 2, downloadRate: 9000, move });
    expect(idsOf({ row })).toEqual(['moving']);
  });
});
