/** The orders of the table of peers. Pure: takes peers and gives their ids. */
import type { DownloadPeerDto } from '@shared/dto/download.js';
import { perLocale } from '../../ui/locale';
import { ENCRYPTION_WORDS, FOUND_WORDS, sourceOf } from './peer-words';

export const PEER_SORT_FIELDS = [
  'traffic',
  'country',
  'address',
  'client',
  'progress',
  'downloadRate',
  'uploadRate',
  'source',
  'encryption',
] as const;
export type PeerSortField = (typeof PEER_SORT_FIELDS)[number];

export interface PeerSort {
  field: PeerSortField;
  direction: 'asc' | 'desc';
}

/** Those that move most data first. */
export const USUAL_PEER_SORT: PeerSort = { field: 'traffic', direction: 'desc' };

/** Where the largest is of most interest. */
const FALLING: ReadonlySet<PeerSortField> = new Set([
  'traffic',
  'progress',
  'downloadRate',
  'uploadRate',
]);

/** A click on the column: its usual direction first, then the other one. */
export function nextSort(sort: PeerSort, field: PeerSortField): PeerSort {
  if (sort.field === field) {
    return { field, direction: sort.direction === 'asc' ? 'desc' : 'asc' };
  }
  return { field, direction: FALLING.has(field) ? 'desc' : 'asc' };
}

type Compare = (one: DownloadPeerDto, other: DownloadPeerDto) => number;

const collator = perLocale((tag) => new Intl.Collator(tag, { numeric: true, sensitivity: 'base' }));

const byNumber =
  (read: (peer: DownloadPeerDto) => number): Compare =>
  (one, other) =>
    read(one) - read(other);
const byText =
  (read: (peer: DownloadPeerDto) => string): Compare =>
  (one, other) =>
    collator().compare(read(one), read(other));

const COMPARE: Record<PeerSortField, Compare> = {
  traffic: byNumber((peer) => peer.downloadRate + peer.uploadRate),
  country: byText((peer) => peer.country ?? ''),
  address: compareAddresses,
  client: byText((peer) => peer.client),
  progress: byNumber((peer) => peer.progress),
  downloadRate: byNumber((peer) => peer.downloadRate),
  uploadRate: byNumber((peer) => peer.uploadRate),
  source: byText((peer) => FOUND_WORDS[sourceOf(peer)]),
  encryption: byText((peer) => ENCRYPTION_WORDS[peer.encryption]),
};

/** Equal ones keep an order of their own, so that the rows stand still. */
export function sortedIds(peers: readonly DownloadPeerDto[], sort: PeerSort): string[] {
  const compare = COMPARE[sort.field];
  const sign = sort.direction === 'asc' ? 1 : -1;
  return peers
    .toSorted((one, other) => {
      const order = unknownLast(one, other, sort.field) || sign * compare(one, other);
      return order || compareAddresses(one, other);
    })
    .map((peer) => peer.id);
}

/** The order that was, without those that left; whoever came stands behind. */
export function heldOrder(before: readonly string[], peers: readonly DownloadPeerDto[]): string[] {
  const present = new Set(peers.map((peer) => peer.id));
  const kept = before.filter((id) => present.has(id));
  for (const id of kept) present.delete(id);
  return [...kept, ...present];
}

/** Peers of no known country stand behind the others, whichever way round. */
function unknownLast(one: DownloadPeerDto, other: DownloadPeerDto, field: PeerSortField): number {
  if (field !== 'country') return 0;
  return Number(one.country === null) - Number(other.country === null);
}

/** IPv4 before IPv6, each by its numbers. */
function compareAddresses(one: DownloadPeerDto, other: DownloadPeerDto): number {
  const isLater = Number(one.address.includes(':')) - Number(other.address.includes(':'));
  return isLater || collator().compare(one.address, other.address) || one.port - other.port;
}

/** What was remembered, where it still means something. */
export function parsePeerSort(kept: unknown): PeerSort {
  if (typeof kept !== 'object' || kept === null) return USUAL_PEER_SORT;
  const { field, direction } = kept as Partial<PeerSort>;
  const isKnown = PEER_SORT_FIELDS.some((known) => known === field);
  if (!isKnown || (direction !== 'asc' && direction !== 'desc')) return USUAL_PEER_SORT;
  return { field: field!, direction };
}
