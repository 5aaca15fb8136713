/** Fills a file system to its last byte. */
import { open } from 'node:fs/promises';

const CHUNKS = [1024 * 1024, 4096, 1];

/** Makes the file, or makes it longer, until there is no room. */
export async function fillDisk(path: string): Promise<void> {
  await using file = await open(path, 'a');
  for (const bytes of CHUNKS) {
    const chunk = Buffer.alloc(bytes);
    while (await hasWritten(() => file.write(chunk))) {
      // On to the next.
    }
  }
}

async function hasWritten(write: () => Promise<{ bytesWritten: number }>): Promise<boolean> {
  try {
    return (await write()).bytesWritten > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
