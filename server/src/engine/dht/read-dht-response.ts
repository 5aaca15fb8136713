/** The return values of a response. Throws DhtMessageError for a field of the wrong size. */
import type { BencodeNode } from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import type { AddressFamily } from '../net/address.ts';
import { parseCompactEndpoint, parseCompactNodes } from './compact-nodes.ts';
import {
  BLOOM_FILTER_BYTES,
  ID_BYTES,
  KEY_BYTES,
  MAX_SAMPLE_INTERVAL_SECONDS,
  MAX_TOKEN_BYTES,
  SIGNATURE_BYTES,
} from './dht-limits.ts';
import { DhtMessageError } from './dht-message-error.ts';
import type { DhtItem, DhtNode, DhtResponse, DhtSamples, DhtScrape } from './dht-message.ts';
import { exactBytes, hintBytes, itemValue, requiredId, sequence } from './message-fields.ts';

/** What a response says beside its envelope. */
export type ResponseFields = Omit<DhtResponse, 'kind' | 'transactionId' | 'version'>;

/** Reads the return values `r` and the asker's address `ip` of a response. */
export function readResponseFields(packet: Uint8Array, root: BencodeNode): ResponseFields {
  const fields = root.field('r');
  if (fields?.kind !== 'dictionary') {
    throw new DhtMessageError('bad-argument', 'The response has no return values.');
  }
  return {
    id: requiredId(fields, 'id', 'bad-id'),
    externalAddress: readExternalAddress(root),
    nodes: [...readNodes(fields, 'nodes', 4), ...readNodes(fields, 'nodes6', 6)],
    peers: readPeers(fields),
    token: hintBytes(fields, 'token', MAX_TOKEN_BYTES),
    scrape: readScrape(fields),
    item: readItem(packet, fields),
    samples: readSamples(fields),
  };
}

/** BEP 42. A wrong one is no reason to refuse the message. */
export function readExternalAddress(root: BencodeNode): PeerEndpoint | null {
  const bytes = root.field('ip')?.bytes();
  return bytes === undefined ? null : parseCompactEndpoint(bytes);
}

function readNodes(fields: BencodeNode, key: string, family: AddressFamily): DhtNode[] {
  const field = fields.field(key);
  if (field === undefined) return [];
  const bytes = field.bytes();
  const nodes = bytes === undefined ? null : parseCompactNodes(bytes, family);
  if (nodes === null) {
    throw new DhtMessageError('bad-nodes', `The field "${key}" holds no whole nodes.`);
  }
  return nodes;
}

function readPeers(fields: BencodeNode): PeerEndpoint[] {
  const field = fields.field('values');
  if (field === undefined) return [];
  if (field.kind !== 'list') throw new DhtMessageError('bad-peers', 'The peers are no list.');
  return Array.from(field.items(), (item) => {
    const bytes = item.bytes();
    const peer = bytes === undefined ? null : parseCompactEndpoint(bytes);
    if (peer === null) throw new DhtMessageError('bad-peers', 'A peer is not 6 or 18 bytes.');
    return peer;
  });
}

function readScrape(fields: BencodeNode): DhtScrape | null {
  const seeds = hintBytes(fields, 'BFsd', BLOOM_FILTER_BYTES);
  const peers = hintBytes(fields, 'BFpe', BLOOM_FILTER_BYTES);
  const isWhole = seeds?.length === BLOOM_FILTER_BYTES && peers?.length === BLOOM_FILTER_BYTES;
  return isWhole ? { seeds, peers } : null;
}

function readItem(packet: Uint8Array, fields: BencodeNode): DhtItem | null {
  const item = {
    value: itemValue(packet, fields),
    sequence: sequence(fields, 'seq'),
    key: exactBytes(fields, 'k', KEY_BYTES, 'bad-item'),
    signature: exactBytes(fields, 'sig', SIGNATURE_BYTES, 'bad-item'),
  };
  return Object.values(item).every((part) => part === null) ? null : item;
}

function readSamples(fields: BencodeNode): DhtSamples | null {
  const infoHashes = fields.field('samples')?.bytes();
  if (infoHashes === undefined) return null;
  if (infoHashes.length % ID_BYTES !== 0) {
    throw new DhtMessageError('bad-samples', 'The samples are no whole info hashes.');
  }
  const interval = countOf(fields.field('interval')) ?? 0;
  return {
    infoHashes,
    intervalSeconds: Math.min(interval, MAX_SAMPLE_INTERVAL_SECONDS),
    total: countOf(fields.field('num')) ?? infoHashes.length / ID_BYTES,
  };
}

function countOf(field: BencodeNode | undefined): number | null {
  const count = field?.integer();
  return typeof count === 'number' && count >= 0 ? count : null;
}
