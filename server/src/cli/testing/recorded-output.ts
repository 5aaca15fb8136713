import type { CommandOutput } from '../command-output.ts';

/** Keeps what a command prints. */
export class RecordedOutput implements CommandOutput {
  text = '';
  errorText = '';
  readonly isTerminal: boolean;

  constructor(options: { isTerminal: boolean } = { isTerminal: false }) {
    this.isTerminal = options.isTerminal;
  }

  write(text: string): void {
    this.text += text;
  }

  writeError(text: string): void {
    this.errorText += text;
  }

  columns(): number {
    return 100;
  }
}
