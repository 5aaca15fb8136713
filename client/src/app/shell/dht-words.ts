/** How the DHT is, in words: one line a topic. Pure. */
import type { DhtFamilyDto, DhtReportDto } from '@shared/dto/dht.js';
import { formatBytes, formatCount, formatPlural } from '../ui/format';

export interface DhtLine {
  word: string;
  value: string;
}

const FAMILY_WORDS: Record<DhtFamilyDto['family'], string> = {
  ipv4: 'Nodes over IPv4',
  ipv6: 'Nodes over IPv6',
};

/** For the status strip: how many nodes answer, or that it is off. */
export function describeNodes(nodes: number | null): string {
  if (nodes === null) return 'DHT off';
  return nodes === 0 ? 'DHT: no nodes yet' : `DHT: ${formatPlural(nodes, 'node')}`;
}

export function describeDht(report: DhtReportDto): DhtLine[] {
  const { lookups, announces, stored, traffic } = report;
  const depth = lookups.medianDepth === null ? '' : `, median depth ${lookups.medianDepth}`;
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  return [
    ...report.families.map((family) => ({
      word: FAMILY_WORDS[family.family],
      value: describeFamily(family),
    })),
    {
      word: 'Lookups',
      value: `${formatCount(lookups.running)} running, ${formatCount(lookups.done)} done${depth}`,
    },
    {
      word: 'Announces',
      value: `${formatCount(announces.done)} done, taken by ${formatPlural(announces.stored, 'node')}`,
    },
    {
      word: 'Kept for others',
      value: report.readOnly
        ? 'nothing: this node only asks'
        : [
            formatPlural(stored.peers, 'peer'),
            `of ${formatPlural(stored.torrents, 'torrent')},`,
            formatPlural(stored.items, 'item'),
          ].join(' '),
    },
    {
      word: 'Own queries',
      value: `${formatCount(traffic.queriesOut)}, of which ${formatCount(traffic.timeouts)} were not answered`,
    },
    { word: 'Queries of others', value: formatCount(traffic.queriesIn) },
    { word: 'Received', value: formatBytes(traffic.bytesIn) },
    { word: 'Sent', value: formatBytes(traffic.bytesOut) },
    { word: 'Packets refused', value: formatCount(refused) },
  ];
}

function describeFamily({ nodes, externalAddress, isBootstrapped }: DhtFamilyDto): string {
  const parts = [formatCount(nodes)];
  if (!isBootstrapped) parts.push('still looking for the first ones');
  if (externalAddress !== null) parts.push(`which see this one at ${externalAddress}`);
  return parts.join(', ');
}
