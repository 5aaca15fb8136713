/** How the DHT is: the server's verdict, and the figures behind it, read anew while the dialog is open. */
import { Component, DestroyRef, computed, inject, signal } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import type { DhtCheckDto } from '@shared/dto/diagnostics.js';
import { DiagnosticsApi } from '../api/diagnostics-api';
import { describeFailure } from '../api/failure';
import { describeDht } from './dht-words';

const READ_INTERVAL_MS = 5000;

@Component({
  selector: 'shoal-dht-dialog',
  imports: [MatDialogModule],
  template: `
    <h2 mat-dialog-title i18n>DHT</h2>
    <mat-dialog-content>
      @if (failure(); as text) {
        <p class="error" role="alert">{{ text }}</p>
      }
      @if (check(); as check) {
        <p>{{ check.message }}</p>
        <dl class="figures">
          @for (line of lines(); track line.word) {
            <dt>{{ line.word }}</dt>
            <dd>{{ line.value }}</dd>
          }
        </dl>
      } @else if (!failure()) {
        <p class="muted" role="status" i18n>Asking the server.</p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button class="button" type="button" mat-dialog-close i18n>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      color: var(--text);
    }
    dl {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: var(--space-2) var(--space-4);
      margin-top: var(--space-4);
    }
    dt {
      color: var(--text-muted);
    }
    dd {
      overflow-wrap: anywhere;
    }
    .error {
      color: var(--error);
    }
  `,
})
export class DhtDialog {
  private readonly api = inject(DiagnosticsApi);
  protected readonly check = signal<DhtCheckDto | null>(null);
  protected readonly failure = signal<string | null>(null);
  protected readonly lines = computed(() => {
    const report = this.check()?.report;
    return report ? describeDht(report) : [];
  });

  constructor() {
    void this.read();
    const timer = setInterval(() => void this.read(), READ_INTERVAL_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  private async read(): Promise<void> {
    try {
      this.check.set((await this.api.read()).dht);
      this.failure.set(null);
    } catch (error) {
      this.failure.set(describeFailure(error).detail);
    }
  }
}
