/** `shoal doctor`: looks at folders, ports, database, trackers and clock, and says what to do about each. */
import { ConfigError } from '../config/config-error.ts';
import { readConfig } from '../config/read-config.ts';
import { examine, type Examined } from '../diagnostics/examination.ts';
import type { CommandOutput } from './command-output.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const MARKS: Record<Examined['status'], string> = {
  ok: 'ok  ',
  warning: 'warn',
  failed: 'FAIL',
  unknown: '?   ',
};

/** `flags` are those of `shoal serve`: what is looked at is the server that they would start. */
export async function runDoctor(
  flags: readonly string[],
  environment: Environment,
  output: CommandOutput,
): Promise<ExitCode> {
  try {
    const config = readConfig({ environment, flags, workingDirectory: process.cwd() });
    const examined = await examine(config);
    for (const { status, subject, message } of examined) {
      output.write(`${MARKS[status]}  ${subject}: ${message}\n`);
    }
    const failures = examined.filter(({ status }) => status === 'failed').length;
    output.write(failures === 0 ? '\nNothing is wrong.\n' : `\nTo be mended: ${failures}.\n`);
    return failures === 0 ? EXIT_CODES.done : EXIT_CODES.failed;
  } catch (fault) {
    if (!(fault instanceof ConfigError)) throw fault;
    output.writeError(`The settings are wrong: ${fault.message}\n`);
    return EXIT_CODES.failed;
  }
}
