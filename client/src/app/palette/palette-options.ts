/**
 * What the palette offers for what was typed: commands by their words, torrents by their name. Pure. With nothing typed it
 * is what was used last, then every command that can be done now; no torrents then, since there may be thousands.
 */
import { COMMAND_GROUPS, type Command } from '../ui/commands';
import { GROUP_WORDS } from './command-groups';
import { matchScore, searchWords } from './fuzzy-match';

const MOST_TORRENTS = 20;
const MOST_COMMANDS = 20;
/** What was used lately comes first among what matches about as well. */
const RECENT_SCORE = 25;

export interface NamedTorrent {
  readonly id: string;
  readonly name: string;
  /** The name in lower case. */
  readonly lowerName: string;
}

export type PaletteOption =
  | { readonly kind: 'command'; readonly key: string; readonly command: Command }
  | { readonly kind: 'torrent'; readonly key: string; readonly torrent: NamedTorrent };

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly PaletteOption[];
}

export interface PaletteSource {
  readonly commands: readonly Command[];
  /** Read only where something was typed. */
  torrents(): readonly NamedTorrent[];
  /** Keys of options, the last one first. */
  readonly recent: readonly string[];
}

export function optionsFor(typed: string, source: PaletteSource): OptionGroup[] {
  const words = searchWords(typed);
  const groups = words.length === 0 ? allCommands(source) : matches(words, source);
  return groups.filter(({ options }) => options.length > 0);
}

export function commandKey({ id }: Command): string {
  return `command:${id}`;
}

function allCommands({ commands, recent }: PaletteSource): OptionGroup[] {
  const possible = commands.filter((command) => command.isEnabled?.() !== false);
  const byKey = new Map(possible.map((command) => [commandKey(command), command]));
  const used = recent.flatMap((key) => byKey.get(key) ?? []);
  const rest = possible.filter((command) => !used.includes(command));
  return [
    { title: $localize`Used lately`, options: used.map(asOption) },
    ...COMMAND_GROUPS.map((group) => ({
      title: GROUP_WORDS[group],
      options: rest.filter((command) => command.group === group).map(asOption),
    })),
  ];
}

function matches(words: readonly string[], source: PaletteSource): OptionGroup[] {
  const recency = (key: string) => (source.recent.includes(key) ? RECENT_SCORE : 0);
  const commands = best(source.commands, MOST_COMMANDS, (command) => {
    const text = `${command.title} ${GROUP_WORDS[command.group]}`.toLowerCase();
    const score = matchScore(words, text);
    return score && score + recency(commandKey(command));
  });
  const torrents = best(source.torrents(), MOST_TORRENTS, ({ id, lowerName }) => {
    const score = matchScore(words, lowerName);
    return score && score + recency(`torrent:${id}`);
  });
  return [
    { title: $localize`Commands`, options: commands.map(asOption) },
    {
      title: GROUP_WORDS.torrents,
      options: torrents.map((torrent) => ({
        kind: 'torrent' as const,
        key: `torrent:${torrent.id}`,
        torrent,
      })),
    },
  ];
}

function asOption(command: Command): PaletteOption {
  return { kind: 'command', key: commandKey(command), command };
}

/** Those with the highest scores, of equal ones the first. */
function best<T>(items: readonly T[], most: number, scoreOf: (item: T) => number): T[] {
  const scored: { item: T; score: number }[] = [];
  for (const item of items) {
    const score = scoreOf(item);
    if (score > 0) scored.push({ item, score });
  }
  return scored
    .toSorted((one, other) => other.score - one.score)
    .slice(0, most)
    .map(({ item }) => item);
}
