/**
 * Brings the files of a storage from stray places to where they belong, in steps between which other work goes on.
 * Moves, renames and the way out of the folder for incomplete files are all this.
 *
 * A file is at any moment in one place: it is renamed, or, between devices, copied under another name, synced, renamed
 * and only then removed where it was. What is written meanwhile to a part that is copied already goes to both. So a
 * crash at any point leaves every file where it is found again, and the next relocation goes on from there.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  renameSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import type { StepProgress } from './disk-protocol.ts';
import type { FileAccess } from './file-access.ts';
import { readUpTo, writeFully } from './file-bytes.ts';
import { entryAt, PART_FILE, type Standing } from './file-places.ts';
import { removeFile } from './file-removal.ts';
import { FirstFault } from './first-fault.ts';
import { checkMoved, conflictAt, isSameEntry } from './moved-file.ts';

/** What one step does at most. */
const STEP_BYTES = 4 * 1024 * 1024;
const STEP_FILES = 64;
const STEP_LOOKS = 1_000;

const COPY_BYTES = 1024 * 1024;

const buffer = new Uint8Array(COPY_BYTES);
const zeros = new Uint8Array(COPY_BYTES);

/** A file on its way to another device. */
interface Copy {
  index: number;
  source: Standing;
  from: number;
  to: number;
  temporary: string;
  target: string;
  /** Bytes before it are copied. */
  mark: number;
}

export class Relocation {
  readonly #access: FileAccess;
  #totalBytes = 0;
  #doneBytes = 0;
  /** Next file to be counted, then next one to be moved. */
  #counted = PART_FILE;
  #next = PART_FILE;
  #copy: Copy | null = null;

  constructor(access: FileAccess) {
    this.#access = access;
  }

  /** Does a bounded part of what is left. Throws where the disk does; the next step tries again. */
  step(mostBytes = STEP_BYTES): StepProgress {
    const isCounted = this.#count();
    if (isCounted) this.#moveSome(mostBytes);
    const isDone = isCounted && this.#next >= this.#access.layout.files.length;
    if (isDone) this.#cleanUp();
    return {
      doneBytes: this.#doneBytes + (this.#copy?.mark ?? 0),
      totalBytes: this.#totalBytes,
      isDone,
      file: this.#copy && this.#copy.index !== PART_FILE ? this.#copy.index : null,
    };
  }

  /** A write to a file that is being copied: the copy gets it where it was taken already. */
  mirror(index: number, bytes: Uint8Array, from: number, length: number, at: number): void {
    const copy = this.#copy;
    if (copy?.index !== index || at >= copy.mark) return;
    try {
      writeFully(copy.to, bytes, from, Math.min(length, copy.mark - at), at);
    } catch {
      // The file itself has the bytes. Its copy begins anew, and meets the fault where it can be told.
      this.abandon();
    }
  }

  /** Gives up what is under way; what was moved stays moved. */
  abandon(): void {
    const copy = this.#copy;
    if (!copy) return;
    this.#copy = null;
    closeSync(copy.from);
    closeSync(copy.to);
    removeFile(copy.temporary);
  }

  /** The file is renamed where it stands, or removed: a copy of it that is under way begins anew. */
  forget(index: number): void {
    if (this.#copy?.index === index) this.abandon();
  }

  /** Adds up what there is, a part at a time. Gives whether all is. */
  #count(): boolean {
    const { layout, places } = this.#access;
    const end = Math.min(this.#counted + STEP_LOOKS, layout.files.length);
    for (; this.#counted < end; this.#counted++) {
      if (layout.files[this.#counted]?.padding) continue;
      this.#totalBytes += places.standing(this.#counted)?.stats.size ?? 0;
    }
    return this.#counted === layout.files.length;
  }

  #moveSome(mostBytes: number): void {
    const { layout, places } = this.#access;
    const budget = { bytes: mostBytes, files: STEP_FILES, looks: STEP_LOOKS };
    while (this.#next < layout.files.length && Object.values(budget).every((left) => left > 0)) {
      const index = this.#next;
      if (this.#copy) {
        budget.bytes -= this.#copySome(this.#copy, budget.bytes);
        continue;
      }
      const isPadding = layout.files[index]?.padding ?? false;
      const source = isPadding ? null : places.standingAstray(index);
      if (source && this.#move(index, source)) {
        budget.files--;
        continue;
      }
      if (!isPadding) this.#pass(index);
      budget.looks--;
      this.#next++;
    }
  }

  /** The file is where it belongs, if it is anywhere. What a crash left of a copy of it goes. */
  #pass(index: number): void {
    const { places } = this.#access;
    this.#doneBytes += places.standing(index)?.stats.size ?? 0;
    for (const place of [places.own, ...places.strays]) {
      const temporary = places.temporaryPathIn(place, index);
      if (temporary !== null && entryAt(temporary)?.isFile()) removeFile(temporary);
    }
  }

  /** Moves a file, or begins to. Gives false where it is in its place, only by another way. */
  #move(index: number, source: Standing): boolean {
    const { places, folders } = this.#access;
    folders.isThere(dirname(source.path), source.place);
    if (!source.stats.isFile()) throw conflictAt(source.path);
    const standing = places.standingIn(places.own, index);
    const target = source.isUnfinished
      ? places.unfinishedPathIn(places.own, index)
      : places.pathIn(places.own, index);
    if (standing && isSameEntry(source, standing)) {
      if (basename(standing.path) === basename(source.path)) return false;
    } else if (standing) {
      checkMoved(source, standing);
      this.#removeSource(source);
      return true;
    }
    if (target === null) throw conflictAt(source.path);
    folders.make(dirname(target), places.own);
    this.#rename(index, source, target);
    return true;
  }

