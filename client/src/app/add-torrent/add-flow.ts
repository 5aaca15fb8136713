/**
 * The ways into the add dialog: picked and dropped files, links that were pasted, dropped or typed. One dialog at
 * a time; more sources join its queue.
 */
import { DOCUMENT, Injector, Service, inject } from '@angular/core';
import { MatDialog, type MatDialogRef } from '@angular/material/dialog';
import { AuthSession } from '../auth/auth-session';
import { LiveSync } from '../live/live-sync';
import { Notices } from '../ui/notices';
import { AddPreferences } from './add-preferences';
import { AddQueue } from './add-queue';
import { type AddSource, fileSource } from './add-source';
import { pickTorrentFiles } from './pick-files';

@Service()
export class AddFlow {
  private readonly dialog = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly sync = inject(LiveSync);
  private readonly auth = inject(AuthSession);
  private readonly document = inject(DOCUMENT);
  private readonly queue = inject(AddQueue);
  private readonly preferences = inject(AddPreferences);
  private readonly injector = inject(Injector);
  private open: MatDialogRef<unknown> | null = null;

  /** Opens the browser's file picker, and then the dialog. */
  async pickFiles(): Promise<void> {
    const files = await pickTorrentFiles(this.document);
    await this.add(files.map(fileSource));
  }

  /** What was dropped or pasted: with quick add it is added at once, unless the dialog is open. */
  async take(sources: readonly AddSource[]): Promise<void> {
    if (sources.length === 0 || !this.isReachable()) return;
    const isQuick = this.preferences.quickAdd() === 'on' && !this.open;
    const left = isQuick ? await this.quickAdd(sources) : sources;
    if (left.length > 0) await this.add(left);
  }

  /** Opens the dialog with these in its list. */
  async add(sources: readonly AddSource[]): Promise<void> {
    if (sources.length === 0 || !this.isReachable()) return;
    this.queue.push(sources);
    await this.show();
  }

  /** Opens the dialog at its field for links, with this text in it. */
  async ask(text = ''): Promise<void> {
    if (!this.isReachable()) return;
    if (text) this.queue.draft.set(text);
    await this.show();
  }

  /** Goes on with what was waiting when the session ended. */
  async resume(): Promise<void> {
    if (this.queue.current()) await this.show();
  }

  /** Whether the dialog is the only one that is open, or none is. */
  isFree(): boolean {
    return this.dialog.openDialogs.every((dialog) => dialog === this.open);
  }

  /** What could not be added. */
  private async quickAdd(sources: readonly AddSource[]): Promise<readonly AddSource[]> {
    const { QuickAdd } = await import('./quick-add');
    return await this.injector.get(QuickAdd).add(sources);
  }

  private isReachable(): boolean {
    if (this.sync.connection() !== 'lost') return true;
    this.notices.error($localize`Not connected to the server: nothing can be added now.`);
    return false;
  }

  private async show(): Promise<void> {
    if (this.open) return;
    const { AddDialog } = await import('./add-dialog');
    if (this.open) return;
    this.open = this.dialog.open(AddDialog, {
      width: '980px',
      maxWidth: '96vw',
      maxHeight: '94vh',
      panelClass: 'full-on-phone',
      // A click beside it must not lose a long list.
      disableClose: true,
      autoFocus: this.queue.current() ? 'first-heading' : 'textarea',
    });
    this.open.keydownEvents().subscribe((event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.open?.close();
    });
    this.open.afterClosed().subscribe(() => {
      this.open = null;
      // A session that ends closes the dialog, but its queue waits for the next one.
      if (this.auth.farewell() !== 'ended') this.queue.clear();
    });
  }
}
