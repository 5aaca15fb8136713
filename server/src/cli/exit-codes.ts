/**
 * What the `shoal` command answers to the shell. Documented in `shoal --help`:
 * scripts rely on it, so a number never changes its meaning.
 */
export const EXIT_CODES = {
  /** The work is done. Seeding that was ended with Ctrl-C counts as done too. */
  done: 0,
  /** It began and failed: disk, port, network. */
  failed: 1,
  /** Wrong arguments, or a torrent file that cannot be read. Nothing was begun. */
  badInput: 2,
  /** Ctrl-C or SIGTERM before it was complete (128 + SIGINT, as shells count). */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
