/** Tries whether a folder can be written: writes a small file, reads it back and removes it. */
import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Null where it can be written; else the system's code, such as EACCES or EROFS. */
export async function writeFault(directory: string): Promise<string | null> {
  const content = randomUUID();
  const path = join(directory, `.shoal-write-test-${content}`);
  try {
    await writeFile(path, content, { flag: 'wx', flush: true });
    return (await readFile(path, 'utf8')) === content ? null : 'EIO';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
