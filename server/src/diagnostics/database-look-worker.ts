/** A thread that looks through a database, says what is wrong with it, and ends. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

const { path } = workerData as { path: string };

const database = new DatabaseSync(path, { readOnly: true });
try {
  const rows = database.prepare('PRAGMA quick_check(1)').all() as { quick_check: string }[];
  const [first] = rows;
  parentPort?.postMessage(first?.quick_check === 'ok' ? null : (first?.quick_check ?? 'no answer'));
} finally {
  database.close();
}
