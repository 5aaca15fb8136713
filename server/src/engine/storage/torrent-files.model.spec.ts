/**
 * Whatever a storage goes through, in whatever order: what was written is read back. Bytes are the only truth here;
 * the model knows of the disk only which of them were written.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  laidFiles,
  laidOut,
  PIECE_LENGTH,
  rowOfBytes,
  TOTAL_BYTES,
  twoFolders,
} from '../testing/laid-torrent.ts';
import type { Promotion, StorageLayout, StrayPlace } from './disk-protocol.ts';
import { OpenFiles } from './open-files.ts';
import { TorrentFiles } from './torrent-files.ts';

const FILE_COUNT = laidFiles().length;
const PIECE_COUNT = Math.ceil(TOTAL_BYTES / PIECE_LENGTH);

class Party {
  readonly #folders = twoFolders();
  readonly #row = rowOfBytes();
  readonly #written = new Uint8Array(TOTAL_BYTES);
  readonly #skipped = new Set<number>();
  #usesSuffix = false;
  #root = 'root';
  #directory = this.#folders.here;
  #strays: StrayPlace[] = [];
  #openFiles = new OpenFiles(2);
  #files = new TorrentFiles(1, this.#layout(), this.#openFiles);

  write(piece: number, begin: number, length: number, salt: number): void {
    const start = Math.min(piece * PIECE_LENGTH + begin, TOTAL_BYTES);
    const end = Math.min(start + length, (piece + 1) * PIECE_LENGTH, TOTAL_BYTES);
    for (let at = start; at < end; at++) {
      const isPadding = laidFiles().some(
        ({ padding, offset, bytes }) => padding && at >= offset && at < offset + bytes,
      );
      if (!isPadding) this.#row[at] = (at * salt) & 0xff;
      this.#written[at] = 1;
    }
    this.#files.write(start, this.#row.subarray(start, end));
  }

  choose(index: number, isSkipped: boolean): void {
    if (isSkipped) this.#skipped.add(index);
    else this.#skipped.delete(index);
    this.#files.changeLayout(this.#layout());
    if (!isSkipped) this.#promote([index]);
  }

  /** To the other folder and the other name, or back where a move is under way. */
  move(isRenamed: boolean): void {
    const { here, there } = this.#folders;
    const stray = {
      directory: this.#directory,
      paths: this.#pathsUnder(this.#root),
      partFile: join(this.#directory, '.id.parts'),
    };
    if (this.#strays.length > 0) {
      this.#directory = this.#strays[0]!.directory;
      this.#root = this.#strays[0]!.paths![0]!.split('/')[0]!;
    } else {
      this.#directory = this.#directory === here ? there : here;
      if (isRenamed) this.#root = this.#root === 'root' ? 'other' : 'root';
    }
    this.#strays = [stray];
    this.#files.changeLayout(this.#layout());
  }

  relocate(mostBytes: number): void {
    if (this.#strays.length === 0 || !this.#files.relocateStep(mostBytes).isDone) return;
    this.#strays = [];
    this.#files.changeLayout(this.#layout());
  }

  finish(index: number): void {
    this.#files.finish([index]);
  }

  useSuffix(usesSuffix: boolean): void {
    this.#usesSuffix = usesSuffix;
    this.#files.changeLayout(this.#layout());
  }

  /** The process is killed and started again. */
  crash(): void {
    this.#openFiles.closeAll(1);
    this.#openFiles = new OpenFiles(2);
    this.#files = new TorrentFiles(1, this.#layout(), this.#openFiles);
    this.#promote(laidFiles().flatMap((_, index) => (this.#skipped.has(index) ? [] : [index])));
  }

  /** Every range that was written as a whole reads as it was written. */
  check(): void {
    for (let start = 0; start < TOTAL_BYTES; start++) {
      if (this.#written[start] === 0) continue;
      let end = start;
      while (end < TOTAL_BYTES && this.#written[end] === 1) end++;
      const read = new Uint8Array(end - start);
      this.#files.read(start, read);
      expect(read).toEqual(this.#row.slice(start, end));
      start = end;
    }
  }

  /** All is in its place and nothing of the work is left. */
  end(): void {
    while (this.#strays.length > 0) this.relocate(64);
    this.check();
    this.#files.sync();
    this.#files.deleteAll();
    const { here, there } = this.#folders;
    expect([...readdirSync(here), ...readdirSync(there)]).toEqual([]);
  }

  remove(): void {
    this.#files.release();
    this.#folders.remove();
  }

  #promote(indices: number[]): void {
    const promotions: Promotion[] = indices.map((index) => ({
      index,
      pieces: Array.from({ length: PIECE_COUNT }, (_, piece) => piece).filter((piece) =>
        this.#written.subarray(piece * PIECE_LENGTH, (piece + 1) * PIECE_LENGTH).includes(1),
      ),
    }));
    this.#files.promote(promotions);
  }

  #pathsUnder(root: string): string[] {
    return laidFiles().map(({ path }) => path.replace('root', root));
  }

  #layout(): StorageLayout {
    const paths = this.#pathsUnder(this.#root);
    const files = laidFiles();
    for (const [index, file] of files.entries()) {
      file.path = paths[index]!;
      file.isSkipped = this.#skipped.has(index);
    }
    return laidOut(this.#directory, {
      files,
      strays: this.#strays,
      usesPartSuffix: this.#usesSuffix,
    });
  }
}

const file = fc.nat(FILE_COUNT - 1);
const piece = fc.nat(PIECE_COUNT - 1);
const write = fc.tuple(
  piece,
  fc.nat(PIECE_LENGTH - 1),
  fc.integer({ min: 1, max: PIECE_LENGTH }),
  fc.nat(255),
);
const acts = fc.oneof(
  { arbitrary: write.map((it) => act('write', it, (party) => party.write(...it))), weight: 4 },
  {
    arbitrary: fc
      .tuple(file, fc.boolean())
      .map((it) => act('choose', it, (party) => party.choose(...it))),
    weight: 4,
  },
  fc.boolean().map((it) => act('move', it, (party) => party.move(it))),
  {
    arbitrary: fc
      .integer({ min: 1, max: 40 })
      .map((it) => act('relocate', it, (party) => party.relocate(it))),
    weight: 3,
  },
  file.map((it) => act('finish', it, (party) => party.finish(it))),
  fc.boolean().map((it) => act('useSuffix', it, (party) => party.useSuffix(it))),
  fc.constant(act('crash', null, (party) => party.crash())),
);

/** One thing that is done, with its name for the report of a failure. */
function act(name: string, values: unknown, run: (party: Party) => void): (party: Party) => void {
  return Object.assign(run, { [fc.toStringMethod]: () => `${name} ${JSON.stringify(values)}` });
}

it(
  'reads back what was written, through choices, promotions, moves, new names and crashes',
  { timeout: 400_000 },
  () => {
    const sequences = fc.property(fc.array(acts, { maxLength: 40, size: 'max' }), (sequence) => {
      const party = new Party();
      try {
        for (const run of sequence) {
          run(party);
          party.check();
        }
        party.end();
      } finally {
        party.remove();
      }
    });
    expect(() => fc.assert(sequences, { numRuns: 150, includeErrorInReport: true })).not.toThrow();
  },
);
