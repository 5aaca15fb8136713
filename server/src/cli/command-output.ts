/**
 * Where a command writes. Results and progress go to standard output, faults and remarks to standard
 * error, so that either can be piped away.
 */
export interface CommandOutput {
  /** Standard output, as it is: no line end is added. */
  write(text: string): void;
  /** Standard error, as it is. */
  writeError(text: string): void;
  /** Standard output is a terminal that a line can be redrawn on. */
  readonly isTerminal: boolean;
  columns(): number;
}

/** The streams of this process. */
export function processOutput(): CommandOutput {
  // A reader that went away (`shoal info x | head`) is no fault of the command.
  process.stdout.on('error', (fault: NodeJS.ErrnoException) => {
    if (fault.code === 'EPIPE') process.exit(0);
    throw fault;
  });
  return {
    write: (text) => void process.stdout.write(text),
    writeError: (text) => void process.stderr.write(text),
    isTerminal: process.stdout.isTTY && process.env['TERM'] !== 'dumb',
    columns: () => process.stdout.columns || 80,
  };
}
