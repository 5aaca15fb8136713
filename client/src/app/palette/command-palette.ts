/**
 * Everything that can be done, and every torrent, by typing a part of its name. The field keeps the focus and names the
 * option that Enter takes (a combobox with a list box); what is chosen runs once the dialog has closed, so that it finds the
 * focus where it was.
 */
import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { DownloadStore } from '../live/download-store';
import { Commands } from '../ui/commands';
import { Icon } from '../ui/icon';
import { KeyCaps } from '../ui/key-caps';
import { formatMessage } from '../ui/message';
import { STATE_LOOKS } from '../ui/download-states';
import { type Piece, markMatches, searchWords } from './fuzzy-match';
import { type NamedTorrent, type PaletteOption, optionsFor } from './palette-options';
import { RecentOptions } from './recent-options';

@Component({
  selector: 'shoal-command-palette',
  imports: [Icon, KeyCaps, MatDialogModule],
  templateUrl: './command-palette.html',
  styleUrl: './command-palette.css',
})
export class CommandPalette {
  private readonly commands = inject(Commands);
  private readonly store = inject(DownloadStore);
  private readonly recent = inject(RecentOptions);
  private readonly dialog =
    inject<MatDialogRef<CommandPalette, PaletteOption | undefined>>(MatDialogRef);

  protected readonly typed = signal('');
  private readonly words = computed(() => searchWords(this.typed()));
  /** The names as they are while the palette is open; read when something is typed for the first time. */
  private readonly torrents = computed<readonly NamedTorrent[]>(() =>
    Array.from(this.store.all(), ({ id, name }) => ({ id, name, lowerName: name.toLowerCase() })),
  );
  protected readonly groups = computed(() => {
    const groups = optionsFor(this.typed(), {
      commands: this.commands.all(),
      torrents: this.torrents,
      recent: this.recent.keys(),
    });
    let place = 0;
    return groups.map(({ title, options }) => ({
      title,
      options: options.map((option) => this.line(option, place++)),
    }));
  });
  protected readonly lines = computed(() => this.groups().flatMap(({ options }) => options));
  /** The place of the option that Enter takes. */
  protected readonly active = linkedSignal({ source: this.typed, computation: () => 0 });
  protected readonly count = computed(() =>
    formatMessage($localize`{count, plural, =0 {Nothing found} one {# result} other {# results}}`, {
      count: this.lines().length,
    }),
  );

  protected move(event: Event, steps: number): void {
    event.preventDefault();
    const { length } = this.lines();
    if (length === 0) return;
    this.active.update((place) => (place + steps + length) % length);
    const id = `palette-option-${this.active()}`;
    document.getElementById(id)?.scrollIntoView({ block: 'nearest' });
  }

  protected choose(place: number): void {
    const line = this.lines()[place];
    if (!line || line.isDisabled) return;
    this.recent.note(line.option.key);
    this.dialog.close(line.option);
  }

  private line(option: PaletteOption, place: number): OptionLine {
    if (option.kind === 'torrent') {
      const { id, name } = option.torrent;
      const look = STATE_LOOKS[this.store.peek(id)?.state ?? 'paused'];
      return { option, place, pieces: this.mark(name), keys: null, isDisabled: false, look };
    }
    const { command } = option;
    return {
      option,
      place,
      pieces: this.mark(command.title),
      keys: command.keys?.[0] ?? null,
      isDisabled: command.isEnabled?.() === false,
      look: null,
    };
  }

  private mark(text: string): Piece[] {
    return markMatches(this.words(), text);
  }
}

interface OptionLine {
  readonly option: PaletteOption;
  readonly place: number;
  readonly pieces: readonly Piece[];
  readonly keys: string | null;
  readonly isDisabled: boolean;
  /** The state of a torrent. */
  readonly look: (typeof STATE_LOOKS)[keyof typeof STATE_LOOKS] | null;
}
