/**
 * The packets of BEP 15 and the URL data option of BEP 41: bytes and nothing else. Numbers are big-endian;
 * a request starts with the connection id, action and transaction id, an answer with action and transaction id.
 */
import type { AddressFamily } from '../net/address.ts';
import { parseCompactPeers } from '../net/address.ts';
import { acceptablePeers } from './announce-reply.ts';
import { TrackerError } from './tracker-error.ts';
import {
  MAX_PEERS_PER_REPLY,
  type AnnounceReply,
  type AnnounceRequest,
} from './tracker-transport.ts';

export const UDP_ACTION = { connect: 0, announce: 1, error: 3 } as const;

/** An answer shorter than this has no transaction id and belongs to nobody. */
export const ANSWER_HEADER_BYTES = 8;

const PROTOCOL_ID = 0x41727101980n;
const EVENT_NUMBER = { none: 0, completed: 1, started: 2, stopped: 3 } as const;
const ANNOUNCE_BYTES = 98;
const CONNECT_ANSWER_BYTES = 16;
const ANNOUNCE_ANSWER_BYTES = 20;
const OPTION_URL_DATA = 2;
const MAX_OPTION_BYTES = 255;

/** BEP 15, connect request. */
export function connectPacket(transactionId: number): Buffer {
  const packet = Buffer.alloc(16);
  packet.writeBigUInt64BE(PROTOCOL_ID, 0);
  packet.writeUInt32BE(UDP_ACTION.connect, 8);
  packet.writeUInt32BE(transactionId, 12);
  return packet;
}

/** BEP 15, IPv4 and IPv6 announce request, and the path and query of the URL (BEP 41). */
export function announcePacket(
  request: AnnounceRequest,
  connectionId: bigint,
  transactionId: number,
): Buffer {
  const packet = Buffer.alloc(ANNOUNCE_BYTES);
  packet.writeBigUInt64BE(connectionId, 0);
  packet.writeUInt32BE(UDP_ACTION.announce, 8);
  packet.writeUInt32BE(transactionId, 12);
  packet.set(request.infoHash, 16);
  packet.set(request.peerId, 36);
  packet.writeBigInt64BE(BigInt(request.downloaded), 56);
  packet.writeBigInt64BE(BigInt(request.left), 64);
  packet.writeBigInt64BE(BigInt(request.uploaded), 72);
  packet.writeUInt32BE(EVENT_NUMBER[request.event ?? 'none'], 80);
  // 84 to 87 is our address: 0 leaves it to the tracker, which sees where the packet came from.
  packet.writeUInt32BE(request.key, 88);
  packet.writeInt32BE(request.numWanted, 92);
  packet.writeUInt16BE(request.port, 96);
  return Buffer.concat([packet, ...urlDataOptions(request.url)]);
}

/** The connection id of an answer to `connectPacket`. */
export function readConnectAnswer(answer: Buffer): bigint {
  if (answer.length < CONNECT_ANSWER_BYTES) throw malformed();
  return answer.readBigUInt64BE(8);
}

/** An answer to `announcePacket`; its peers are of the family that the tracker was reached by. */
export function readAnnounceAnswer(answer: Buffer, family: AddressFamily): AnnounceReply {
  // opentracker answers with the bare header for a torrent that it does not know.
  if (answer.length === ANSWER_HEADER_BYTES) {
    throw new TrackerError('failure', 'The tracker does not serve this torrent');
  }
  if (answer.length < ANNOUNCE_ANSWER_BYTES) throw malformed();
  const compact = answer.subarray(ANNOUNCE_ANSWER_BYTES);
  const peers = parseCompactPeers(compact, family, MAX_PEERS_PER_REPLY);
  return {
    peers: acceptablePeers(peers),
    intervalSeconds: answer.readInt32BE(8),
    minIntervalSeconds: null,
    seeds: Math.max(0, answer.readInt32BE(16)),
    leechers: Math.max(0, answer.readInt32BE(12)),
    warning: null,
    trackerId: null,
    externalAddress: null,
  };
}

function urlDataOptions(url: URL): Buffer[] {
  const data = Buffer.from(`${url.pathname === '/' ? '' : url.pathname}${url.search}`, 'latin1');
  const options: Buffer[] = [];
  for (let at = 0; at < data.length; at += MAX_OPTION_BYTES) {
    const part = data.subarray(at, at + MAX_OPTION_BYTES);
    options.push(Buffer.of(OPTION_URL_DATA, part.length), part);
  }
  return options;
}

/** For an answer whose bytes are not what its request asked for. */
export function malformed(): TrackerError {
  return new TrackerError('bad-reply', "The tracker's reply could not be understood");
}
