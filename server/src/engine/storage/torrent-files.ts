/**
 * The files of one torrent as one row of bytes: positional reads and writes that may cross files. Runs in a
 * disk worker; synchronous on purpose (one worker, one thing at a time; the engine never waits).
 *
 * Padding files (BEP 47) are never written and read as zeros. Bytes of a file that stands nowhere are read from the
 * part file, and those of one that is not wanted are written there.
 */
import { fstatSync } from 'node:fs';
import { allocateStep, type AllocationMark } from './allocation.ts';
import { StorageError } from './disk-fault.ts';
import type { LaidFile, Promotion, StepProgress, StorageLayout } from './disk-protocol.ts';
import { FileAccess } from './file-access.ts';
import { readUpTo, writeFully } from './file-bytes.ts';
import { PART_FILE } from './file-places.ts';
import { deleteAll } from './file-removal.ts';
import { finishFiles } from './finished-files.ts';
import type { OpenFile, OpenFiles } from './open-files.ts';
import { PartFileLayout } from './part-file.ts';
import { promote } from './promotion.ts';
import { Relocation } from './relocation.ts';

export class TorrentFiles {
  readonly #access: FileAccess;
  #partLayout: PartFileLayout | null = null;
  #relocation: Relocation | null = null;
  #allocation: AllocationMark = { index: 0, doneBytes: 0 };

  constructor(storage: number, layout: StorageLayout, openFiles: OpenFiles) {
    this.#access = new FileAccess(storage, layout, openFiles);
  }

  get layout(): StorageLayout {
    return this.#access.layout;
  }

  /** Writes all of `bytes` at `position` of the torrent. */
  write(position: number, bytes: Uint8Array): void {
    this.#eachSpan(position, bytes.length, (index, file, at, from, length) => {
      if (file.padding) return;
      const open = this.#access.toWrite(index);
      if (open === null) this.#writePart(position + from, bytes.subarray(from, from + length));
      else this.#writeTo(index, open, bytes, from, length, at);
    });
  }

  /** Fills `bytes` from `position`. Throws ENOENT, or `file-changed` where a file is too short. */
  read(position: number, bytes: Uint8Array): void {
    this.#eachSpan(position, bytes.length, (index, file, at, from, length) => {
      if (file.padding) {
        bytes.fill(0, from, from + length);
        return;
      }
      const open = this.#access.toRead(index);
      if (open === null) {
        this.#readPart(file, position + from, bytes.subarray(from, from + length));
      } else if (readUpTo(open.descriptor, bytes, from, length, at) < length) {
        throw new StorageError('file-changed', `${file.path} is too short`);
      }
    });
  }

  /**
   * Throws `file-changed` where files of the range are not as they stood when the download was settled. To be asked
   * after a read: a change that comes later is not in what was read.
   */
  demandSettled(position: number, length: number): void {
    const { settledStamps } = this.layout;
    if (!settledStamps) return;
    this.#eachSpan(position, length, (index, file) => {
      const settled = settledStamps[index];
      const open = settled && !file.padding ? this.#access.toRead(index) : null;
      if (!settled || open === null) return;
      const { size, mtimeMs } = fstatSync(open.descriptor);
      if (size === settled.bytes && Math.floor(mtimeMs) === settled.modifiedMs) return;
      throw new StorageError('file-changed', `${file.path} was changed`);
    });
  }

  /** Makes the named files, which have no bytes, so that they exist. */
  createEmpty(indices: readonly number[]): void {
    for (const index of indices) {
      const file = this.#access.toWrite(index);
      if (file) this.#access.noteWritten(index, file);
    }
  }

  /** The range was found right. Its bytes count as written: whoever wrote them may not have come to sync them. */
  adopt(position: number, length: number): void {
    this.#eachSpan(position, length, (index, { padding, isSkipped }) => {
      if (padding) return;
      this.#access.noteAdopted(index);
      if (isSkipped) this.#access.noteAdopted(PART_FILE);
    });
  }

  /** Everything that was written is on the disk when this returns. See `FileAccess.sync`. */
  sync(endsFault = true): void {
    this.#access.sync(endsFault);
  }

  /** From here on the files are elsewhere, or others are wanted. */
  changeLayout(layout: StorageLayout): void {
    this.#endRelocation();
    this.#access.changeLayout(layout);
    this.#partLayout = null;
    this.#allocation = { index: 0, doneBytes: 0 };
  }

  /** Files get the bytes of them that the part file holds. */
  promote(promotions: readonly Promotion[]): void {
    this.#relocation?.forget(PART_FILE);
    promote(this.#access, this.#partFileLayout(), promotions);
  }

  /** Takes the `.part` off the names of files that are whole and synced. */
  finish(indices: readonly number[]): void {
    for (const index of [PART_FILE, ...indices]) this.#relocation?.forget(index);
    finishFiles(this.#access, indices);
  }

  /** One step of moving what stands in stray places to where it belongs. */
  relocateStep(mostBytes?: number): StepProgress {
    this.#relocation ??= new Relocation(this.#access);
    return this.#relocation.step(mostBytes);
  }

  allocateStep(): StepProgress {
    return allocateStep(this.#access, this.#allocation);
  }

  /** Removes the torrent's own files, then those of its folders that are empty; nothing else, ever. */
  deleteAll(): void {
    this.release();
    deleteAll(this.#access);
  }

  release(): void {
    this.#endRelocation();
    this.#access.release();
  }

  #endRelocation(): void {
    this.#relocation?.abandon();
    this.#relocation = null;
  }

  #writeTo(
    index: number,
    file: OpenFile,
    bytes: Uint8Array,
    from: number,
    length: number,
    at: number,
  ): void {
    this.#access.noteWritten(index, file);
    writeFully(file.descriptor, bytes, from, length, at);
    this.#relocation?.mirror(index, bytes, from, length, at);
  }

  #writePart(position: number, bytes: Uint8Array): void {
    const part = this.#access.toWrite(PART_FILE)!;
    this.#partFileLayout().eachRun(position, bytes.length, (place, from, length) =>
      this.#writeTo(PART_FILE, part, bytes, from, length, place),
    );
  }

  #readPart(file: LaidFile, position: number, bytes: Uint8Array): void {
    const part = this.#access.toRead(PART_FILE);
    if (part === null) throw new StorageError('file-missing', `${file.path} is not there`);
    this.#partFileLayout().eachRun(position, bytes.length, (place, from, length) => {
      if (readUpTo(part.descriptor, bytes, from, length, place) === length) return;
      throw new StorageError('file-missing', `${file.path} is not there`);
    });
  }

  /** Made when it is needed: most torrents have no unwanted file. */
  #partFileLayout(): PartFileLayout {
    const { files, pieceLength } = this.layout;
    return (this.#partLayout ??= new PartFileLayout(files, pieceLength));
  }

  /** Calls `visit(file index, file, place in the file, place in the bytes, length)` for each part of a range. */
  #eachSpan(
    position: number,
    length: number,
    visit: (index: number, file: LaidFile, at: number, from: number, length: number) => void,
  ): void {
    const { files } = this.layout;
    let done = 0;
    for (let index = this.#fileAt(position); done < length; index++) {
      const file = files[index]!;
      const at = position + done - file.offset;
      const part = Math.min(length - done, file.bytes - at);
      if (part > 0) visit(index, file, at, done, part);
      done += Math.max(part, 0);
    }
  }

  /** The last file that begins at or before `position`, by halving: a torrent may have 150,000 files. */
  #fileAt(position: number): number {
    const { files } = this.layout;
    let low = 0;
    let high = files.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (files[middle]!.offset <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
