/** How the groups of commands are called. */
import type { CommandGroup } from '../ui/commands';

export const GROUP_WORDS: Readonly<Record<CommandGroup, string>> = {
  go: $localize`:group of commands:Go to`,
  torrents: $localize`:group of commands:Torrents`,
  selection: $localize`:group of commands:Selected torrents`,
  details: $localize`:group of commands:Details`,
  view: $localize`:group of commands:View`,
  app: $localize`:group of commands:App`,
};
