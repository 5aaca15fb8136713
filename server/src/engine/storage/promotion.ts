/**
 * Promotion: a file whose bytes are in the part file gets a file of its own, before it is first written to. The file
 * is put together under another name, so that it is never seen in part: until it is there the part file counts, from
 * then on the file. Whoever asks sees to it that no other thread works on the storage meanwhile.
 */
import { closeSync, fsyncSync, ftruncateSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LaidFile, Promotion } from './disk-protocol.ts';
import type { FileAccess } from './file-access.ts';
import { readUpTo, writeFully } from './file-bytes.ts';
import { PART_FILE } from './file-places.ts';
import { removeFile } from './file-removal.ts';
import { removePartFileIfUnused } from './finished-files.ts';
import type { ByteRange, PartFileLayout } from './part-file.ts';

const COPY_BYTES = 1024 * 1024;
/** One for the thread: a promotion ends before other work begins. */
const copyBuffer = Buffer.alloc(COPY_BYTES);
const zeros = Buffer.alloc(COPY_BYTES);

/** Files that stand already, or that nothing in the part file belongs to, stay as they are. */
export function promote(
  access: FileAccess,
  partLayout: PartFileLayout,
  promotions: readonly Promotion[],
): void {
  for (const { index, pieces } of promotions) {
    const file = access.layout.files[index];
    if (!file || file.padding || file.bytes === 0 || access.places.standing(index)) continue;
    const part = access.places.standing(PART_FILE);
    if (!part) break;
    const ranges = partLayout
      .rangesOf(file, pieces)
      .map((range) => cutToPartFile(range, partLayout, part.stats.size))
      .filter(({ length }) => length > 0);
    if (ranges.length > 0) promoteFile(access, partLayout, index, file, ranges);
  }
  // The part file goes only when a power cut cannot take the new names back.
  access.folders.sync();
  removePartFileIfUnused(access);
  access.folders.sync();
}

/** Behind the end of the part file nothing was written. */
function cutToPartFile(range: ByteRange, layout: PartFileLayout, partBytes: number): ByteRange {
  const there = partBytes - layout.placeOf(range.position);
  return { position: range.position, length: Math.min(range.length, Math.max(there, 0)) };
}

function promoteFile(
  access: FileAccess,
  partLayout: PartFileLayout,
  index: number,
  file: LaidFile,
  ranges: readonly ByteRange[],
): void {
  const { places, folders } = access;
  const temporary = places.temporaryPathIn(places.own, index)!;
  const path = access.newPathOf(index);
  const { descriptor } = access.makeTemporary(temporary, places.own);
  try {
    const source = access.toRead(PART_FILE)!.descriptor;
    ftruncateSync(descriptor, lengthOf(access, file, ranges));
    for (const range of ranges) copyRange(source, descriptor, range, partLayout, file.offset);
    fsyncSync(descriptor);
    renameSync(temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  folders.noteChange(dirname(path));
}

/** What is not copied is a hole. */
function lengthOf({ layout }: FileAccess, file: LaidFile, ranges: readonly ByteRange[]): number {
  if (layout.preallocation === 'sparse') return file.bytes;
  const { position, length } = ranges.at(-1)!;
  return position + length - file.offset;
}

/** Copies a range of the torrent, which lies in one slot, from the part file to its file. */
function copyRange(
  source: number,
  target: number,
  { position, length }: ByteRange,
  partLayout: PartFileLayout,
  fileOffset: number,
): void {
  for (let done = 0; done < length; done += COPY_BYTES) {
    const place = partLayout.placeOf(position + done);
    const bytes = readUpTo(source, copyBuffer, 0, Math.min(COPY_BYTES, length - done), place);
    // Most of a part file is holes; one that was read must not be written.
    if (copyBuffer.subarray(0, bytes).equals(zeros.subarray(0, bytes))) continue;
    writeFully(target, copyBuffer, 0, bytes, position + done - fileOffset);
  }
}
