/** The commands of the app itself: palette and map of keys (both loaded when they are first asked for), and themes. */
import { Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { DownloadActions } from '../torrents/download-actions';
import { type Command, Commands, useCommands } from '../ui/commands';
import { Screen } from '../ui/screen';
import { THEME_LOOKS, Theme } from '../ui/theme';
import type { PaletteOption } from './palette-options';

@Service()
export class PaletteDialogs {
  private readonly dialog = inject(MatDialog);
  private readonly commands = inject(Commands);
  private readonly actions = inject(DownloadActions);
  private readonly screen = inject(Screen);

  async openPalette(): Promise<void> {
    const { CommandPalette } = await import('./command-palette');
    if (this.dialog.openDialogs.length > 0) return;
    const opened = this.dialog.open(CommandPalette, {
      ariaLabel: $localize`Command palette`,
      width: '620px',
      maxWidth: '94vw',
      maxHeight: 'min(70vh, 560px)',
      ...(!this.screen.isPhone() && { position: { top: '10vh' } }),
      panelClass: ['palette', 'full-on-phone'],
      autoFocus: 'input',
      enterAnimationDuration: 0,
      exitAnimationDuration: 0,
    });
    const option = (await firstValueFrom(opened.afterClosed())) as PaletteOption | undefined;
    if (option?.kind === 'command') this.commands.run(option.command);
    if (option?.kind === 'torrent') this.actions.openDetails(option.torrent.id);
  }

  async openKeyboardMap(): Promise<void> {
    const { KeyboardMap } = await import('./keyboard-map');
    if (this.dialog.openDialogs.length > 0) return;
    this.dialog.open(KeyboardMap, {
      width: '720px',
      maxWidth: '94vw',
      maxHeight: '88vh',
      panelClass: 'full-on-phone',
      autoFocus: 'dialog',
    });
  }
}

/** For as long as what is being made here lives. */
export function usePaletteCommands(): void {
  const dialogs = inject(PaletteDialogs);
  const theme = inject(Theme);
  useCommands(
    {
      id: 'palette',
      group: 'app',
      title: $localize`Command palette`,
      keys: ['Ctrl+k'],
      worksWhileTyping: true,
      run: () => void dialogs.openPalette(),
    },
    {
      id: 'shortcuts',
      group: 'app',
      title: $localize`Keyboard shortcuts`,
      keys: ['?'],
      run: () => void dialogs.openKeyboardMap(),
    },
    ...THEME_LOOKS.map(({ name, word }): Command => ({
      id: `theme-${name}`,
      group: 'view',
      title: $localize`Theme: ${word}:theme:`,
      run: () => theme.choose(name),
    })),
  );
}
