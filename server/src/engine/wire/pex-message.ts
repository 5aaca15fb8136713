/**
 * The peer exchange message (BEP 11, ut_pex): who came into the sender's swarm and who left it, compact, in both
 * families. Bytes only: what to believe of it is decided elsewhere (discovery/pex-listener.ts).
 */
import {
  bytesOf,
  decodeBencode,
  dictionaryOf,
  encodeBencode,
  type BencodeDictionary,
} from '../bencode/index.ts';
import type { PeerEndpoint } from '../core/messages.ts';
import { addressFamily, formatCompactPeers, parseCompactPeers } from '../net/address.ts';

/** Fits far more than anybody may name. */
const LIMITS = { maxBytes: 32_768, maxDepth: 4, maxTokens: 100 };
/** Peers that one message may name as added, in both families; libtorrent sends up to 100. */
export const MAX_PEX_ADDED = 200;
/** Of those that left so many are read. */
const MAX_PEX_DROPPED = 200;

export const PEX_FLAGS = {
  prefersEncryption: 0x01,
  /** It wants no pieces. */
  uploadOnly: 0x02,
  /** The sender dialled it: it can be reached. */
  outgoing: 0x10,
} as const;

export interface PexPeer extends PeerEndpoint {
  flags: number;
}

export interface PexMessage {
  added: PexPeer[];
  dropped: PeerEndpoint[];
}

/** Null where it is no dictionary, or names more peers than any message may. */
export function parsePexMessage(payload: Uint8Array): PexMessage | null {
  let fields;
  try {
    fields = dictionaryOf(decodeBencode(payload, LIMITS));
  } catch {
    return null; // a BencodeError: what the peer sent cannot be read
  }
  if (fields === undefined) return null;
  const added = [...addedOf(fields, '', 4), ...addedOf(fields, '6', 6)];
  if (added.length > MAX_PEX_ADDED) return null;
  const dropped = [
    ...parseCompactPeers(bytesOf(fields.get('dropped')) ?? NOTHING, 4, MAX_PEX_DROPPED),
    ...parseCompactPeers(bytesOf(fields.get('dropped6')) ?? NOTHING, 6, MAX_PEX_DROPPED),
  ];
  return { added, dropped };
}

export function encodePexMessage({ added, dropped }: PexMessage): Uint8Array {
  const flagsOf = (family: 4 | 6): Uint8Array =>
    Uint8Array.from(
      added.filter(({ address }) => addressFamily(address) === family),
      ({ flags }) => flags,
    );
  const come = formatCompactPeers(added);
  const gone = formatCompactPeers(dropped);
  return encodeBencode({
    added: come.ipv4,
    'added.f': flagsOf(4),
    added6: come.ipv6,
    'added6.f': flagsOf(6),
    dropped: gone.ipv4,
    dropped6: gone.ipv6,
  });
}

const NOTHING = new Uint8Array(0);

/** One more than may be named is read, so that too many show. */
function addedOf(fields: BencodeDictionary, suffix: '' | '6', family: 4 | 6): PexPeer[] {
  const bytes = bytesOf(fields.get(`added${suffix}`)) ?? NOTHING;
  const flags = bytesOf(fields.get(`added${suffix}.f`)) ?? NOTHING;
  return parseCompactPeers(bytes, family, MAX_PEX_ADDED + 1).map(({ address, port }, index) => ({
    address,
    port,
    flags: flags[index] ?? 0,
  }));
}
