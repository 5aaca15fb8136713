/** Fields of a DHT message, each checked for its type and size. What is required and wrong is thrown as DhtMessageError. */
import { scanBencode, BencodeError, type BencodeNode } from '../bencode/index.ts';
import { ID_BYTES, MAX_ITEM_BYTES, DHT_BENCODE_LIMITS, MAX_TEXT_CHARACTERS } from './dht-limits.ts';
import { DhtMessageError, type DhtMessageErrorCode } from './dht-message-error.ts';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** The node's or target's 20 bytes. */
export function requiredId(
  fields: BencodeNode,
  key: string,
  code: DhtMessageErrorCode = 'bad-argument',
): Uint8Array {
  const bytes = fields.field(key)?.bytes();
  if (bytes?.length === ID_BYTES) return bytes;
  throw new DhtMessageError(code, `The field "${key}" is not ${ID_BYTES} bytes.`);
}

/** Bytes of at most so many, and of one at least where the field is required. */
export function requiredBytes(fields: BencodeNode, key: string, maxBytes: number): Uint8Array {
  const bytes = fields.field(key)?.bytes();
  if (bytes !== undefined && bytes.length > 0 && bytes.length <= maxBytes) return bytes;
  throw new DhtMessageError('bad-argument', `The field "${key}" is not 1 to ${maxBytes} bytes.`);
}

/** Bytes of exactly so many; null without the field. */
export function exactBytes(
  fields: BencodeNode,
  key: string,
  length: number,
  code: DhtMessageErrorCode,
): Uint8Array | null {
  const field = fields.field(key);
  if (field === undefined) return null;
  const bytes = field.bytes();
  if (bytes?.length === length) return bytes;
  throw new DhtMessageError(code, `The field "${key}" is not ${length} bytes.`);
}

/** Bytes of at most so many; null without the field and for what is no such bytes. */
export function hintBytes(fields: BencodeNode, key: string, maxBytes: number): Uint8Array | null {
  const bytes = fields.field(key)?.bytes();
  return bytes !== undefined && bytes.length <= maxBytes ? bytes : null;
}

/** A flag is an integer that is not 0 (BEP 33, 43). */
export function flag(fields: BencodeNode, key: string): boolean {
  return (fields.field(key)?.integer() ?? 0) !== 0;
}

/** A 64-bit integer (BEP 44); null without the field. */
export function sequence(fields: BencodeNode, key: string): bigint | null {
  const field = fields.field(key);
  if (field === undefined) return null;
  const integer = field.integer();
  const value = integer === undefined ? undefined : BigInt(integer);
  if (value !== undefined && value >= MIN_INT64 && value <= MAX_INT64) return value;
  throw new DhtMessageError('bad-item', `The field "${key}" is no 64-bit integer.`);
}

/** The bytes of a stored value as they stand in the packet: canonical, 1,000 at most (BEP 44); null without it. */
export function itemValue(packet: Uint8Array, fields: BencodeNode): Uint8Array | null {
  const range = fields.field('v')?.range;
  if (range === undefined) return null;
  if (range.end - range.start > MAX_ITEM_BYTES) {
    throw new DhtMessageError('item-too-big', `The value is longer than ${MAX_ITEM_BYTES} bytes.`);
  }
  const bytes = Uint8Array.from(packet.subarray(range.start, range.end));
  try {
    scanBencode(bytes, { ...DHT_BENCODE_LIMITS, strict: true });
  } catch (cause) {
    if (!(cause instanceof BencodeError)) throw cause;
    throw new DhtMessageError('bad-item', `The stored value is refused: ${cause.message}`, {
      cause,
    });
  }
  return bytes;
}

/** One line that can be shown: no control or formatting characters, 200 characters at most. */
export function readableText(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').replaceAll(/\p{C}/gu, '').trim();
  return Array.from(line).slice(0, MAX_TEXT_CHARACTERS).join('');
}
