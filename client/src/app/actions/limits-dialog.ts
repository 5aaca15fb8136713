/** The rate limits of one or many downloads. What is left as it was is not sent, so that mixed limits stay mixed. */
import { Component, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { DownloadDto } from '@shared/dto/download.js';
import type { Deed } from '../api/download-api';
import { formatCount } from '../ui/format';
import { RateField } from '../ui/rate-field';
import { Deeds } from './deeds';

type Limit = 'downloadLimit' | 'uploadLimit';

@Component({
  selector: 'shoal-limits-dialog',
  imports: [MatDialogModule, RateField],
  template: `
    <h2 mat-dialog-title i18n>
      {total, plural, =1 {Limits of 1 torrent} other {Limits of {{ count(total) }} torrents}}
    </h2>
    <mat-dialog-content>
      @for (field of fields; track field.limit) {
        <shoal-rate-field
          [label]="field.label"
          [value]="valueOf(field)"
          [hint]="hintOf(field)"
          (changed)="change(field.limit, $event)"
        />
        @if (field.isMixed && changes()[field.limit] === undefined) {
          <button class="button" type="button" (click)="change(field.limit, null)" i18n>
            No limit for all of them
          </button>
        }
      }
      <p class="muted" i18n>
        They hold beside the limits of all torrents. An empty field is no limit of its own.
      </p>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close i18n>Cancel</button>
      <button class="button primary" type="button" [disabled]="isBusy()" (click)="apply()" i18n>
        Apply
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
      color: var(--text);
    }
    .button {
      justify-self: start;
    }
  `,
})
export class LimitsDialog {
  private readonly rows = inject<readonly DownloadDto[]>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<LimitsDialog>>(MatDialogRef);
  private readonly deeds = inject(Deeds);

  protected readonly total = this.rows.length;
  protected readonly count = formatCount;
  protected readonly isBusy = signal(false);
  protected readonly changes = signal<Partial<Record<Limit, number | null>>>({});
  protected readonly fields = [
    this.field('downloadLimit', $localize`Download at most`),
    this.field('uploadLimit', $localize`Upload at most`),
  ];

  /** As it was changed here, which may be to no limit; else as it is. */
  protected valueOf({ limit, value }: { limit: Limit; value: number | null }): number | null {
    const change = this.changes()[limit];
    return change === undefined ? value : change;
  }

  protected hintOf({ limit, isMixed }: { limit: Limit; isMixed: boolean }): string {
    const change = this.changes()[limit];
    if (change === null) return $localize`No limit of its own.`;
    return isMixed && change === undefined
      ? $localize`They differ now, and stay so unless you change this.`
      : '';
  }

  protected change(limit: Limit, value: number | null): void {
    this.changes.update((changes) => ({ ...changes, [limit]: value }));
  }

  protected async apply(): Promise<void> {
    const deed: Deed = { action: 'setLimits', ...this.changes() };
    if (this.isBusy()) return;
    this.isBusy.set(true);
    const isDone =
      Object.keys(this.changes()).length === 0 ||
      (await this.deeds.carryOut(this.rows, $localize`Limits`, deed));
    this.isBusy.set(false);
    if (isDone) this.dialog.close();
  }

  private field(limit: Limit, label: string) {
    const value = this.rows[0]?.[limit] ?? null;
    const isMixed = this.rows.some((row) => row[limit] !== value);
    return { limit, label, value: isMixed ? null : value, isMixed };
  }
}
