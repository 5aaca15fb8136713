import type { CommandName } from './command-names.ts';

/** What was asked cannot be begun: one sentence for the user, and the command whose help tells more. */
export class UsageError extends Error {
  readonly command: CommandName | null;

  constructor(message: string, command: CommandName | null = null) {
    super(message);
    this.name = 'UsageError';
    this.command = command;
  }
}
