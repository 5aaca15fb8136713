/** `shoal restore-backup`: goes back to the newest backup of the database, while the server is stopped. */
import { resolve } from 'node:path';
import { DataDirectoryError } from '../database/data-directory-lock.ts';
import { restoreBackup } from '../database/restore-backup.ts';
import type { RestoreBackupCommand } from './command-line.ts';
import type { CommandOutput } from './command-output.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { fileFaultReason } from './torrent-input.ts';

/** Tells what it did, and where the database is that it replaced. */
export function runRestoreBackup(command: RestoreBackupCommand, output: CommandOutput): ExitCode {
  try {
    const { backup, keptPath } = restoreBackup(resolve(command.dataDirectory));
    output.write(`The database is that of ${backup.madeAt.toISOString()} again.\n`);
    if (keptPath !== null) output.write(`The one before is kept as ${keptPath}.\n`);
    return EXIT_CODES.done;
  } catch (fault) {
    const isOurs = fault instanceof DataDirectoryError;
    const reason = isOurs ? fault.message : `${fileFaultReason(fault)}.`;
    output.writeError(`No backup was restored: ${reason}\n`);
    return EXIT_CODES.failed;
  }
}