  #rename(index: number, source: Standing, target: string): void {
    const { folders } = this.#access;
    try {
      renameSync(source.path, target);
      folders.noteChange(dirname(target));
      folders.noteChange(dirname(source.path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
      this.#beginCopy(index, source, target);
    }
  }

  #beginCopy(index: number, source: Standing, target: string): void {
    const access = this.#access;
    const temporary = access.places.temporaryPathIn(access.places.own, index)!;
    const from = access.openStanding(source, constants.O_RDONLY).descriptor;
    try {
      const to = access.makeTemporary(temporary, access.places.own).descriptor;
      this.#copy = { index, source, from, to, temporary, target, mark: 0 };
    } catch (error) {
      closeSync(from);
      throw error;
    }
  }

  /** Copies up to `most` bytes, and gives how many it did. */
  #copySome(copy: Copy, most: number): number {
    const before = copy.mark;
    try {
      while (this.#copy === copy && copy.mark < before + most) {
        this.#copyPart(copy, before + most - copy.mark);
      }
    } catch (error) {
      if (this.#copy === copy) this.abandon();
      throw error;
    }
    return copy.mark - before;
  }

  #copyPart(copy: Copy, most: number): void {
    const wanted = Math.min(COPY_BYTES, most);
    const bytes = readUpTo(copy.from, buffer, 0, wanted, copy.mark);
    const part = buffer.subarray(0, bytes);
    // Holes stay holes, but where the user wants the room to be taken.
    const isHole =
      this.#access.layout.preallocation !== 'full' &&
      Buffer.compare(part, zeros.subarray(0, bytes)) === 0;
    if (!isHole) writeFully(copy.to, part, 0, bytes, copy.mark);
    copy.mark += bytes;
    if (bytes < wanted) this.#endCopy(copy);
  }

  /** The copy takes the place of the file only when it is on the disk as it is to be. */
  #endCopy(copy: Copy): void {
    const { folders, places } = this.#access;
    this.#dress(copy);
    fsyncSync(copy.to);
    if (places.standingIn(places.own, copy.index)) {
      throw conflictAt(copy.target);
    }
    renameSync(copy.temporary, copy.target);
    this.#copy = null;
    closeSync(copy.from);
    closeSync(copy.to);
    this.#access.noteReplaced(copy.index);
    folders.noteChange(dirname(copy.target));
    folders.sync();
    this.#removeSource(copy.source);
  }

  /** Length, rights and times as the source has them: it is the same file to whoever compares. */
  #dress({ from, to, mark }: Copy): void {
    const { atimeMs, mtimeMs, mode } = fstatSync(from);
    ftruncateSync(to, mark);
    try {
      fchmodSync(to, mode & 0o777);
      // In the midst of the millisecond, so that no rounding leads out of it.
      futimesSync(to, atimeMs / 1_000, (Math.floor(mtimeMs) + 0.5) / 1_000);
    } catch {
      // Not every file system has them. Then the file counts as changed, and is checked.
    }
  }

  #removeSource({ path }: Standing): void {
    removeFile(path);
    this.#access.folders.noteChange(dirname(path));
  }

  #cleanUp(): void {
    const { places, folders } = this.#access;
    const faults = new FirstFault();
    for (const place of places.strays) {
      faults.meet(() => folders.removeEmpty(place, places.namesIn(place)));
    }
    faults.meet(() => folders.sync());
    faults.end();
  }
}
