/**
 * The extension handshake (BEP 10): who we are, how many requests we queue, what we listen on, whether we only
 * upload (BEP 21), and by which numbers we want extension messages.
 */
import { decodeBencode, dictionaryOf, encodeBencode, integerOf, textOf } from '../bencode/index.ts';
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
} as const;

export interface ExtensionHandshake {
  /** `reqq`: requests that the peer queues before it drops some. */
  requestQueue: number | null;
  /** `v`, made printable. */
  client: string | null;
  /** `p`: where the peer listens. */
  port: number | null;
  /** BEP 21: whether the peer wants no more pieces. */
  uploadOnly: boolean | null;
  /** `m`: the numbers by which the peer wants messages; null where it does not know them, or no longer does. */
  messages: { dontHave: number | null; uploadOnly: number | null };
}

export interface OwnExtensionHandshake {
  client: string;
  requestQueue: number;
  port: number;
  uploadOnly: boolean;
}

export function encodeExtensionHandshake(own: OwnExtensionHandshake): Uint8Array {
  return encodeBencode({
    m: { lt_donthave: OWN_EXTENSIONS.dontHave, upload_only: OWN_EXTENSIONS.uploadOnly },
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
  const messages = dictionaryOf(fields.get('m'));
  const uploadOnly = integerOf(fields.get('upload_only'));
  return {
    requestQueue: within(integerOf(fields.get('reqq')), 1, MAX_REQUEST_QUEUE),
    client: client === undefined ? null : printableName(client),
    port: within(integerOf(fields.get('p')), 1, 65_535),
    uploadOnly: uploadOnly === undefined ? null : uploadOnly !== 0,
    messages: {
      dontHave: within(integerOf(messages?.get('lt_donthave')), 1, 255),
      uploadOnly: within(integerOf(messages?.get('upload_only')), 1, 255),
    },
  };
}

function within(value: number | undefined, least: number, most: number): number | null {
  return value !== undefined && value >= least && value <= most ? value : null;
}
