/**
 * A packet to a message of the DHT: KRPC, which is bencode (BEP 5). Bounded (dht-limits.ts) and strict about what it
 * needs, since a node that gets it wrong is broken or hostile; only keys may be unsorted, as some clients write
 * them. Optional fields of other BEPs that are malformed count as not there. Throws DhtMessageError and nothing else.
 */
import { BencodeError, scanBencode, type BencodeNode } from '../bencode/index.ts';
import { DHT_BENCODE_LIMITS, MAX_TRANSACTION_BYTES, MAX_VERSION_BYTES } from './dht-limits.ts';
import { DhtMessageError } from './dht-message-error.ts';
import type { DhtErrorMessage, DhtMessage } from './dht-message.ts';
import { flag, hintBytes, readableText } from './message-fields.ts';
import { readQuestion } from './read-dht-query.ts';
import { readExternalAddress, readResponseFields } from './read-dht-response.ts';

/** Reads a packet. What it returns shares no memory with it. */
export function readDhtMessage(packet: Uint8Array): DhtMessage {
  const root = scanPacket(packet);
  const transactionId = readTransactionId(root);
  if (transactionId === null) {
    throw new DhtMessageError('bad-transaction', 'The message has no usable transaction id.');
  }
  const envelope = { transactionId, version: hintBytes(root, 'v', MAX_VERSION_BYTES) };
  const kind = root.field('y')?.text();
  if (kind === 'q') {
    const question = readQuestion(packet, root);
    return { ...envelope, kind: 'query', isReadOnly: flag(root, 'ro'), question };
  }
  if (kind === 'r') return { ...envelope, kind: 'response', ...readResponseFields(packet, root) };
  if (kind === 'e') return { ...envelope, kind: 'error', ...readErrorFields(root) };
  throw new DhtMessageError('bad-kind', 'The message is no query, response or error.');
}

/**
 * The transaction id of a query that `readDhtMessage` refused, for an answer with error 203; null where there
 * is nothing to answer.
 */
export function refusedQueryId(packet: Uint8Array): Uint8Array | null {
  try {
    const root = scanPacket(packet);
    return root.field('y')?.text() === 'q' ? readTransactionId(root) : null;
  } catch (error) {
    if (error instanceof DhtMessageError) return null;
    throw error;
  }
}

function scanPacket(packet: Uint8Array): BencodeNode {
  try {
    const { root, warnings } = scanBencode(packet, DHT_BENCODE_LIMITS);
    const isClean = warnings.every(({ code }) => code === 'unsorted-keys');
    if (isClean && root.kind === 'dictionary') return root;
  } catch (cause) {
    if (!(cause instanceof BencodeError)) throw cause;
    throw new DhtMessageError('not-bencode', cause.message, { cause });
  }
  throw new DhtMessageError('not-bencode', 'The packet is no clean bencoded dictionary.');
}

function readTransactionId(root: BencodeNode): Uint8Array | null {
  const bytes = hintBytes(root, 't', MAX_TRANSACTION_BYTES);
  return bytes === null || bytes.length === 0 ? null : bytes;
}

function readErrorFields(
  root: BencodeNode,
): Pick<DhtErrorMessage, 'code' | 'text' | 'externalAddress'> {
  const [first, second] = [...(root.field('e')?.items() ?? [])];
  const code = first?.integer();
  if (typeof code !== 'number') {
    throw new DhtMessageError('bad-error', 'The error has no code.');
  }
  const text = readableText(second?.text() ?? '');
  return { code, text, externalAddress: readExternalAddress(root) };
}
