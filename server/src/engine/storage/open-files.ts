/**
 * The open files of one disk worker, least recently used closed first: a torrent with 100,000 files and a
 * session with 10,000 torrents fit into a few hundred file descriptors.
 */
import { closeSync } from 'node:fs';

const OUT_OF_DESCRIPTORS: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE']);

interface OpenFile {
  descriptor: number;
  isWritable: boolean;
}

export class OpenFiles {
  readonly #limit: number;
  /** By `storage/file`, in order of use. */
  readonly #files = new Map<string, OpenFile>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The descriptor of a file, opened by `open` where it is not open or not open for writing. */
  use(storage: number, index: number, isWritable: boolean, open: () => number): number {
    const key = `${storage}/${index}`;
    const known = this.#files.get(key);
    if (known && (known.isWritable || !isWritable)) {
      this.#files.delete(key);
      this.#files.set(key, known);
      return known.descriptor;
    }
    if (known) this.#close(key, known);
    const file = { descriptor: this.#openSparing(open), isWritable };
    this.#files.set(key, file);
    if (this.#files.size > this.#limit) this.#closeOldest();
    return file.descriptor;
  }

  closeAll(storage: number): void {
    for (const [key, file] of this.#files) {
      if (key.startsWith(`${storage}/`)) this.#close(key, file);
    }
  }

  /** Others of the process may have taken the descriptors that this thread counted on: it gives back half of its own. */
  #openSparing(open: () => number): number {
    try {
      return open();
    } catch (error) {
      const isExhausted = OUT_OF_DESCRIPTORS.has((error as NodeJS.ErrnoException).code);
      if (!isExhausted || this.#files.size === 0) throw error;
      for (let left = Math.ceil(this.#files.size / 2); left > 0; left--) this.#closeOldest();
      return open();
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
