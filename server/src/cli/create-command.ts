/** `shoal create`: hashes a file or folder and writes its torrent file, which must not exist yet. */
import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  createTorrentFromPath,
  MetainfoError,
  parseMetainfo,
  usableTrackers,
} from '../engine/index.ts';
import type { CreateCommand } from './command-line.ts';
import type { CommandOutput } from './command-output.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { formatBytes, formatCount, printable } from './format.ts';
import { fileFaultReason } from './torrent-input.ts';
import { UsageError } from './usage-error.ts';

/** Throws a UsageError where the path or a tracker cannot be used. */
export async function runCreate(command: CreateCommand, output: CommandOutput): Promise<ExitCode> {
  checkTrackers(command.trackers);
  const path = resolve(command.path);
  const bytes = await hashPath(path, command);
  const target = command.outputPath ?? `${basename(path)}.torrent`;
  try {
    await writeFile(target, bytes, { flag: 'wx' });
  } catch (fault) {
    output.writeError(`${target} cannot be written: ${fileFaultReason(fault)}.\n`);
    return EXIT_CODES.failed;
  }
  const { id, totalBytes, files } = parseMetainfo(bytes);
  output.write(
    `${target}: ${formatBytes(totalBytes)} in ${formatCount(files.length, 'file')}, info hash ${id}\n`,
  );
  return EXIT_CODES.done;
}

async function hashPath(path: string, command: CreateCommand): Promise<Uint8Array> {
  try {
    return await createTorrentFromPath(path, {
      trackers: command.trackers.map((tracker) => [tracker]),
      private: command.private,
      ...(command.comment === null ? {} : { comment: command.comment }),
    });
  } catch (fault) {
    const reason = fault instanceof MetainfoError ? fault.message : `${fileFaultReason(fault)}.`;
    throw new UsageError(`No torrent can be made of ${path}: ${printable(reason)}`);
  }
}

function checkTrackers(trackers: string[]): void {
  const unusable = trackers.find((tracker) => usableTrackers([[tracker]]).tiers.length === 0);
  if (unusable === undefined) return;
  throw new UsageError(
    `"${printable(unusable)}" is not the address of a tracker (http, https or udp).`,
    'create',
  );
}
