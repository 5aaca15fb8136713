import { describe, expect, it } from 'vitest';
import { buildDownload, buildMetadata } from '../testing/downloads';
import {
  describeAmount,
  describeBriefly,
  describeFinds,
  describePatience,
  describeStage,
  metadataShare,
} from './metadata-words';

const nothing = buildMetadata({ found: {}, connected: 0, givers: 0 });
const found = buildMetadata({ found: { dht: 8, tracker: 4 }, connected: 0, givers: 0 });
const connected = buildMetadata({ found: { dht: 1 }, connected: 1, givers: 0 });
const coming = buildMetadata({ receivedBytes: 49_152, totalBytes: 122_880, givers: 2 });

describe('the words for metadata', () => {
  it('tell the stages apart', () => {
    expect([nothing, found, connected, coming].map(describeStage)).toEqual([
      'Looking for peers',
      'Trying to reach peers',
      'Connected, but nobody has the metadata yet',
      'Receiving the metadata',
    ]);
  });

  it('name the sources of the peers that were found, the most first', () => {
    expect(describeFinds(nothing)).toBe('No peer found so far');
    expect(describeFinds(found)).toBe('12 peers found (8 DHT, 4 tracker), 0 connected');
    expect(describeFinds(connected)).toBe('1 peer found (1 DHT), 1 connected');
  });

  it('say the amount only where a peer told the size', () => {
    expect(describeAmount(found)).toBe('');
    expect(describeAmount(coming)).toBe('48.0 KiB of 120 KiB');
    expect(metadataShare(found)).toBeNull();
    expect(metadataShare(coming)).toBe(0.4);
  });

  it('are few in a row of the list', () => {
    const rows = [nothing, found, connected, coming].map((metadata) =>
      buildDownload(1, { state: 'metadata', metadata }),
    );
    const paused = buildDownload(1, { state: 'paused', metadata: coming });
    expect([...rows, paused, buildDownload(1)].map(describeBriefly)).toEqual([
      'Looking for peers',
      '12 peers found',
      '1 peer connected',
      '48.0 KiB of 120 KiB',
      'No metadata yet',
      '',
    ]);
  });

  it('give reasons only after a while, and only where there is no progress', () => {
    const late = { waitedSeconds: 20, hasTrackers: true };
    expect(describePatience(nothing, { waitedSeconds: 19, hasTrackers: true })).toBeNull();
    expect(describePatience(coming, late)).toBeNull();
    expect(describePatience(connected, late)).toContain('waiting for it themselves');
    expect(describePatience(found, late)).toContain('None of the peers');
    expect(describePatience(nothing, late)).toContain('neither the trackers');
    expect(describePatience(nothing, { ...late, hasTrackers: false })).toContain('no tracker');
  });
});
