/**
 * The extension handshake (BEP 10): who we are, how many requests we queue, what we listen on and are seen as,
 * whether we only upload (BEP 21), how large the metadata is (BEP 9), and by which numbers we want extension messages.
 */
import {
  bytesOf,
  decodeBencode,
  dictionaryOf,
  encodeBencode,
  integerOf,
  textOf,
  type BencodeDictionary,
} from '../bencode/index.ts';
import { formatAddress, parseAddress } from '../net/address.ts';
import { printableName } from './client-name.ts';

/** A handshake is small; a peer's larger one is not worth reading (hardening: extension bombs). */
const LIMITS = { maxBytes: 16_384, maxDepth: 8, maxTokens: 1_000 };
const MAX_REQUEST_QUEUE = 100_000;

/** The numbers by which peers send us extension messages. */
export const OWN_EXTENSIONS = {
  /** BEP 54. */
  dontHave: 1,
  /** libtorrent's message for a change of BEP 21's field. */
  uploadOnly: 2,
  /** BEP 11. */
  pex: 3,
  /** BEP 9. */
  metadata: 4,
} as const;

export type ExtensionName = keyof typeof OWN_EXTENSIONS;

const WIRE_NAMES: Readonly<Record<ExtensionName, string>> = {
  dontHave: 'lt_donthave',
  uploadOnly: 'upload_only',
  pex: 'ut_pex',
  metadata: 'ut_metadata',
};

/** What every peer is offered, of whichever torrent. */
export const BASIC_EXTENSIONS: readonly ExtensionName[] = ['dontHave', 'uploadOnly'];

/** What one handshake says; null for what it leaves out or says wrongly. */
export interface ExtensionHandshake {
  /** `reqq`: requests that the peer queues before it drops some. */
  requestQueue: number | null;
  /** `v`, made printable. */
  client: string | null;
  /** `p`: where the peer listens. */
  port: number | null;
  /** BEP 21: whether the peer wants no more pieces. */
  uploadOnly: boolean | null;
  /** `yourip`: where the peer sees us. */
  yourAddress: string | null;
  /** `ipv4` and `ipv6`: where else the peer can be reached, on its port. */
  ipv4: string | null;
  ipv6: string | null;
  /** `metadata_size`, as the peer claims it: above 0, nothing else is sure. */
  metadataBytes: number | null;
  /** `m`: the numbers by which the peer wants messages; 0 for one that it wants no longer. */
  messages: Record<ExtensionName, number | null>;
}

export interface OwnExtensionHandshake {
  client: string;
  requestQueue: number;
  port: number;
  uploadOnly: boolean;
  /** The messages that we take. */
  extensions: readonly ExtensionName[];
  /** `yourip`: the address that the peer has here. */
  peerAddress?: string;
  /** Where else we can be reached, at most one address of each family. */
  otherAddresses?: readonly string[];
  /** Bytes of the metadata that we have to give; null or left out: none. */
  metadataBytes?: number | null;
}

export function encodeExtensionHandshake(own: OwnExtensionHandshake): Uint8Array {
  const messages = own.extensions.map((name) => [WIRE_NAMES[name], OWN_EXTENSIONS[name]]);
  return encodeBencode({
    ...addressFields(own),
    m: Object.fromEntries(messages) as Record<string, number>,
    ...(own.metadataBytes ? { metadata_size: own.metadataBytes } : {}),
    p: own.port,
    reqq: own.requestQueue,
    upload_only: own.uploadOnly ? 1 : 0,
    v: own.client,
  });
}

/** Null where it is not a bencoded dictionary; a field of the wrong kind counts as left out. */
export function parseExtensionHandshake(payload: Uint8Array): ExtensionHandshake | null {
  let fields;
  try {
    fields = dictionaryOf(decodeBencode(payload, LIMITS));
  } catch {
    return null; // a BencodeError: what the peer sent cannot be read
  }
  if (fields === undefined) return null;
  const client = textOf(fields.get('v'));
  const uploadOnly = integerOf(fields.get('upload_only'));
  return {
    requestQueue: within(integerOf(fields.get('reqq')), 1, MAX_REQUEST_QUEUE),
    client: client === undefined ? null : printableName(client),
    port: within(integerOf(fields.get('p')), 1, 65_535),
    uploadOnly: uploadOnly === undefined ? null : uploadOnly !== 0,
    yourAddress: addressOf(fields, 'yourip', [4, 16]),
    ipv4: addressOf(fields, 'ipv4', [4]),
    ipv6: addressOf(fields, 'ipv6', [16]),
    metadataBytes: within(integerOf(fields.get('metadata_size')), 1, Number.MAX_SAFE_INTEGER),
    messages: messageNumbers(dictionaryOf(fields.get('m'))),
  };
}

function messageNumbers(given: BencodeDictionary | undefined): ExtensionHandshake['messages'] {
  const numberOf = (name: ExtensionName): number | null =>
    within(integerOf(given?.get(WIRE_NAMES[name])), 0, 255);
  return {
    dontHave: numberOf('dontHave'),
    uploadOnly: numberOf('uploadOnly'),
    pex: numberOf('pex'),
    metadata: numberOf('metadata'),
  };
}

function addressFields({
  peerAddress,
  otherAddresses = [],
}: OwnExtensionHandshake): Record<string, Uint8Array> {
  const fields: Record<string, Uint8Array> = {};
  for (const address of otherAddresses) {
    const bytes = parseAddress(address);
    if (bytes !== null) fields[bytes.length === 4 ? 'ipv4' : 'ipv6'] = bytes;
  }
  const seen = peerAddress === undefined ? null : parseAddress(peerAddress);
  if (seen !== null) fields.yourip = seen;
  return fields;
}

function addressOf(fields: BencodeDictionary, key: string, lengths: number[]): string | null {
  const bytes = bytesOf(fields.get(key));
  return bytes !== undefined && lengths.includes(bytes.length) ? formatAddress(bytes) : null;
}

function within(value: number | undefined, least: number, most: number): number | null {
  return value !== undefined && value >= least && value <= most ? value : null;
}
