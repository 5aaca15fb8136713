/** Opens the dialog about the DHT, from wherever it is asked for. */
import { Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';

@Service()
export class DhtView {
  private readonly dialog = inject(MatDialog);

  async open(): Promise<void> {
    const { DhtDialog } = await import('./dht-dialog');
    this.dialog.open(DhtDialog, { width: '480px', maxWidth: '94vw', autoFocus: 'dialog' });
  }
}
