/** Positional reads and writes of a whole range: the system may do a part of one and leave the rest. */
import { readSync, writeSync } from 'node:fs';

/** Writes `length` of `bytes` at `at` in a file. */
export function writeFully(
  descriptor: number,
  bytes: Uint8Array,
  from: number,
  length: number,
  at: number,
): void {
  for (let done = 0; done < length;) {
    done += writeSync(descriptor, bytes, from + done, length - done, at + done);
  }
}

/** Reads up to `length` from `at` in a file. Gives how much there was: less only where the file ends. */
export function readUpTo(
  descriptor: number,
  bytes: Uint8Array,
  from: number,
  length: number,
  at: number,
): number {
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, from + done, length - done, at + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
