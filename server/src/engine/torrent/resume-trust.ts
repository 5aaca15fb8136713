/**
 * What of a record still holds at the next start, by what stands on the disk now (design 8). Pure.
 *
 *   file as recorded                     its recorded pieces are had, nothing is read
 *   differs, record settled              another program did it: its pieces are checked
 *   differs, record not settled          we wrote after the record: recorded pieces are had where a sample of
 *                                        them hashes right, the others are checked beside the transfer
 *   gone                                 a fault where recorded pieces were in it
 *
 * The inode does not count: a copy with the size and the time of the file is as good, be it one that was put back or
 * one that a move to another disk made.
 */
import type { FileStamp, PartialPiece, ResumeState } from '../core/messages.ts';
import type { Random } from '../core/random.ts';
import type { Metainfo } from '../metainfo/metainfo.ts';
import { Bitfield } from '../pieces/bitfield.ts';
import { PieceGeometry } from '../pieces/piece-geometry.ts';
import { PartFileLayout } from '../storage/part-file.ts';
import { eachPieceOf } from './wanted-bytes.ts';

/** Recorded pieces of a file that speak for the others. */
const SAMPLE_PIECES = 4;

export type LaidOut = Pick<Metainfo, 'pieceLength' | 'totalBytes' | 'files'>;

/** What stands on the disk. */
export interface FoundFiles {
  files: readonly FileStamp[];
  /** The file for bytes of unwanted files. */
  partFile: FileStamp;
}

/** Recorded pieces of a file that was written after the record. */
export interface SuspectFile {
  pieces: number[];
  /** Those of them that are hashed: the others are as these are. */
  sample: number[];
}

export interface ResumeVerdict {
  had: Bitfield;
  suspects: SuspectFile[];
  /** Put in question by others; had before or not. */
  toCheck: number[];
  /** They may have come after the record. */
  unrecorded: number[];
  partial: PartialPiece[];
  /** Files that are not as recorded, by index; -1 is the part file. */
  differing: number[];
  /** A file is gone that recorded pieces were in. */
  isMissing: boolean;
}

const AS_RECORDED = 0;
const WRITTEN_SINCE = 1;
const IN_QUESTION = 2;

/** Null where the record is not one of this torrent: nothing is known then. */
export function judgeResume(
  layout: LaidOut,
  resume: ResumeState,
  found: FoundFiles,
  random: Random,
): ResumeVerdict | null {
  const { pieceCount } = new PieceGeometry(layout.pieceLength, layout.totalBytes);
  const recorded = Bitfield.parse(resume.have, pieceCount);
  if (recorded === null || resume.files.length !== layout.files.length) return null;
  const standing = new Uint8Array(pieceCount);
  const verdict = { suspects: [] as SuspectFile[], differing: [] as number[], isMissing: false };
  eachDifference(layout, resume, found, (file, isGone, pieces) => {
    verdict.differing.push(file);
    const known = pieces.filter((piece) => recorded.has(piece));
    if (isGone && known.length > 0) verdict.isMissing = true;
    const isOurs = !resume.isSettled && !isGone;
    for (const piece of pieces) {
      standing[piece] = Math.max(standing[piece]!, isOurs ? WRITTEN_SINCE : IN_QUESTION);
    }
    if (isOurs && known.length > 0) {
      verdict.suspects.push({ pieces: known, sample: sampleOf(known, random) });
    }
  });
  const isThere = piecesThere(layout, found);
  for (let piece = 0; piece < pieceCount; piece++) {
    // Whatever the stamps say: no record holds against bytes that are not there.
    if (standing[piece] !== AS_RECORDED || !recorded.has(piece) || isThere(piece)) continue;
    standing[piece] = IN_QUESTION;
    verdict.isMissing = true;
  }
  const partial = usablePartials(layout, resume, recorded, standing);
  return { ...verdict, ...sortPieces(recorded, standing, partial, isThere) };
}

