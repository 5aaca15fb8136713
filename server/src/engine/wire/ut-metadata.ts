/**
 * Messages about the metadata (BEP 9, ut_metadata): a small bencoded dictionary, and behind it, in a `data` message,
 * the bytes of one piece. Nothing of what they claim is believed here: sizes and places are for the receiver to judge.
 */
import { BencodeError, encodeBencode, scanBencode } from '../bencode/index.ts';

/** Every piece but the last. */
export const METADATA_PIECE_BYTES = 16_384;

const REQUEST = 0;
const DATA = 1;
const REJECT = 2;
/** The dictionary has three small integers; the rest is room for what clients add. */
const LIMITS = { maxBytes: METADATA_PIECE_BYTES + 1_024, maxDepth: 4, maxTokens: 32 };
/** Of 10 MiB there are 640; no claim of ours or of theirs comes near. */
const MOST_PIECES = 2 ** 20;

export type MetadataMessage =
  | { kind: 'request'; piece: number }
  | { kind: 'reject'; piece: number }
  /** `bytes` is a view of the payload; `totalBytes` is null where the sender left it out. */
  | { kind: 'data'; piece: number; totalBytes: number | null; bytes: Uint8Array };

/** Null where it is none, or of a kind that is not known (BEP 9: those are to be ignored). */
export function parseMetadataMessage(payload: Uint8Array): MetadataMessage | null {
  const fields = readFields(payload);
  if (fields === null) return null;
  const { kind, piece, totalBytes, end } = fields;
  if (piece === null) return null;
  if (kind === REQUEST) return { kind: 'request', piece };
  if (kind === REJECT) return { kind: 'reject', piece };
  if (kind === DATA) return { kind: 'data', piece, totalBytes, bytes: payload.subarray(end) };
  return null;
}

export function encodeMetadataRequest(piece: number): Uint8Array {
  return encodeBencode({ msg_type: REQUEST, piece });
}

export function encodeMetadataReject(piece: number): Uint8Array {
  return encodeBencode({ msg_type: REJECT, piece });
}

/** One piece of the metadata; `bytes` are copied. */
export function encodeMetadataData(
  piece: number,
  totalBytes: number,
  bytes: Uint8Array,
): Uint8Array {
  const head = encodeBencode({ msg_type: DATA, piece, total_size: totalBytes });
  const message = new Uint8Array(head.length + bytes.length);
  message.set(head);
  message.set(bytes, head.length);
  return message;
}

/** How many pieces so many bytes are. */
export function metadataPieces(totalBytes: number): number {
  return Math.ceil(totalBytes / METADATA_PIECE_BYTES);
}

/** Bytes of one of them. */
export function metadataPieceBytes(piece: number, totalBytes: number): number {
  return Math.min(METADATA_PIECE_BYTES, totalBytes - piece * METADATA_PIECE_BYTES);
}

interface Fields {
  kind: number | bigint | undefined;
  piece: number | null;
  totalBytes: number | null;
  /** Where the dictionary ends. */
  end: number;
}

function readFields(payload: Uint8Array): Fields | null {
  try {
    const { root } = scanBencode(payload, { ...LIMITS, allowTrailing: true });
    if (root.kind !== 'dictionary') return null;
    return {
      kind: root.field('msg_type')?.integer(),
      piece: within(root.field('piece')?.integer(), MOST_PIECES),
      totalBytes: within(root.field('total_size')?.integer(), Number.MAX_SAFE_INTEGER),
      end: root.range.end,
    };
  } catch (error) {
    if (error instanceof BencodeError) return null;
    throw error;
  }
}

function within(value: number | bigint | undefined, most: number): number | null {
  return typeof value === 'number' && value >= 0 && value <= most ? value : null;
}
