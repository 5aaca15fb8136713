import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataDirectoryError, DataDirectoryLock } from './data-directory-lock.ts';

const HOLD = `
  const { DataDirectoryLock } = await import(process.argv[1]);
  // What nobody holds could be collected, and the lock with it.
  globalThis.held = DataDirectoryLock.take(process.argv[2]);
  process.stdout.write('held');
  setInterval(() => {}, 1000);
`;

describe('DataDirectoryLock', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'shoal-lock-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('can be taken again after it was released', () => {
    DataDirectoryLock.take(directory).release();
    expect(() => DataDirectoryLock.take(directory).release()).not.toThrow();
  });

  it('refuses a second holder and names the first', async () => {
    const lockModule = new URL('./data-directory-lock.ts', import.meta.url).href;
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      HOLD,
      lockModule,
      directory,
    ]);
    await once(holder.stdout, 'data');
    try {
      expect(() => DataDirectoryLock.take(directory)).toThrow(DataDirectoryError);
      expect(() => DataDirectoryLock.take(directory)).toThrow(`process ${holder.pid}`);
    } finally {
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    }
    DataDirectoryLock.take(directory).release();
  });

  it('says that a folder which cannot be made cannot be used', () => {
    writeFileSync(join(directory, 'file'), '');
    expect(() => DataDirectoryLock.take(join(directory, 'file', 'data'))).toThrow(/cannot be used/);
  });
});
