/**
 * Copies of the database beside it, in `backups/shoal-<schema>-<time>.db`, the schema being the number of the newest
 * migration that it has. Invariant: what stands under such a name is whole and synced.
 */
import { once } from 'node:events';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Of the schema that is in use; of each older one the newest, for that many schemas. */
const KEPT_BACKUPS = 3;
const KEPT_OLDER_SCHEMAS = 3;
const FOLDER_NAME = 'backups';
const NAME_PATTERN = /^shoal-(\d{4})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.db$/;

export interface Backup {
  path: string;
  /** Four digits. */
  schema: string;
  madeAt: Date;
}

/** The newest first. Names that are not ours are left out. */
export function listBackups(directory: string): Backup[] {
  const folder = join(directory, FOLDER_NAME);
  return namesIn(folder)
    .flatMap((name) => {
      const match = NAME_PATTERN.exec(name);
      if (!match) return [];
      const [schema, year, month, day, hour, minute, second] = match.slice(1) as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ];
      const madeAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      return [{ path: join(folder, name), schema, madeAt }];
    })
    .toSorted((one, other) => other.madeAt.getTime() - one.madeAt.getTime());
}

/** Copies the database in a thread of its own, and then removes copies that are no longer wanted. */
export async function makeBackup(
  directory: string,
  source: string,
  schema: string,
  now: Date,
): Promise<Backup> {
  const folder = join(directory, FOLDER_NAME);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const time = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const path = join(folder, `shoal-${schema}-${time}.db`);
  const unfinished = `${path}.unfinished`;
  for (const name of namesIn(folder)) {
    if (name.endsWith('.unfinished')) rmSync(join(folder, name), { force: true });
  }
  try {
    await copyDatabase(source, unfinished);
    renameSync(unfinished, path);
    syncFolder(folder);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
  for (const backup of outdated(listBackups(directory), schema))
    rmSync(backup.path, { force: true });
  return { path, schema, madeAt: now };
}

/** Those that are kept no longer, of a list that has the newest first. */
export function outdated(backups: readonly Backup[], schemaInUse: string): Backup[] {
  const seen = new Map<string, number>();
  return backups.filter(({ schema }) => {
    const count = (seen.get(schema) ?? 0) + 1;
    seen.set(schema, count);
    if (schema === schemaInUse) return count > KEPT_BACKUPS;
    const olderSchemas = seen.size - (seen.has(schemaInUse) ? 1 : 0);
    return count > 1 || olderSchemas > KEPT_OLDER_SCHEMAS;
  });
}

/** Makes what was renamed in it stay renamed after a power cut. */
export function syncFolder(folder: string): void {
  // Windows cannot open folders, and needs no such sync.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function copyDatabase(source: string, target: string): Promise<void> {
  // Beside this file, as source under Node's type stripping or as built JavaScript.
  const extension = extname(fileURLToPath(import.meta.url));
  const worker = new Worker(new URL(`./backup-worker${extension}`, import.meta.url), {
    workerData: { source, target },
  });
  // A thread that fails tells so before it exits, and `once` rejects with it.
  await once(worker, 'exit');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
