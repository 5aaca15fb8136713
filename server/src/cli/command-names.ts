/** What `shoal` can be told to do. */
export const COMMAND_NAMES = [
  'download',
  'info',
  'create',
  'serve',
  'restore-backup',
  'reset-password',
  'doctor',
] as const;
export type CommandName = (typeof COMMAND_NAMES)[number];
