/**
 * What the user can do, by name: keys run it, the palette offers it, the map of keys lists it. A part of the app registers
 * its commands while it is on screen; of two with one key, the one registered last has it.
 */
import { DestroyRef, Service, inject, signal } from '@angular/core';

export const COMMAND_GROUPS = ['go', 'torrents', 'selection', 'details', 'view', 'app'] as const;
export type CommandGroup = (typeof COMMAND_GROUPS)[number];

export interface Command {
  /** Unique, in kebab-case: `pause-selection`. */
  readonly id: string;
  readonly group: CommandGroup;
  /** In words, translated: `Pause or resume`. */
  readonly title: string;
  /**
   * Keys as `KeyboardEvent.key` has them: `p`, `?`, `Delete`; with modifiers, `Shift+Delete`, `Ctrl+k` (the command key on a
   * Mac); one after the other, `g s`. The first is the one that is shown.
   */
  readonly keys?: readonly string[];
  /** Whether its key works in a field too: only for one that types nothing. */
  readonly worksWhileTyping?: boolean;
  /** Whether it can be done now; always where it is left out. Read in a reactive context. */
  readonly isEnabled?: () => boolean;
  run(): void;
}

@Service()
export class Commands {
  private readonly registered = signal<readonly Command[]>([]);

  /** The last registered of each id, in the order they came. */
  readonly all = this.registered.asReadonly();

  /** Until the function that it gives is called. */
  register(...commands: readonly Command[]): () => void {
    const ids = new Set(commands.map(({ id }) => id));
    this.registered.update((all) => [...all.filter(({ id }) => !ids.has(id)), ...commands]);
    return () => this.registered.update((all) => all.filter((one) => !commands.includes(one)));
  }

  find(id: string): Command | undefined {
    return this.registered().find((command) => command.id === id);
  }

  /** Runs it where it is there and can be done now; whether it was. */
  run(command: Command): boolean {
    if (command.isEnabled?.() === false) return false;
    command.run();
    return true;
  }
}

/** Registers commands for as long as what is being made here lives. */
export function useCommands(...commands: readonly Command[]): void {
  inject(DestroyRef).onDestroy(inject(Commands).register(...commands));
}
