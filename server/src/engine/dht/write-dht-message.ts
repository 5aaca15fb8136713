/** A message of the DHT to its packet: canonical bencode that `readDhtMessage` reads back. */
import { encodeBencode, EncodedBencode, type BencodeInput } from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { formatCompactEndpoint, formatCompactNodes } from './compact-nodes.ts';
import type {
  AnnouncePeerQuestion,
  DhtItem,
  DhtMessage,
  DhtQuestion,
  DhtResponse,
  GetPeersQuestion,
  PutQuestion,
  WantedFamilies,
} from './dht-message.ts';

type Fields = Record<string, BencodeInput | undefined>;

/** Writes a packet. */
export function writeDhtMessage(message: DhtMessage): Uint8Array {
  const envelope = { t: message.transactionId, v: message.version ?? undefined };
  if (message.kind === 'query') {
    const { question } = message;
    const q = question.method === 'unknown' ? question.name : question.method;
    const ro = set(message.isReadOnly);
    return encodeBencode({ ...envelope, y: 'q', ro, q, a: argumentsOf(question) });
  }
  const ip = endpointOf(message.externalAddress);
  return encodeBencode(
    message.kind === 'response'
      ? { ...envelope, ip, y: 'r', r: returnValues(message) }
      : { ...envelope, ip, y: 'e', e: [message.code, message.text] },
  );
}

/** Every question writes the fields that it has; the names are those of the BEPs. */
function argumentsOf(question: DhtQuestion): Fields {
  const { id } = question;
  if (question.method === 'announce_peer') return { id, ...announceFields(question) };
  if (question.method === 'put') return { id, ...putFields(question) };
  return {
    id,
    target: 'target' in question ? (question.target ?? undefined) : undefined,
    want: 'want' in question ? wantOf(question.want) : undefined,
    seq: question.method === 'get' ? (question.sequence ?? undefined) : undefined,
    ...(question.method === 'get_peers' ? getPeersFields(question) : {}),
  };
}

function getPeersFields(question: GetPeersQuestion): Fields {
  return {
    info_hash: question.infoHash,
    noseed: set(question.withoutSeeds),
    scrape: set(question.wantsScrape),
  };
}

function announceFields(question: AnnouncePeerQuestion): Fields {
  return {
    info_hash: question.infoHash,
    port: question.port,
    implied_port: set(question.isPortImplied),
    token: question.token,
    seed: set(question.isSeed),
  };
}

function putFields({ token, value, signed }: PutQuestion): Fields {
  return {
    token,
    v: new EncodedBencode(value),
    k: signed?.key,
    sig: signed?.signature,
    seq: signed?.sequence,
    salt: signed?.salt ?? undefined,
    cas: signed?.over ?? undefined,
  };
}

function returnValues(response: DhtResponse): Fields {
  const { ipv4, ipv6 } = formatCompactNodes(response.nodes);
  const values = response.peers.map(formatCompactEndpoint).filter((bytes) => bytes !== null);
  return {
    id: response.id,
    nodes: ipv4.length > 0 ? ipv4 : undefined,
    nodes6: ipv6.length > 0 ? ipv6 : undefined,
    values: values.length > 0 ? values : undefined,
    token: response.token ?? undefined,
    BFsd: response.scrape?.seeds,
    BFpe: response.scrape?.peers,
    samples: response.samples?.infoHashes,
    interval: response.samples?.intervalSeconds,
    num: response.samples?.total,
    ...itemFields(response.item),
  };
}

function itemFields(item: DhtItem | null): Fields {
  return {
    v: item?.value ? new EncodedBencode(item.value) : undefined,
    k: item?.key ?? undefined,
    sig: item?.signature ?? undefined,
    seq: item?.sequence ?? undefined,
  };
}

function endpointOf(endpoint: PeerEndpoint | null): Uint8Array | undefined {
  return (endpoint && formatCompactEndpoint(endpoint)) ?? undefined;
}

function wantOf(families: WantedFamilies): string[] | undefined {
  return families?.map((family) => `n${family}`);
}

function set(flag: boolean): 1 | undefined {
  return flag ? 1 : undefined;
}
