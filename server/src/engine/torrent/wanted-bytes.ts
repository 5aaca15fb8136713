/**
 * Which bytes of each piece the user wants, by the priorities of the files: progress counts those and no
 * others. A piece that touches a wanted file is wanted whole, since it can only be verified whole. Pure.
 */
import type { FilePriorityName, FileStatus } from '../core/messages.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import type { PiecePriority } from '../picker/piece-order.ts';
import type { Bitfield } from '../pieces/bitfield.ts';
import { PieceGeometry } from '../pieces/piece-geometry.ts';

const PRIORITY: Readonly<Record<FilePriorityName, PiecePriority>> = {
  skip: 0,
  low: 1,
  normal: 2,
  high: 3,
};

/** Most torrents have all files at one priority: then no array is kept, and a piece is wanted whole. */
export class WantedBytes {
  /** Bytes of all wanted files. */
  readonly total: number;
  readonly #geometry: PieceGeometry;
  /** The priority of every piece; null where they differ. */
  readonly #uniform: PiecePriority | null;
  readonly #priorities: Uint8Array;
  readonly #bytes: Uint32Array;

  constructor(metainfo: LaidOut, filePriorities: readonly FilePriorityName[]) {
    const { pieceLength, totalBytes, files } = metainfo;
    this.#geometry = new PieceGeometry(pieceLength, totalBytes);
    this.#uniform = uniformPriority(files, filePriorities);
    if (this.#uniform !== null) {
      this.total = this.#uniform === 0 ? 0 : totalBytes;
      this.#priorities = NONE;
      this.#bytes = NO_BYTES;
      return;
    }
    this.#priorities = new Uint8Array(this.#geometry.pieceCount);
    this.#bytes = new Uint32Array(this.#geometry.pieceCount);
    this.total = this.#count(metainfo, filePriorities);
  }

  /** The highest priority of the piece's files. */
  priorityOf(piece: number): PiecePriority {
    return this.#uniform ?? (this.#priorities[piece]! as PiecePriority);
  }

  /** The piece's bytes that belong to wanted files. */
  bytesOf(piece: number): number {
    if (this.#uniform === null) return this.#bytes[piece]!;
    return this.#uniform === 0 ? 0 : this.#geometry.bytesOfPiece(piece);
  }

  #count(metainfo: LaidOut, filePriorities: readonly FilePriorityName[]): number {
    let total = 0;
    metainfo.files.forEach((file, index) => {
      const priority = PRIORITY[filePriorities[index] ?? 'normal'];
      if (file.padding || priority === 0) return;
      total += file.bytes;
      eachPieceOf(metainfo, file.offset, file.bytes, (piece, length) => {
        this.#priorities[piece] = Math.max(this.#priorities[piece]!, priority);
        this.#bytes[piece]! += length;
      });
    });
    return total;
  }
}

/** How much of a file's start and end players read to know what it is. */
const EDGE_SHARE = 0.01;

const NONE = new Uint8Array(0);
const NO_BYTES = new Uint32Array(0);

type LaidOut = Pick<Metainfo, 'pieceLength' | 'totalBytes' | 'files'>;

/** The priority of all files, or null where they differ, or where there is padding, which nobody wants. */
function uniformPriority(
  files: Metainfo['files'],
  filePriorities: readonly FilePriorityName[],
): PiecePriority | null {
  const first = filePriorities[0] ?? 'normal';
  const isUniform = files.every(
    (file, index) => !file.padding && (filePriorities[index] ?? 'normal') === first,
  );
  return isUniform ? PRIORITY[first] : null;
}

/** The files with how much of each is had. */
export function fileStatuses(
  metainfo: Pick<Metainfo, 'pieceLength' | 'files'>,
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

/** The pieces of the first and the last hundredth of every wanted file, and one of each at least (qBittorrent). */
export function edgePieces(
  metainfo: Pick<Metainfo, 'pieceLength' | 'files'>,
  filePriorities: readonly FilePriorityName[],
): Set<number> {
  const pieces = new Set<number>();
  metainfo.files.forEach(({ offset, bytes, padding }, index) => {
    if (padding || bytes === 0 || filePriorities[index] === 'skip') return;
    const edge = Math.ceil(bytes * EDGE_SHARE);
    eachPieceOf(metainfo, offset, edge, (piece) => pieces.add(piece));
    eachPieceOf(metainfo, offset + bytes - edge, edge, (piece) => pieces.add(piece));
  });
  return pieces;
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
