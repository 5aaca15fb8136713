/**
 * One call of `shoal`, from its words to its exit code. Whatever goes wrong ends here as a sentence and a
 * code; only a bug is thrown on, for its stack to be seen.
 */
import { findInstallation } from '../config/installation.ts';
import { parseCommandLine, type Command } from './command-line.ts';
import { runCreate } from './create-command.ts';
import { runDoctor, type Environment } from './doctor-command.ts';
import { runDownload, type DownloadSurroundings } from './download-command.ts';
import { EXIT_CODES } from './exit-codes.ts';
import { helpText } from './help-text.ts';
import { runInfo } from './info-command.ts';
import { runResetPassword, type ReadLine } from './reset-password-command.ts';
import { runRestoreBackup } from './restore-backup-command.ts';
import { UsageError } from './usage-error.ts';

export interface CliSurroundings extends DownloadSurroundings {
  environment: Environment;
  /** The first line of standard input. */
  readLine: ReadLine;
  /** Runs the server until it is stopped, and tells its exit code. */
  serve(flags: string[]): Promise<number>;
}

/** Runs what `words` ask for. */
export async function runCli(
  words: readonly string[],
  surroundings: CliSurroundings,
): Promise<number> {
  try {
    return await runCommand(parseCommandLine(words), surroundings);
  } catch (fault) {
    if (!(fault instanceof UsageError)) throw fault;
    surroundings.output.writeError(`shoal: ${fault.message}\n`);
    if (fault.command) {
      surroundings.output.writeError(`Try: shoal ${fault.command} --help\n`);
    }
    return EXIT_CODES.badInput;
  }
}

async function runCommand(command: Command, surroundings: CliSurroundings): Promise<number> {
  const { output } = surroundings;
  if (command.name === 'download') return runDownload(command, surroundings);
  if (command.name === 'info') return runInfo(command, output);
  if (command.name === 'create') return runCreate(command, output);
  if (command.name === 'restore-backup') return runRestoreBackup(command, output);
  if (command.name === 'reset-password') {
    return runResetPassword(command, output, surroundings.readLine);
  }
  if (command.name === 'doctor') {
    return runDoctor(command.arguments, surroundings.environment, output);
  }
  if (command.name === 'serve') return surroundings.serve(command.arguments);
  const isVersion = command.name === 'version';
  output.write(isVersion ? `${findInstallation().version}\n` : helpText(command.topic));
  return EXIT_CODES.done;
}
