/** What to do about a download's error, beside what the server says happened. */
import type { DownloadErrorCode } from '@shared/dto/download.js';

export const ERROR_ADVICE: Record<DownloadErrorCode, string> = {
  'volume-missing': 'Connect or mount the disk. The download goes on by itself when it is back.',
  'disk-full': 'Make room on the disk. The download goes on by itself.',
  'file-too-large': 'The disk takes no file of this size. Put the download on another one.',
  'permission-denied': 'Give Shoal the right to write to the folder, then resume.',
  'read-only': 'Mount the disk for writing. The download goes on by itself.',
  'file-missing': 'Put the file back, or check the data again to download it anew.',
  'file-changed': 'Another program changed the file. Check the data again.',
  'too-many-open-files': 'Raise the limit of open files for the server, then resume.',
  'path-conflict': 'Something else stands where a file must go. Move it, then resume.',
  'io-error': 'The disk may be failing. Look at the server’s log, then check the data again.',
  internal: 'This is a fault of Shoal. Resume; if it comes back, please report it.',
};
