/** Asks for the name of a saved view. Gives the name, or nothing where it was left. */
import { Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';

@Component({
  selector: 'shoal-view-name-dialog',
  imports: [MatDialogModule],
  template: `
    <form (submit)="$event.preventDefault(); done()">
      <h2 mat-dialog-title i18n>Name of the view</h2>
      <mat-dialog-content>
        <input
          #box
          type="text"
          maxlength="60"
          required
          cdkFocusInitial
          aria-label="Name"
          i18n-aria-label
          [value]="name()"
          (input)="name.set(box.value)"
        />
        @if (isTaken()) {
          <p role="status" i18n>There is a view of this name: it is replaced.</p>
        }
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
        <button class="button primary" type="submit" i18n [disabled]="!name().trim()">Save</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    input {
      width: 100%;
      height: var(--control-height);
      padding: 0 9px;
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--surface);
    }
    p {
      margin-top: var(--space-2);
      color: var(--text-muted);
      font-size: var(--size-small);
    }
  `,
})
export class ViewNameDialog {
  private readonly data = inject<{ name: string; taken: string[] }>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ViewNameDialog, string>>(MatDialogRef);
  protected readonly name = signal(this.data.name);
  protected readonly isTaken = computed(() => {
    const name = this.name().trim();
    return name !== this.data.name && this.data.taken.includes(name);
  });

  protected done(): void {
    const name = this.name().trim();
    if (name) this.dialog.close(name);
  }
}
