import type { Command } from '../ui/commands';
import { type PaletteSource, optionsFor } from './palette-options';

const command = (id: string, group: Command['group'], title: string): Command => ({
  id,
  group,
  title,
  run: () => undefined,
});

const COMMANDS = [
  command('go-stats', 'go', 'Stats'),
  command('pause', 'selection', 'Pause or resume'),
  command('settings', 'go', 'Settings'),
];

function source(changes: Partial<PaletteSource> = {}): PaletteSource {
  const names = ['Life of a Reef', 'Statue of a Lion'];
  return {
    commands: COMMANDS,
    torrents: () =>
      names.map((name, place) => ({ id: `t${place}`, name, lowerName: name.toLowerCase() })),
    recent: [],
    ...changes,
  };
}

const outline = (typed: string, from = source()): Record<string, string[]> =>
  Object.fromEntries(
    optionsFor(typed, from).map(({ title, options }) => [title, options.map(({ key }) => key)]),
  );

describe('optionsFor', () => {
  it('offers every command by its group where nothing is typed', () => {
    expect(outline('')).toEqual({
      'Go to': ['command:go-stats', 'command:settings'],
      'Selected torrents': ['command:pause'],
    });
  });

  it('puts what was used lately first, and only there', () => {
    const recent = ['torrent:t0', 'command:settings', 'command:gone'];
    expect(outline('', source({ recent }))).toEqual({
      'Used lately': ['command:settings'],
      'Go to': ['command:go-stats'],
      'Selected torrents': ['command:pause'],
    });
  });

  it('finds commands and torrents by what is typed', () => {
    expect(outline('stat')).toEqual({
      Commands: ['command:go-stats'],
      Torrents: ['torrent:t1'],
    });
  });

  it('finds commands by their group too', () => {
    expect(outline('go set')).toEqual({ Commands: ['command:settings'] });
  });

  it('gives what was used lately the lead among what matches as well', () => {
    const commands = [command('one', 'app', 'Open one'), command('two', 'app', 'Open two')];
    expect(outline('open', source({ commands }))).toEqual({
      Commands: ['command:one', 'command:two'],
    });
    expect(outline('open', source({ commands, recent: ['command:two'] }))).toEqual({
      Commands: ['command:two', 'command:one'],
    });
  });

  it('gives nothing where nothing matches', () => {
    expect(outline('qqq')).toEqual({});
  });
});
