/** What a folder holds, as one value that `toEqual` can compare: each file's path, size and SHA-256. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Keys are paths relative to `root` with `/`, sorted. `root` may be a file: its key is then the empty string. */
export async function treeDigest(root: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const path of (await filesBelow(root)).toSorted()) {
    digests[relative(root, path).split(sep).join('/')] = await fileDigest(path);
  }
  return digests;
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return `${(await stat(path)).size} bytes, sha256 ${hash.digest('hex')}`;
}

async function filesBelow(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path);
  return (await Promise.all(entries.map((name) => filesBelow(join(path, name))))).flat();
}