/** For each piece, whether all of its bytes are on the disk, right or wrong. */
export function piecesThere(layout: LaidOut, found: FoundFiles): (piece: number) => boolean {
  const isAbsent = new Uint8Array(
    new PieceGeometry(layout.pieceLength, layout.totalBytes).pieceCount,
  );
  const mayBeInPartFile = partFilePieces(layout, found.partFile);
  layout.files.forEach((file, index) => {
    if (file.padding) return;
    const there = Math.min(found.files[index]?.bytes ?? 0, file.bytes);
    const mayBeElsewhere = (found.files[index] ?? null) === null;
    eachPieceOf(layout, file.offset + there, file.bytes - there, (piece) => {
      if (!mayBeElsewhere || !mayBeInPartFile(piece)) isAbsent[piece] = 1;
    });
  });
  return (piece) => isAbsent[piece] === 0;
}

/** Whether a file is as it was. */
export function isSameStamp(before: FileStamp, now: FileStamp): boolean {
  if (before === null || now === null) return before === now;
  return before.bytes === now.bytes && before.modifiedMs === now.modifiedMs;
}

/** Each file that is not as recorded, and the part file as file -1, with the pieces that it has bytes of. */
function eachDifference(
  layout: LaidOut,
  resume: ResumeState,
  found: FoundFiles,
  visit: (file: number, isGone: boolean, pieces: number[]) => void,
): void {
  const inPartFile = new Set<number>();
  const isPartFileSame = isSameStamp(resume.partFile, found.partFile);
  const wasInPartFile = partFilePieces(layout, resume.partFile);
  const isInPartFile = partFilePieces(layout, found.partFile);
  layout.files.forEach((file, index) => {
    if (file.padding) return;
    const before = resume.files[index] ?? null;
    const now = found.files[index] ?? null;
    const isSame = isSameStamp(before, now);
    if (isSame && (now !== null || isPartFileSame)) return;
    const pieces: number[] = [];
    eachPieceOf(layout, file.offset, file.bytes, (piece) => pieces.push(piece));
    if (!isSame) visit(index, now === null, pieces);
    else
      for (const piece of pieces) {
        if (wasInPartFile(piece) || isInPartFile(piece)) inPartFile.add(piece);
      }
  });
  if (inPartFile.size > 0) visit(-1, found.partFile === null, [...inPartFile]);
}

/**
 * For each piece, whether the part file may hold bytes of it: mostly pieces that files share, but also such as were
 * under way when their file was skipped.
 */
function partFilePieces(layout: LaidOut, partFile: FileStamp): (piece: number) => boolean {
  if (partFile === null) return () => false;
  const places = new PartFileLayout(layout.files, layout.pieceLength);
  return (piece) => places.placeOf(piece * layout.pieceLength) < partFile.bytes;
}

function sampleOf(pieces: readonly number[], random: Random): number[] {
  if (pieces.length <= SAMPLE_PIECES) return [...pieces];
  const sample = new Set<number>();
  while (sample.size < SAMPLE_PIECES) sample.add(pieces[random.below(pieces.length)]!);
  return [...sample];
}

function usablePartials(
  layout: LaidOut,
  resume: ResumeState,
  recorded: Bitfield,
  standing: Uint8Array,
): PartialPiece[] {
  const geometry = new PieceGeometry(layout.pieceLength, layout.totalBytes);
  const usable = new Map<number, PartialPiece>();
  for (const { piece, blocks } of resume.partial) {
    if (!geometry.hasPiece(piece) || recorded.has(piece)) continue;
    if (standing[piece] === IN_QUESTION) continue;
    const mask = Bitfield.parse(blocks, geometry.blocksOfPiece(piece));
    if (mask !== null && mask.count > 0) usable.set(piece, { piece, blocks });
  }
  return [...usable.values()];
}

function sortPieces(
  recorded: Bitfield,
  standing: Uint8Array,
  partial: PartialPiece[],
  isThere: (piece: number) => boolean,
): Pick<ResumeVerdict, 'had' | 'toCheck' | 'unrecorded' | 'partial'> {
  const had = new Bitfield(recorded.length);
  const toCheck: number[] = [];
  const unrecorded: number[] = [];
  for (let piece = 0; piece < recorded.length; piece++) {
    if (standing[piece] === AS_RECORDED && recorded.has(piece)) had.add(piece);
    if (standing[piece] === IN_QUESTION && isThere(piece)) toCheck.push(piece);
    const mayHaveCome = standing[piece] === WRITTEN_SINCE && !recorded.has(piece);
    if (mayHaveCome && isThere(piece)) unrecorded.push(piece);
  }
  return { had, toCheck, unrecorded, partial };
}
