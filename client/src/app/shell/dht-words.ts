/** How the DHT is, in words: one line a topic. Pure. */
import type { DhtFamilyDto, DhtReportDto } from '@shared/dto/dht.js';
import { formatBytes, formatCount } from '../ui/format';
import { formatMessage } from '../ui/message';

export interface DhtLine {
  word: string;
  value: string;
}

const FAMILY_WORDS: Record<DhtFamilyDto['family'], string> = {
  ipv4: $localize`Nodes over IPv4`,
  ipv6: $localize`Nodes over IPv6`,
};

/** For the status strip: how many nodes answer, or that it is off. */
export function describeNodes(nodes: number | null): string {
  if (nodes === null) return $localize`DHT off`;
  if (nodes === 0) return $localize`DHT: no nodes yet`;
  return formatMessage($localize`DHT: {nodes, plural, =1 {1 node} other {# nodes}}`, { nodes });
}

export function describeDht(report: DhtReportDto): DhtLine[] {
  const { traffic } = report;
  const refused = Object.values(report.refused).reduce((sum, count) => sum + count, 0);
  return [
    ...report.families.map((family) => ({
      word: FAMILY_WORDS[family.family],
      value: describeFamily(family),
    })),
    { word: $localize`Lookups`, value: describeLookups(report.lookups) },
    {
      word: $localize`Announces`,
      value: formatMessage(
        $localize`{done} done, taken by {stored, plural, =1 {1 node} other {# nodes}}`,
        { ...report.announces },
      ),
    },
    { word: $localize`Kept for others`, value: describeKept(report) },
    {
      word: $localize`Own queries`,
      value: formatMessage($localize`{queriesOut}, of which {timeouts} were not answered`, {
        queriesOut: traffic.queriesOut,
        timeouts: traffic.timeouts,
      }),
    },
    { word: $localize`Queries of others`, value: formatCount(traffic.queriesIn) },
    { word: $localize`:bytes:Received`, value: formatBytes(traffic.bytesIn) },
    { word: $localize`:bytes:Sent`, value: formatBytes(traffic.bytesOut) },
    { word: $localize`Packets refused`, value: formatCount(refused) },
  ];
}

function describeLookups({ running, done, medianDepth }: DhtReportDto['lookups']): string {
  if (medianDepth === null) {
    return formatMessage($localize`{running} running, {done} done`, { running, done });
  }
  const values = { running, done, depth: medianDepth };
  return formatMessage($localize`{running} running, {done} done, median depth {depth}`, values);
}

function describeKept({ readOnly, stored }: DhtReportDto): string {
  if (readOnly) return $localize`nothing: this node only asks`;
  const peers = $localize`{peers, plural, =1 {1 peer} other {# peers}} of {torrents, plural, =1 {1 torrent} other {# torrents}}, {items, plural, =1 {1 item} other {# items}}`;
  return formatMessage(peers, { ...stored });
}

function describeFamily({ nodes, externalAddress, isBootstrapped }: DhtFamilyDto): string {
  const values = { nodes, address: externalAddress ?? '' };
  if (externalAddress === null) {
    return isBootstrapped
      ? formatCount(nodes)
      : formatMessage($localize`{nodes}, still looking for the first ones`, values);
  }
  return isBootstrapped
    ? formatMessage($localize`{nodes}, which see this one at {address}`, values)
    : formatMessage(
        $localize`{nodes}, still looking for the first ones, which see this one at {address}`,
        values,
      );
}
