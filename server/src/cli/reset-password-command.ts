/** `shoal reset-password`: a new password for an account, while the server is stopped. */
import { resolve } from 'node:path';
import { randomPassword, resetPassword, ResetPasswordError } from '../auth/reset-password.ts';
import { DataDirectoryError } from '../database/data-directory-lock.ts';
import type { ResetPasswordCommand } from './command-line.ts';
import type { CommandOutput } from './command-output.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';

/** Where a password comes from that is not made here. */
export type ReadLine = () => Promise<string>;

/** The random password alone goes to standard output, so that a script can take it from there. */
export async function runResetPassword(
  command: ResetPasswordCommand,
  output: CommandOutput,
  readLine: ReadLine,
): Promise<ExitCode> {
  try {
    const password = command.fromStandardInput ? await readLine() : randomPassword();
    const directory = resolve(command.dataDirectory);
    const { username, tokens } = await resetPassword(directory, command.username, password);
    output.writeError(`${username} has a new password, and all its sessions have ended.\n`);
    if (tokens > 0) {
      output.writeError(
        `Its tokens still work (${tokens}): look at them once you are logged in.\n`,
      );
    }
    if (!command.fromStandardInput) output.write(`${password}\n`);
    return EXIT_CODES.done;
  } catch (fault) {
    if (!(fault instanceof DataDirectoryError || fault instanceof ResetPasswordError)) throw fault;
    output.writeError(`The password was not changed: ${fault.message}\n`);
    return EXIT_CODES.failed;
  }
}

/** The first line of standard input. */
export async function readLineOf(input: AsyncIterable<unknown>): Promise<string> {
  let text = '';
  for await (const chunk of input) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  return text.split(/\r?\n/, 1)[0] ?? '';
}
