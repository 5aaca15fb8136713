/**
 * Looks through a database file in a thread of its own, beside a server that works with it: a big one takes seconds.
 * The file is opened read-only.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Null where it is sound; else what is wrong with it. */
export async function databaseFault(path: string): Promise<string | null> {
  // Beside this file, as source under Node's type stripping or as built JavaScript.
  const extension = extname(fileURLToPath(import.meta.url));
  const program = new URL(`./database-look-worker${extension}`, import.meta.url);
  const worker = new Worker(program, { workerData: { path } });
  return new Promise((resolve) => {
    worker.once('message', (fault: string | null) => resolve(fault));
    worker.once('error', (error: Error) => resolve(error.message));
  });
}
