/**
 * A tracker's answer over HTTP: bencode (BEP 3) with peers as a list of dictionaries or compact (BEP 23, and
 * `peers6` of BEP 7). Whatever the bytes are, this returns a reply or throws a TrackerError.
 */
import {
  bytesOf,
  decodeBencode,
  dictionaryOf,
  integerOf,
  listOf,
  textOf,
  type BencodeDictionary,
  type BencodeValue,
} from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { canonicalAddress, formatAddress, parseCompactPeers } from '../net/address.ts';
import { isDialablePeer } from '../net/address-rules.ts';
import { cleanTrackerText, TrackerError } from './tracker-error.ts';
import { MAX_PEERS_PER_REPLY, type AnnounceReply } from './tracker-transport.ts';

/** After decompression (libtorrent's figure): room for 100,000 peers more than are looked at. */
export const MAX_REPLY_BYTES = 1024 * 1024;

const REPLY_LIMITS = {
  maxDepth: 8,
  maxTokens: 100_000,
  maxBytes: MAX_REPLY_BYTES,
  allowTrailing: false,
} as const;

const SECONDS_PER_MINUTE = 60;

/** Reads a reply. A `failure reason` is thrown as a TrackerError of code `failure`. */
export function readAnnounceReply(body: Uint8Array): AnnounceReply {
  const reply = readDictionary(body);
  throwFailure(reply);
  const warning = bytesOf(reply.get('warning message'));
  return {
    peers: readPeers(reply),
    intervalSeconds: integerOf(reply.get('interval')) ?? null,
    minIntervalSeconds: integerOf(reply.get('min interval')) ?? null,
    seeds: readCount(reply.get('complete')),
    leechers: readCount(reply.get('incomplete')),
    warning: warning === undefined ? null : cleanTrackerText(warning),
    trackerId: bytesOf(reply.get('tracker id')) ?? null,
    externalAddress: readExternalAddress(reply.get('external ip')),
  };
}

/** The failure in a body that came with an HTTP error, or null where there is none to be read. */
export function readFailure(body: Uint8Array): TrackerError | null {
  try {
    throwFailure(readDictionary(body));
  } catch (error) {
    if (error instanceof TrackerError && error.code === 'failure') return error;
  }
  return null;
}

/** What may be a peer at all, up to the limit. Rules about private addresses are the receiver's. */
export function acceptablePeers(peers: readonly PeerEndpoint[]): PeerEndpoint[] {
  return peers
    .slice(0, MAX_PEERS_PER_REPLY)
    .filter((peer) => isDialablePeer(peer, { namedBy: 'loopback', allowServicePorts: true }));
}

function readDictionary(body: Uint8Array): BencodeDictionary {
  let value: BencodeValue;
  try {
    value = decodeBencode(body, REPLY_LIMITS);
  } catch (error) {
    throw new TrackerError('bad-reply', "The tracker's reply could not be understood", {
      cause: error,
    });
  }
  const dictionary = dictionaryOf(value);
  if (dictionary !== undefined) return dictionary;
  throw new TrackerError('bad-reply', "The tracker's reply could not be understood");
}

function throwFailure(reply: BencodeDictionary): void {
  if (!reply.has('failure reason')) return;
  const reason = cleanTrackerText(bytesOf(reply.get('failure reason')) ?? new Uint8Array());
  throw new TrackerError('failure', reason === '' ? 'The tracker gave no reason' : reason, {
    retryInSeconds: readRetryIn(reply.get('retry in')),
  });
}

/** BEP 31: minutes, or `never`. */
function readRetryIn(value: BencodeValue | undefined): number | 'never' | null {
  const minutes = integerOf(value) ?? Number(textOf(value) ?? Number.NaN);
  if (textOf(value) === 'never') return 'never';
  return Number.isFinite(minutes) && minutes > 0 ? minutes * SECONDS_PER_MINUTE : null;
}

function readPeers(reply: BencodeDictionary): PeerEndpoint[] {
  const peers = reply.get('peers');
  const ipv4 = bytesOf(peers);
  const ipv6 = bytesOf(reply.get('peers6'));
  return acceptablePeers([
    ...(ipv4 === undefined ? [] : parseCompactPeers(ipv4, 4, MAX_PEERS_PER_REPLY)),
    ...(listOf(peers) ?? [])
      .slice(0, MAX_PEERS_PER_REPLY)
      .map(readPeer)
      .filter((peer) => peer !== null),
    ...(ipv6 === undefined ? [] : parseCompactPeers(ipv6, 6, MAX_PEERS_PER_REPLY)),
  ]);
}

/** BEP 3 lets a peer be a host name; looking up names that strangers wrote is not worth its dangers. */
function readPeer(value: BencodeValue): PeerEndpoint | null {
  const entry = dictionaryOf(value);
  const address = canonicalAddress(textOf(entry?.get('ip')) ?? '');
  const port = integerOf(entry?.get('port'));
  return address === null || port === undefined ? null : { address, port };
}

function readCount(value: BencodeValue | undefined): number | null {
  const count = integerOf(value);
  return count === undefined || count < 0 ? null : count;
}

function readExternalAddress(value: BencodeValue | undefined): string | null {
  const bytes = bytesOf(value);
  return bytes?.length === 4 || bytes?.length === 16 ? formatAddress(bytes) : null;
}
