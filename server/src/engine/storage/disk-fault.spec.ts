import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { DOWNLOAD_ERROR_CODES } from '@shared/dto/download.js';
import { faultOfStatus, statusOfError } from './disk-fault.ts';

/** What a file call of Node throws. */
function thrown(name: string, code = name): NodeJS.ErrnoException {
  const errno = -(constants.errno as Record<string, number>)[name]!;
  return Object.assign(new Error(`${code}: failed, write`), { code, errno });
}

describe('a fault of the disk', () => {
  it.each([
    ['ENOSPC', 'disk-full'],
    ['EFBIG', 'file-too-large'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['EROFS', 'read-only'],
    ['ENOENT', 'file-missing'],
    ['EMFILE', 'too-many-open-files'],
    ['ENFILE', 'too-many-open-files'],
    ['EISDIR', 'path-conflict'],
    ['ENOTDIR', 'path-conflict'],
    ['ELOOP', 'path-conflict'],
    ['EIO', 'io-error'],
  ])('names %s as %s, and says what to do', (name, code) => {
    const fault = faultOfStatus(statusOfError(thrown(name)), '/srv/downloads');
    expect(fault.code).toBe(code);
    expect(DOWNLOAD_ERROR_CODES).toContain(fault.code);
    expect(fault.message).toMatch(/resume|goes on by itself|another disk/i);
  });

  it('knows a quota that is used up, for which Node has no name', () => {
    const error = thrown('EDQUOT', 'Unknown system error -122');
    expect(faultOfStatus(statusOfError(error), '/srv').code).toBe('disk-full');
  });
});
