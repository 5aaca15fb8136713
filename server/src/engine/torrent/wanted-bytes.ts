/**
 * Which bytes of each piece the user wants, by the priorities of the files: progress counts those and no
 * others. A piece that touches a wanted file is wanted whole, since it can only be verified whole. Pure.
 */
import type { FilePriorityName, FileStatus } from '../core/messages.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import type { PiecePriority } from '../picker/piece-order.ts';
import type { Bitfield } from '../pieces/bitfield.ts';

const PRIORITY: Readonly<Record<FilePriorityName, PiecePriority>> = {
  skip: 0,
  low: 1,
  normal: 2,
  high: 3,
};

export interface WantedBytes {
  /** For each piece, the highest priority of its files. */
  priorities: Uint8Array;
  /** For each piece, its bytes that belong to wanted files. */
  bytes: Float64Array;
  total: number;
}

export function wantedBytes(
  metainfo: Metainfo,
  filePriorities: readonly FilePriorityName[],
): WantedBytes {
  const priorities = new Uint8Array(metainfo.pieceCount);
  const bytes = new Float64Array(metainfo.pieceCount);
  let total = 0;
  metainfo.files.forEach((file, index) => {
    const priority = PRIORITY[filePriorities[index] ?? 'normal'];
    if (file.padding || priority === 0) return;
    total += file.bytes;
    eachPieceOf(metainfo, file.offset, file.bytes, (piece, length) => {
      priorities[piece] = Math.max(priorities[piece]!, priority);
      bytes[piece]! += length;
    });
  });
  return { priorities, bytes, total };
}

/** The files with how much of each is had. */
export function fileStatuses(
  metainfo: Metainfo,
  filePriorities: readonly FilePriorityName[],
  have: Bitfield,
): FileStatus[] {
  const statuses: FileStatus[] = [];
  metainfo.files.forEach((file, index) => {
    if (file.padding) return;
    let completedBytes = 0;
    eachPieceOf(metainfo, file.offset, file.bytes, (piece, length) => {
      if (have.has(piece)) completedBytes += length;
    });
    const priority = filePriorities[index] ?? 'normal';
    statuses.push({ index, path: file.path, bytes: file.bytes, completedBytes, priority });
  });
  return statuses;
}

/** Calls `visit` with each piece that a range of the torrent touches, and how many bytes it has of it. */
export function eachPieceOf(
  { pieceLength }: { pieceLength: number },
  offset: number,
  length: number,
  visit: (piece: number, bytes: number) => void,
): void {
  let done = 0;
  while (done < length) {
    const position = offset + done;
    const piece = Math.floor(position / pieceLength);
    const part = Math.min(length - done, (piece + 1) * pieceLength - position);
    visit(piece, part);
    done += part;
  }
}
