import { EngineError } from '../core/engine-error.ts';
import type { DownloadFault, DownloadFaultCode } from '../core/messages.ts';
import { STATUS } from './disk-protocol.ts';
import { systemErrorCode } from './system-error.ts';
import { VOLUME_MARKER_NAME } from './volume-marker.ts';

/** A fault of the disk: stops the download that met it, and no other. */
export class StorageError extends EngineError<DownloadFaultCode> {}

const STATUS_OF_CODE: Partial<Record<DownloadFaultCode, number>> = {
  'file-missing': STATUS.fileMissing,
  'file-changed': STATUS.fileChanged,
  'path-conflict': STATUS.pathConflict,
  'volume-missing': STATUS.volumeMissing,
};

/** The status number for what the storage and Node's file calls throw. */
export function statusOfError(error: unknown): number {
  if (error instanceof StorageError) return STATUS_OF_CODE[error.code] ?? STATUS.ioError;
  switch (systemErrorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return STATUS.diskFull;
    case 'EFBIG':
      return STATUS.fileTooLarge;
    case 'EACCES':
    case 'EPERM':
      return STATUS.permissionDenied;
    case 'EROFS':
      return STATUS.readOnly;
    case 'ENOENT':
      return STATUS.fileMissing;
    case 'EMFILE':
    case 'ENFILE':
      return STATUS.tooManyOpenFiles;
    case 'EEXIST':
    case 'EISDIR':
    case 'ENOTDIR':
    case 'ELOOP':
      return STATUS.pathConflict;
    case undefined:
    default:
      return STATUS.ioError;
  }
}

/** What a user reads where the disk of a download is not there; `root` is where it should be. */
export function volumeMissingSentence(root: string): string {
  return (
    `The disk of this download is not at ${root}. Connect or mount it: the download goes on by itself. ` +
    `If that folder was emptied on purpose, make an empty file ${VOLUME_MARKER_NAME} in it.`
  );
}

export interface RoomShortage {
  directory: string;
  /** What is yet to be written there. */
  neededBytes: number;
  freeBytes: number;
  /** Of what is free, what nobody may take, and what others still need. */
  reservedBytes: number;
  claimedBytes: number;
}

/** What a user reads where a download does not fit. */
export function noRoomSentence(shortage: RoomShortage): string {
  return (
    `This download needs ${bytesText(shortage.neededBytes)} more ${roomText(shortage)}. ` +
    'It goes on by itself when there is room.'
  );
}

/** The same where its files are to go to another disk. */
export function noRoomForMoveSentence(shortage: RoomShortage): string {
  return (
    `What is to be moved needs ${bytesText(shortage.neededBytes)} ${roomText(shortage)}. ` +
    'Make room there, or choose another folder.'
  );
}

function roomText(shortage: RoomShortage): string {
  const { directory, freeBytes, reservedBytes, claimedBytes } = shortage;
  const kept = [
    ...(reservedBytes > 0 ? [`${bytesText(reservedBytes)} are kept free`] : []),
    ...(claimedBytes > 0 ? [`other downloads still need ${bytesText(claimedBytes)}`] : []),
  ].join(', ');
  return `in ${directory}, where ${bytesText(freeBytes)} are free${kept && ` (${kept})`}`;
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** As people write it: `4.2 GiB`. */
function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_024 && unit < UNITS.length - 1) {
    value /= 1_024;
    unit++;
  }
  return `${unit > 0 && value < 100 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

const SENTENCES: Readonly<Record<number, [DownloadFaultCode, (folder: string) => string]>> = {
  [STATUS.diskFull]: [
    'disk-full',
    (folder) => `There is no room left in ${folder}. It goes on by itself when there is room.`,
  ],
  [STATUS.fileTooLarge]: [
    'file-too-large',
    (folder) =>
      `The file system of ${folder} takes no file of this size (FAT32 none above 4 GiB). Put this download on another disk.`,
  ],
  [STATUS.volumeMissing]: ['volume-missing', volumeMissingSentence],
  [STATUS.permissionDenied]: [
    'permission-denied',
    (folder) => `Shoal may not write or read in ${folder}. Change its permissions, then resume.`,
  ],
  [STATUS.readOnly]: [
    'read-only',
    (folder) =>
      `${folder} is on a disk that is mounted read-only. It goes on by itself when that is mounted writable.`,
  ],
  [STATUS.fileMissing]: [
    'file-missing',
    (folder) =>
      `A file of this download is gone from ${folder}. Put it back, then resume; what is still missing then is downloaded again.`,
  ],
  [STATUS.fileChanged]: [
    'file-changed',
    (folder) =>
      `A file of this download in ${folder} was changed or cut by another program. Resume to check the files and download what is wrong again.`,
  ],
  [STATUS.tooManyOpenFiles]: [
    'too-many-open-files',
    () =>
      'The system allows no more open files. Raise its limit (ulimit -n) or lower the number of connections, then resume.',
  ],
  [STATUS.hashesMissing]: [
    'internal',
    () => 'The torrent file of this download is missing. Remove it, then add its torrent anew.',
  ],
  [STATUS.pathConflict]: [
    'path-conflict',
    (folder) =>
      `Something else stands in the place of one of this download's files or folders in ${folder}. Move it away, then resume.`,
  ],
};

/** The status of a failed job, as the user reads it. */
export function faultOfStatus(status: number, folder: string): DownloadFault {
  const known = SENTENCES[status];
  if (known) return { code: known[0], message: known[1](folder) };
  return {
    code: 'io-error',
    message: `The disk that holds ${folder} failed to read or write. Check the disk, then resume.`,
  };
}
