import { execFileSync } from 'node:child_process';
import { closeSync, constants, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { OpenFiles, type OpenedFile } from './open-files.ts';

/** Opens this very file, and remembers the descriptor. */
const opened: OpenedFile[] = [];
function open(): OpenedFile {
  const descriptor = openSync(import.meta.filename, 'r');
  const file = { descriptor, inode: 1 };
  opened.push(file);
  return file;
}

function isOpen({ descriptor }: OpenedFile): boolean {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

afterEach(() => {
  for (const file of opened.splice(0)) if (isOpen(file)) closeSync(file.descriptor);
});

describe('OpenFiles', () => {
  it('opens a file once', () => {
    const files = new OpenFiles(4);
    expect(files.use(1, 0, false, open)).toBe(files.use(1, 0, false, open));
    expect(opened).toHaveLength(1);
  });

  it('opens a file anew to write it, and reads from that one then', () => {
    const files = new OpenFiles(4);
    files.use(1, 0, false, open);
    const writable = files.use(1, 0, true, open);
    expect(files.use(1, 0, false, open)).toBe(writable);
    expect(opened).toHaveLength(2);
    files.closeAll(1);
    expect(opened.some(isOpen)).toBe(false);
  });

  it('closes the file that was used longest ago when there are too many', () => {
    const files = new OpenFiles(2);
    const first = files.use(1, 0, false, open);
    const second = files.use(1, 1, false, open);
    files.use(1, 0, false, open);
    files.use(1, 2, false, open);
    expect([isOpen(first), isOpen(second)]).toEqual([true, false]);
  });

  it('closes the files of one storage and of no other', () => {
    const files = new OpenFiles(8);
    const mine = files.use(1, 0, false, open);
    const other = files.use(11, 0, false, open);
    files.closeAll(1);
    expect([isOpen(mine), isOpen(other)]).toEqual([false, true]);
    files.closeAll(11);
  });

  it('keeps nothing of a file that cannot be opened', () => {
    const files = new OpenFiles(2);
    const refuse = (): OpenedFile => {
      throw new Error('no');
    };
    expect(() => files.use(1, 0, false, refuse)).toThrow('no');
    expect(isOpen(files.use(1, 0, false, open))).toBe(true);
    files.closeAll(1);
  });

  it('gives back half of its files where the system has no more, and tries again', () => {
    const files = new OpenFiles(8);
    const earlier = [0, 1, 2, 3].map((index) => files.use(1, index, false, open));
    const openAtLast = (): OpenedFile => {
      if (earlier.every(isOpen)) throw Object.assign(new Error('too many'), { code: 'EMFILE' });
      return open();
    };
    const latest = files.use(1, 4, false, () => files.sparing(openAtLast));
    // The system gives the number of a closed one again.
    const areKept = earlier.map((file) => file.descriptor !== latest.descriptor && isOpen(file));
    expect([...areKept, isOpen(latest)]).toEqual([false, false, true, true, true]);
    files.closeAll(1);
  });

  it('says so where giving back is of no use', () => {
    const files = new OpenFiles(8);
    files.use(1, 0, false, open);
    const refuse = (): OpenedFile => {
      throw Object.assign(new Error('too many'), { code: 'EMFILE' });
    };
    expect(() => files.sparing(refuse)).toThrow('too many');
    files.closeAll(1);
  });

  it('keeps nothing of a file that stands nowhere', () => {
    const files = new OpenFiles(2);
    expect(files.use(1, 0, true, () => null)).toBeNull();
    expect(isOpen(files.use(1, 0, true, open))).toBe(true);
    files.closeAll(1);
  });

  it('opens plain files only, and waits for no writer of a pipe', () => {
    const files = new OpenFiles(2);
    const folder = mkdtempSync(join(tmpdir(), 'shoal-open-'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(() => files.open(join(folder, 'pipe'), constants.O_RDONLY)).toThrow('no plain file');
    expect(() => files.open(folder, constants.O_RDONLY)).toThrow('no plain file');
    rmSync(folder, { recursive: true });
  });
});
