/** The metrics of the DHT. While it is off there is nothing of them, or 0 where there is no label. */
import type { DhtStatus } from '../engine/index.ts';
import { counter, each, gauge, type MetricEntry, type Reading } from './metric-entry.ts';

type ReadStatus = (status: DhtStatus) => Reading[] | number;

/** Reads from the DHT's status what there is of it. */
function of(read: ReadStatus): MetricEntry['read'] {
  return ({ dht }) => {
    if (!dht.enabled) return [];
    const found = read(dht);
    return typeof found === 'number' ? [{ value: found }] : found;
  };
}

export const DHT_METRICS: readonly MetricEntry[] = [
  gauge(
    'shoal_dht_nodes',
    'Nodes of the DHT that answer, by the kind of their address.',
    of(({ families }) =>
      families.map(({ family, nodes }) => ({ labels: { family: `ipv${family}` }, value: nodes })),
    ),
    'family',
  ),
  gauge(
    'shoal_dht_lookups_running',
    'Searches in the DHT that are under way.',
    of(({ lookups }) => lookups.running),
  ),
  counter(
    'shoal_dht_lookups_total',
    'Searches in the DHT that are over.',
    of(({ lookups }) => lookups.done),
  ),
  counter(
    'shoal_dht_announces_total',
    'Announces to the DHT that are over.',
    of(({ announces }) => announces.done),
  ),
  counter(
    'shoal_dht_announces_stored_total',
    'Nodes that took an announce.',
    of(({ announces }) => announces.stored),
  ),
  gauge(
    'shoal_dht_stored',
    'What is kept for other nodes.',
    of(({ storedTorrents: torrents, storedPeers: peers, storedItems: items }) =>
      each('kind', { torrents, peers, items }),
    ),
    'kind',
  ),
  counter(
    'shoal_dht_packets_total',
    'Packets of the DHT, and own queries that were not answered.',
    of(({ queriesIn, queriesOut, answersIn, timeouts }) =>
      each('kind', { queriesIn, queriesOut, answersIn, timeouts }),
    ),
    'kind',
  ),
  counter(
    'shoal_dht_bytes_total',
    'Bytes of packets of the DHT.',
    of(({ bytesIn, bytesOut }) => each('direction', { in: bytesIn, out: bytesOut })),
    'direction',
  ),
  counter(
    'shoal_dht_refused_total',
    'Packets of the DHT that were not taken, or not sent, by reason.',
    of(({ refused }) => each('reason', { ...refused })),
    'reason',
  ),
];
