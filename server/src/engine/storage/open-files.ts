/**
 * The open files of one disk worker, least recently used closed first: a torrent with 100,000 files and a
 * session with 10,000 torrents fit into a few hundred file descriptors.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { StorageError } from './disk-fault.ts';

const OUT_OF_DESCRIPTORS: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE']);
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0; // not on Windows
/** A pipe in the place of a file must not stop the thread until somebody writes into it. */
const NO_WAIT = constants.O_NONBLOCK ?? 0;

export interface OpenedFile {
  readonly descriptor: number;
  /** What tells it from another that is put into its place. */
  readonly inode: number;
}

export interface OpenFile extends OpenedFile {
  readonly isWritable: boolean;
}

export class OpenFiles {
  readonly #limit: number;
  /** By `storage/file`, in order of use. */
  readonly #files = new Map<string, OpenFile>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A file, opened by `open` where it is not open or not open for writing; null where `open` gives none. */
  use<Found extends OpenedFile | null>(
    storage: number,
    index: number,
    isWritable: boolean,
    open: () => Found,
  ): OpenFile | Extract<Found, null> {
    const key = `${storage}/${index}`;
    const known = this.#files.get(key);
    if (known && (known.isWritable || !isWritable)) {
      this.#files.delete(key);
      this.#files.set(key, known);
      return known;
    }
    if (known) this.#close(key, known);
    const opened = open();
    if (opened === null) return null as Extract<Found, null>;
    const file = { descriptor: opened.descriptor, inode: opened.inode, isWritable };
    this.#files.set(key, file);
    if (this.#files.size > this.#limit) this.#closeOldest();
    return file;
  }

  /** Opens a plain file and nothing else; `flags` as of open(2). `prepare` hears how long it is. */
  open(
    path: string,
    flags: number,
    prepare?: (descriptor: number, bytes: number) => void,
  ): OpenedFile {
    const descriptor = this.sparing(() => openSync(path, flags | NO_FOLLOW | NO_WAIT, 0o666));
    try {
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) throw new StorageError('path-conflict', `${path} is no plain file`);
      prepare?.(descriptor, stats.size);
      return { descriptor, inode: stats.ino };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  /**
   * Others of the process may have taken the descriptors that this thread counted on: where `open` finds none, the
   * thread gives back half of its own and tries again.
   */
  sparing<Result>(open: () => Result): Result {
    try {
      return open();
    } catch (error) {
      const isExhausted = OUT_OF_DESCRIPTORS.has((error as NodeJS.ErrnoException).code);
      if (!isExhausted || this.#files.size === 0) throw error;
      for (let left = Math.ceil(this.#files.size / 2); left > 0; left--) this.#closeOldest();
      return open();
    }
  }

  closeFile(storage: number, index: number): void {
    const key = `${storage}/${index}`;
    const file = this.#files.get(key);
    if (file) this.#close(key, file);
  }

  closeAll(storage: number): void {
    for (const [key, file] of this.#files) {
      if (key.startsWith(`${storage}/`)) this.#close(key, file);
    }
  }

  #closeOldest(): void {
    for (const [key, file] of this.#files) {
      this.#close(key, file);
      return;
    }
  }

  #close(key: string, file: OpenFile): void {
    this.#files.delete(key);
    closeSync(file.descriptor);
  }
}
