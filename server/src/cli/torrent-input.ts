/** What is to be downloaded, checked: a torrent file or a magnet link that cannot be read is a UsageError with the reason. */
import { open } from 'node:fs/promises';
import { MAX_TORRENT_FILE_BYTES } from '@shared/dto/torrent.js';
import {
  MetainfoError,
  parseMagnet,
  parseMetainfo,
  type Magnet,
  type Metainfo,
} from '../engine/index.ts';
import { printable } from './format.ts';
import { UsageError } from './usage-error.ts';

export interface TorrentInput {
  bytes: Uint8Array;
  metainfo: Metainfo;
}

/** Reads and parses. Never reads more than a torrent file may have. */
export async function readTorrentFile(path: string): Promise<TorrentInput> {
  const bytes = await readBounded(path);
  try {
    return { bytes, metainfo: parseMetainfo(bytes) };
  } catch (fault) {
    if (fault instanceof MetainfoError) {
      throw new UsageError(`${path}: ${printable(fault.message)}`);
    }
    throw fault;
  }
}

export function readMagnet(link: string): Magnet {
  try {
    return parseMagnet(link);
  } catch (fault) {
    if (fault instanceof MetainfoError) throw new UsageError(fault.message);
    throw fault;
  }
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path, 'r');
    const { size } = await file.stat();
    if (size > MAX_TORRENT_FILE_BYTES) {
      throw new UsageError(`${path} has ${size} bytes, more than a torrent file may have.`);
    }
    return await file.readFile();
  } catch (fault) {
    if (fault instanceof UsageError) throw fault;
    throw new UsageError(`${path} cannot be read: ${fileFaultReason(fault)}.`);
  }
}

/** The few faults that users meet, in words. */
const FAULT_REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'it exists already',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

/** Why the file system refused, to stand after a colon. */
export function fileFaultReason(fault: unknown): string {
  const { code = '', message } = fault as NodeJS.ErrnoException;
  return FAULT_REASONS[code] ?? message;
}
