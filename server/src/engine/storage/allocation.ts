/**
 * Full preallocation: wanted files are filled with zeros up to their length, behind what they hold, a bounded part
 * at a time. The length that a file has says how far it is, so that this goes on after a crash. Whoever asks sees to
 * it that nothing else is written to the storage meanwhile.
 */
import { fstatSync } from 'node:fs';
import type { LaidFile, StepProgress } from './disk-protocol.ts';
import type { FileAccess } from './file-access.ts';
import { writeFully } from './file-bytes.ts';

const STEP_BYTES = 8 * 1024 * 1024;
/** Files that are opened in one step. */
const STEP_FILES = 1_000;
const zeros = new Uint8Array(1024 * 1024);

/** Where the next step begins: files before it are filled. */
export interface AllocationMark {
  index: number;
  doneBytes: number;
}

/** One step. `mark` is carried on from step to step; it begins with zeros. */
export function allocateStep(access: FileAccess, mark: AllocationMark): StepProgress {
  const { files } = access.layout;
  const totalBytes = files.reduce((sum, file) => sum + (isAllocated(file) ? file.bytes : 0), 0);
  let leftBytes = STEP_BYTES;
  let leftFiles = STEP_FILES;
  for (; mark.index < files.length; mark.index++) {
    const file = files[mark.index]!;
    if (!isAllocated(file)) continue;
    const size = leftFiles-- > 0 ? fill(access, mark.index, leftBytes) : null;
    if (size === null || size.bytes < file.bytes) {
      const doneBytes = mark.doneBytes + (size?.bytes ?? 0);
      return { doneBytes, totalBytes, isDone: false, file: mark.index };
    }
    leftBytes -= size.added;
    mark.doneBytes += file.bytes;
  }
  return { doneBytes: mark.doneBytes, totalBytes, isDone: true, file: null };
}

/** Adds up to `most` zeros to a file. Gives how long it is then. */
function fill(access: FileAccess, index: number, most: number): { bytes: number; added: number } {
  const open = access.toWrite(index)!;
  let bytes = fstatSync(open.descriptor).size;
  const end = Math.min(access.layout.files[index]!.bytes, bytes + most);
  const before = bytes;
  if (bytes < end) access.noteWritten(index, open);
  while (bytes < end) {
    const length = Math.min(zeros.length, end - bytes);
    writeFully(open.descriptor, zeros, 0, length, bytes);
    bytes += length;
  }
  return { bytes, added: bytes - before };
}

function isAllocated({ padding, isSkipped, bytes }: LaidFile): boolean {
  return !padding && !isSkipped && bytes > 0;
}
