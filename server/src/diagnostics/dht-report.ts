/** What the engine says of its DHT, in the words of the API. Pure. */
import type { DhtStatus } from '../engine/index.ts';
import type { DhtReportDto } from '@shared/dto/dht.js';

/** Null where it is off. */
export function dhtReport(status: DhtStatus): DhtReportDto | null {
  if (!status.enabled) return null;
  const { queriesIn, queriesOut, answersIn, timeouts, bytesIn, bytesOut } = status;
  return {
    readOnly: status.readOnly,
    families: status.families.map(({ family, ...facts }) => ({
      family: family === 4 ? 'ipv4' : 'ipv6',
      ...facts,
    })),
    lookups: status.lookups,
    announces: status.announces,
    stored: {
      torrents: status.storedTorrents,
      peers: status.storedPeers,
      items: status.storedItems,
    },
    traffic: { queriesIn, queriesOut, answersIn, timeouts, bytesIn, bytesOut },
    refused: status.refused,
  };
}
