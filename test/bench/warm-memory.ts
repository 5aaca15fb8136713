/**
 * Memory that a copy will be written to, kept warm until the data flows. A virtual machine gives free memory back
 * to its host within seconds, and its next use then costs up to ten times as much: without this, whoever
 * happens to run on cold memory is measured at a third of its rate.
 */
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

const CHUNK_BYTES = 16 * 1024 * 1024;
/** What a client needs beside the copy. */
const SPARE_BYTES = 512 * 1024 * 1024;

/** Takes the memory for a copy of so many bytes; the function that it gives frees it for that copy. */
export async function holdWarmMemory(folder: string, bytes: number): Promise<() => Promise<void>> {
  const path = join(folder, 'warm');
  const chunk = Buffer.alloc(CHUNK_BYTES, 1);
  const file = await open(path, 'w');
  try {
    for (let written = 0; written < bytes + SPARE_BYTES; written += CHUNK_BYTES) {
      await file.write(chunk);
    }
  } finally {
    await file.close();
  }
  return () => rm(path, { force: true });
}
