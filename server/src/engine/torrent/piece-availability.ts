/**
 * How many connected peers have each piece, for those who look at a download: read once in a while, never kept. The picker
 * counts copies while it needs them; of a download that is complete nobody does, so that the bitfields are summed up here.
 * Pure.
 */
import type { PieceAvailability } from '../core/messages.ts';
import type { Bitfield } from '../pieces/bitfield.ts';

/** So many bytes are told at most: of torrents with more pieces several share one. */
const MOST_PARTS = 4096;
const MOST_COPIES = 255;

/** What is asked of the picker, as far as it counts. */
export interface CopyCounter {
  readonly have: Bitfield;
  copiesOf(piece: number): number;
  isWanted(piece: number): boolean;
}

/** What is asked of the pieces of a download from outside. */
export interface PieceReadings {
  /** BEP 3 bitfield of those that are had. */
  had(): Uint8Array;
  availability(): PieceAvailability;
}

export function pieceReadings(
  picker: CopyCounter,
  peers: ReadonlyMap<unknown, { readonly pieces: Bitfield }>,
): PieceReadings {
  return {
    had: () => picker.have.bytes.slice(),
    availability: () => pieceAvailability(picker, peers.values()),
  };
}

export function pieceAvailability(
  picker: CopyCounter,
  peers: Iterable<{ readonly pieces: Bitfield }>,
): PieceAvailability {
  const { have } = picker;
  const counts = have.isFull ? summedCopies(have.length, peers) : countedCopies(picker);
  const piecesPerPart = Math.max(1, Math.ceil(counts.length / MOST_PARTS));
  const copies = new Uint8Array(Math.ceil(counts.length / piecesPerPart)).fill(MOST_COPIES);
  let unreachablePieces = 0;
  for (const [piece, count] of counts.entries()) {
    const part = Math.floor(piece / piecesPerPart);
    if (count < copies[part]!) copies[part] = count;
    if (count === 0 && picker.isWanted(piece)) unreachablePieces++;
  }
  return { piecesPerPart, copies, distributedCopies: distributed(counts), unreachablePieces };
}

/** Copies of the rarest piece, and the share of the pieces of which there are more. */
function distributed(counts: Uint16Array): number {
  if (counts.length === 0) return 0;
  let least = counts[0]!;
  for (const count of counts) if (count < least) least = count;
  let more = 0;
  for (const count of counts) if (count > least) more++;
  return least + more / counts.length;
}

function countedCopies(picker: CopyCounter): Uint16Array {
  const counts = new Uint16Array(picker.have.length);
  for (let piece = 0; piece < counts.length; piece++) counts[piece] = picker.copiesOf(piece);
  return counts;
}

function summedCopies(
  pieceCount: number,
  peers: Iterable<{ readonly pieces: Bitfield }>,
): Uint16Array {
  const counts = new Uint16Array(pieceCount);
  let seeds = 0;
  for (const { pieces } of peers) {
    if (pieces.isFull) seeds++;
    else if (pieces.count > 0) addBits(counts, pieces.bytes);
  }
  if (seeds > 0) for (let piece = 0; piece < pieceCount; piece++) counts[piece]! += seeds;
  return counts;
}

function addBits(counts: Uint16Array, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 0) continue;
    for (let bit = 0; bit < 8; bit++) if (byte & (0x80 >> bit)) counts[at * 8 + bit]!++;
  }
}
