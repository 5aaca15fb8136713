/** The way to the list of bans, from the peers of a download and as a command. */
import { Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { Command } from '../ui/commands';

@Service()
export class BansView {
  private readonly dialog = inject(MatDialog);

  readonly command: Command = {
    id: 'show-bans',
    group: 'app',
    title: $localize`Banned addresses`,
    run: () => void this.open(),
  };

  async open(): Promise<void> {
    const { BansDialog } = await import('./bans-dialog');
    this.dialog.open(BansDialog, {
      width: '640px',
      maxWidth: '94vw',
      maxHeight: '94vh',
      panelClass: 'full-on-phone',
      autoFocus: 'first-heading',
    });
  }
}
