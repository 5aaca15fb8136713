/** The peers and trackers that a simulated download pretends to have. Addresses are of RFC 5737 and 3849. */
import type { PeerStatus, TrackerHostStatus, TrackerStatus } from '../../engine/index.ts';

const PEER_COUNT = 6;

/** Six peers, two of them seeds, that share the given rates. */
export function simulatedPeers(downloadRate: number, uploadRate: number): PeerStatus[] {
  return Array.from({ length: PEER_COUNT }, (_, index) => ({
    address: index === 0 ? '2001:db8::1' : `192.0.2.${index}`,
    port: 51_413 + index,
    client: ['qBittorrent 5.1.2', 'Transmission 4.1.0', 'libtorrent 2.1.0'][index % 3]!,
    source: index % 2 === 0 ? 'tracker' : 'incoming',
    incoming: index % 2 === 1,
    encryption: (['none', 'handshake', 'rc4'] as const)[index % 3]!,
    progress: index < 2 ? 1 : index / PEER_COUNT,
    downloadRate: Math.floor(downloadRate / PEER_COUNT),
    uploadRate: Math.floor(uploadRate / PEER_COUNT),
    downloadedBytes: downloadRate * (index + 1),
    uploadedBytes: uploadRate * (index + 1),
    interested: downloadRate > 0,
    choked: downloadRate === 0,
    peerInterested: index >= 2,
    peerChoked: uploadRate === 0,
    snubbed: index === PEER_COUNT - 1,
    optimistic: index === 2,
  }));
}

/** Working trackers, and one in error where its host says so (`broken.`). */
export function simulatedTrackers(
  tiers: string[][],
  isRunning: boolean,
  now: number,
): TrackerStatus[] {
  return tiers.flatMap((urls, tier) =>
    urls.map((url) => {
      const isBroken = url.includes('//broken.');
      return {
        url,
        tier,
        state: isRunning ? (isBroken ? 'error' : 'working') : 'idle',
        message: isBroken ? 'The tracker did not answer within 30 seconds.' : null,
        seeds: isBroken || !isRunning ? null : 12,
        leechers: isBroken || !isRunning ? null : 28,
        peersReceived: isBroken || !isRunning ? null : 40,
        failures: isBroken ? 3 : 0,
        lastAnnounceAt: isRunning ? now - (now % 1_800_000) : null,
        nextAnnounceAt: isRunning ? now - (now % 1_800_000) + 1_800_000 : null,
      } as const;
    }),
  );
}

/** The trackers of all downloads by their hosts, as the engine counts them. */
export function tallyTrackers(ofDownloads: readonly TrackerStatus[][]): TrackerHostStatus[] {
  const hosts = new Map<string, TrackerHostStatus>();
  for (const trackers of ofDownloads) {
    const seen = new Set<string>();
    for (const { url, state, message, lastAnnounceAt } of trackers) {
      const host = URL.parse(url.replace(/^udp:/, 'http:'))?.host ?? '';
      const status = hosts.get(host) ?? {
        host,
        downloads: 0,
        states: { idle: 0, announcing: 0, working: 0, error: 0, disabled: 0 },
        message: null,
        lastAnnounceAt: null,
      };
      hosts.set(host, status);
      status.states[state]++;
      status.message = state === 'error' ? message : status.message;
      status.lastAnnounceAt = lastAnnounceAt;
      if (!seen.has(host)) status.downloads++;
      seen.add(host);
    }
  }
  return [...hosts.values()].toSorted((one, other) => other.downloads - one.downloads);
}
