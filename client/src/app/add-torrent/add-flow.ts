/** The ways into the add dialog: picked files, dropped files. One dialog at a time; more files join its queue. */
import { DOCUMENT, Service, inject } from '@angular/core';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { AuthSession } from '../auth/auth-session';
import { LiveSync } from '../live/live-sync';
import { Notices } from '../ui/notices';
import { AddQueue } from './add-queue';

@Service()
export class AddFlow {
  private readonly dialog = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly sync = inject(LiveSync);
  private readonly auth = inject(AuthSession);
  private readonly document = inject(DOCUMENT);
  private readonly queue = inject(AddQueue);
  private open: MatDialogRef<unknown> | null = null;

  /** Opens the browser's file picker. */
  pickFiles(): void {
    const picker = this.document.createElement('input');
    picker.type = 'file';
    picker.multiple = true;
    picker.accept = '.torrent,application/x-bittorrent';
    picker.addEventListener('change', () => void this.add([...(picker.files ?? [])]));
    picker.click();
  }

  async add(files: File[]): Promise<void> {
    if (files.length === 0) return;
    if (this.sync.connection() === 'lost') {
      this.notices.error('Not connected to the server: nothing can be added now.');
      return;
    }
    this.queue.push(files);
    await this.show();
  }

  /** Goes on with files that were waiting when the session ended. */
  async resume(): Promise<void> {
    if (this.queue.files().length > 0) await this.show();
  }

  private async show(): Promise<void> {
    if (this.open) return;
    const { AddDialog } = await import('./add-dialog');
    if (this.open) return;
    this.open = this.dialog.open(AddDialog, {
      width: '760px',
      maxWidth: '96vw',
      maxHeight: '94vh',
      panelClass: 'full-on-phone',
      autoFocus: 'first-heading',
    });
    this.open.afterClosed().subscribe(() => {
      this.open = null;
      // A session that ends closes the dialog, but its files wait for the next one.
      if (this.auth.farewell() !== 'ended') this.queue.clear();
    });
  }
}
