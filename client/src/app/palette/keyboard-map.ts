/** Every key that does something now, with a search, and the switch that turns single keys off. */
import { Component, computed, inject, signal } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import { COMMAND_GROUPS, Commands } from '../ui/commands';
import { KeyCaps } from '../ui/key-caps';
import { Shortcuts } from '../ui/shortcuts';
import { GROUP_WORDS } from './command-groups';
import { matchScore, searchWords } from './fuzzy-match';
import { type KeyGroup, type KeyLine, WIDGET_KEYS } from './widget-keys';

@Component({
  selector: 'shoal-keyboard-map',
  imports: [KeyCaps, MatDialogModule],
  templateUrl: './keyboard-map.html',
  styleUrl: './keyboard-map.css',
})
export class KeyboardMap {
  private readonly commands = inject(Commands);
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly typed = signal('');

  private readonly all = computed<KeyGroup[]>(() => [
    ...COMMAND_GROUPS.map((group) => ({
      title: GROUP_WORDS[group],
      lines: this.commands
        .all()
        .filter((command) => command.group === group && command.keys !== undefined)
        .map(({ keys = [], title }): KeyLine => ({ keys, words: title })),
    })),
    ...WIDGET_KEYS,
  ]);
  protected readonly groups = computed(() => {
    const words = searchWords(this.typed());
    return this.all()
      .map(({ title, lines }) => ({ title, lines: lines.filter((line) => isFound(words, line)) }))
      .filter(({ lines }) => lines.length > 0);
  });
}

/** By its words, or by a key as it is typed. */
function isFound(words: readonly string[], { keys, words: text }: KeyLine): boolean {
  const typed = words.join(' ');
  return (
    words.length === 0 ||
    matchScore(words, text.toLowerCase()) > 0 ||
    keys.some((key) => key.toLowerCase() === typed)
  );
}
