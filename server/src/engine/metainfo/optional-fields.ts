/**
 * What a torrent says beside its content: trackers, web seeds, comment, origin. None of it is worth a
 * refusal; a field of the wrong type counts as not there, with a warning.
 */
import type { BencodeNode } from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { endpointKey, parseEndpoint } from '../net/address.ts';
import type { Metainfo } from './metainfo.ts';
import { usableTrackers, usableWebSeeds } from './tracker-list.ts';

const MAX_COMMENT_LENGTH = 4_096;
const MAX_CREATOR_LENGTH = 256;
/** Programs write the 8 nodes closest to the info hash, or some well-known ones. */
const MAX_NODES = 100;
/** The end of the year 9999: later dates have no four-digit year, which ISO 8601 asks for. */
const MAX_DATE_MS = 253_402_300_799_000;
/** Controls but line feed and tab, halves of surrogate pairs, and characters that turn text around. */
const UNREADABLE = /(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

export type OptionalFields = Pick<
  Metainfo,
  'private' | 'comment' | 'createdBy' | 'createdAt' | 'trackers' | 'webSeeds' | 'nodes'
>;

/** Reads them; adds to `warnings` what was left out. */
export function readOptionalFields(
  root: BencodeNode,
  info: BencodeNode,
  warnings: string[],
): OptionalFields {
  const isPrivate = info.field('private')?.integer() ?? 0;
  return {
    private: isPrivate !== 0,
    comment: readText(root, 'comment', MAX_COMMENT_LENGTH, warnings),
    createdBy: readText(root, 'created by', MAX_CREATOR_LENGTH, warnings),
    createdAt: readDate(root.field('creation date'), warnings),
    trackers: readTrackers(root, warnings),
    webSeeds: readWebSeeds(root.field('url-list'), warnings),
    nodes: readNodes(root.field('nodes')),
  };
}

function readText(
  root: BencodeNode,
  key: string,
  maxLength: number,
  warnings: string[],
): string | null {
  const node = root.field(`${key}.utf-8`) ?? root.field(key);
  if (node === undefined) return null;
  const text = node.text();
  if (text === undefined) {
    warnings.push(`The field "${key}" is not text and was ignored.`);
    return null;
  }
  const lines = text.slice(0, maxLength).replace(/\r\n?/gu, '\n');
  return lines.replace(UNREADABLE, '').trim() || null;
}

/** Seconds since 1970 by the standard; some programs write milliseconds. */
function readDate(node: BencodeNode | undefined, warnings: string[]): number | null {
  if (node === undefined) return null;
  const value = node.integer();
  if (value === undefined) {
    warnings.push('The field "creation date" is not a number and was ignored.');
    return null;
  }
  const written = Number(value);
  if (written >= 0 && written * 1000 <= MAX_DATE_MS) return written * 1000;
  if (written > 0 && written <= MAX_DATE_MS) return written;
  warnings.push('The creation date is out of range.');
  return written < 0 ? 0 : MAX_DATE_MS;
}

function readTrackers(root: BencodeNode, warnings: string[]): string[][] {
  const listed = usableTrackers(tiersOf(root.field('announce-list')));
  const single = usableTrackers([textsOf(root.field('announce'))]);
  const { tiers, dropped } = listed.tiers.length > 0 ? listed : single;
  const left = listed.tiers.length > 0 ? dropped : dropped + listed.dropped;
  if (left > 0) warnings.push(`${left} trackers with unusable addresses were left out.`);
  return tiers;
}

function* tiersOf(list: BencodeNode | undefined): Generator<Iterable<string>> {
  for (const tier of list?.items() ?? []) yield textsOf(tier);
}

/** A string, or the strings of a list: both are found where BEP 12 and BEP 19 want a list. */
function* textsOf(node: BencodeNode | undefined): Generator<string> {
  const text = node?.text();
  if (text !== undefined) yield text;
  for (const item of node?.items() ?? []) {
    const itemText = item.text();
    if (itemText !== undefined) yield itemText;
  }
}

function readWebSeeds(node: BencodeNode | undefined, warnings: string[]): string[] {
  const { urls, dropped } = usableWebSeeds(textsOf(node));
  if (dropped > 0) warnings.push(`${dropped} web seeds with unusable addresses were left out.`);
  return urls;
}

/**
 * BEP 5: `[host, port]` each. Hosts by name are passed over, as in magnet links: the DHT has well-known ones of its
 * own, and names that strangers wrote are not looked up for so little.
 */
function readNodes(node: BencodeNode | undefined): PeerEndpoint[] {
  const nodes = new Map<string, PeerEndpoint>();
  let entries = 0;
  for (const item of node?.items() ?? []) {
    if (++entries > MAX_NODES) break;
    const [host, port] = [...item.items()];
    const address = host?.text() ?? '';
    const written = address.includes(':') ? `[${address}]` : address;
    const endpoint = parseEndpoint(`${written}:${port?.integer() ?? ''}`);
    if (endpoint && endpoint.port > 0) nodes.set(endpointKey(endpoint), endpoint);
  }
  return [...nodes.values()];
}
