/**
 * A thread that copies the database and ends. `VACUUM INTO` reads one state of it, whatever is written meanwhile, and
 * fails where the file is damaged, so that a backup is never a copy of damage.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { workerData } from 'node:worker_threads';

const { source, target } = workerData as { source: string; target: string };

const database = new DatabaseSync(source, { readOnly: true });
try {
  database.prepare('VACUUM INTO ?').run(target);
} finally {
  database.close();
}
const file = openSync(target, 'r+');
try {
  fsyncSync(file);
} finally {
  closeSync(file);
}
