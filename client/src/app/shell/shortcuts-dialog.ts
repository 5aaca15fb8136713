/** The list of keys, and the switch that turns single keys off. */
import { Component, inject } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import { Shortcuts } from '../ui/shortcuts';

@Component({
  selector: 'shoal-shortcuts-dialog',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title>Keyboard shortcuts</h2>
    <mat-dialog-content>
      <dl>
        @for (row of rows; track row.what) {
          <dt>
            @for (key of row.keys; track key) {
              <kbd>{{ key }}</kbd>
            }
          </dt>
          <dd>{{ row.what }}</dd>
        }
      </dl>
      <label>
        <input
          type="checkbox"
          [checked]="shortcuts.setting() === 'on'"
          (change)="shortcuts.switch(shortcuts.setting() === 'on' ? 'off' : 'on')"
        />
        Single-key shortcuts
      </label>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 7px var(--space-4);
      align-items: center;
      color: var(--text);
    }
    dt {
      display: flex;
      gap: 4px;
    }
    kbd {
      min-width: 24px;
      padding: 1px 6px;
      border: 1px solid var(--line);
      border-radius: 4px;
      background: var(--surface-page);
      color: var(--text);
      font: 12px/18px var(--font-ui);
      text-align: center;
    }
    label {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: var(--target);
      margin-top: var(--space-4);
      color: var(--text);
    }
  `,
})
export class ShortcutsDialog {
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly rows = [
    { keys: ['/'], what: 'Search' },
    { keys: ['A'], what: 'Add torrents' },
    { keys: ['Ctrl', 'V'], what: 'Add the magnet links or files in the clipboard' },
    { keys: ['↑', '↓', 'Home', 'End'], what: 'Move in the list; with Shift, select a range' },
    { keys: ['Space'], what: 'Select or unselect the row' },
    { keys: ['Ctrl', 'A'], what: 'Select everything in view' },
    { keys: ['Enter'], what: 'Open details' },
    { keys: ['P'], what: 'Pause or resume the selection' },
    { keys: ['Delete'], what: 'Remove the selection' },
    { keys: ['Escape'], what: 'Close details, then clear the selection' },
    { keys: ['?'], what: 'This list' },
  ];
}
