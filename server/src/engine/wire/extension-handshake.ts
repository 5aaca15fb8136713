/** The extension handshake (BEP 10): who we are, how many requests we queue, what we listen on. */
import { decodeBencode, dictionaryOf, encodeBencode, integerOf, textOf } from '../bencode/index.ts';
import { printableName } from './client-name.ts';

/** A handshake is small; a peer's larger one is not worth reading (hardening: extension bombs). */
const LIMITS = { maxBytes: 16_384, maxDepth: 8, maxTokens: 1_000 };
const MAX_REQUEST_QUEUE = 100_000;

export interface ExtensionHandshake {
  /** `reqq`: requests that the peer queues before it drops some. */
  requestQueue: number | null;
  /** `v`, made printable. */
  client: string | null;
  /** `p`: where the peer listens. */
  port: number | null;
}

export function encodeExtensionHandshake(own: {
  client: string;
  requestQueue: number;
  port: number;
}): Uint8Array {
  return encodeBencode({ m: {}, p: own.port, reqq: own.requestQueue, v: own.client });
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
  return {
    requestQueue: within(integerOf(fields.get('reqq')), 1, MAX_REQUEST_QUEUE),
    client: client === undefined ? null : printableName(client),
    port: within(integerOf(fields.get('p')), 1, 65_535),
  };
}

function within(value: number | undefined, least: number, most: number): number | null {
  return value !== undefined && value >= least && value <= most ? value : null;
}
