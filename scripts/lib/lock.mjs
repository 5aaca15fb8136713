/**
 * One install and build at a time: two of these scripts at once would take each other's node_modules and dist
 * away. The lock names its owner's process, so that one left behind by a crash is not waited for.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromRoot } from './paths.mjs';
import { say } from './say.mjs';

const LOCK = fromRoot('.tmp', 'build.lock');
const POLL_MS = 250;

/**
 * @template T
 * @param {() => T | Promise<T>} action runs while nobody else holds the lock
 * @returns {Promise<T>}
 */
export async function alone(action) {
  mkdirSync(fromRoot('.tmp'), { recursive: true });
  for (let waited = false; !tryLock(); waited = true) {
    if (!waited)
      say('Another start or test of this folder is installing or building: waiting for it.');
    await sleep(POLL_MS);
  }
  const release = () => rmSync(LOCK, { force: true });
  process.once('exit', release);
  try {
    return await action();
  } finally {
    process.removeListener('exit', release);
    release();
  }
}

function tryLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isOwnerAlive()) rmSync(LOCK, { force: true });
    return false;
  }
}

function isOwnerAlive() {
  try {
    process.kill(Number(readFileSync(LOCK, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
