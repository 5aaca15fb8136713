/** What a DHT that has met some nodes would tell of itself, and of the peers that it found for a download. */
import type { DhtStatus, DiscoveryReport } from '../../engine/index.ts';

export function simulatedDht(): DhtStatus {
  return {
    enabled: true,
    readOnly: false,
    families: [
      {
        family: 4,
        nodes: 280,
        replacements: 40,
        nodeId: '5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401',
        externalAddress: '192.0.2.1',
        isBootstrapped: true,
      },
      {
        family: 6,
        nodes: 32,
        replacements: 0,
        nodeId: '17a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2',
        externalAddress: null,
        isBootstrapped: true,
      },
    ],
    lookups: { running: 1, done: 12, medianDepth: 5 },
    announces: { done: 10, stored: 78 },
    storedTorrents: 3,
    storedPeers: 9,
    storedItems: 0,
    queriesIn: 400,
    queriesOut: 900,
    answersIn: 700,
    timeouts: 180,
    refused: { rateLimited: 2, blocked: 5, malformed: 1, unasked: 4, overBudget: 0 },
    bytesIn: 300_000,
    bytesOut: 200_000,
  };
}

/** Of a download whose six simulated peers came from its tracker or by themselves. */
export function simulatedSources(): DiscoveryReport {
  const announced = Date.UTC(2026, 0, 1);
  const none = { manual: 0, tracker: 0, lsd: 0, dht: 0, pex: 0, incoming: 0 };
  return {
    isPrivate: false,
    dht: {
      state: 'announced',
      lastAnnounceAt: announced,
      nextAnnounceAt: announced + 15 * 60_000,
      found: 40,
    },
    lsd: {
      state: 'announced',
      lastAnnounceAt: announced,
      nextAnnounceAt: announced + 5 * 60_000,
      found: 0,
    },
    pex: { isOn: true, found: 12, peersWithPex: 4 },
    known: { ...none, tracker: 30, dht: 25, pex: 9, incoming: 3 },
    connected: { ...none, tracker: 3, incoming: 3 },
  };
}
