/** The limits of the session at hand: the usual ones, the alternative ones, and when those hold. Every change holds at once. */
import { Component, computed, inject } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import type { AlternativeMode, RateLimitsDto } from '@shared/dto/settings.js';
import { LimitState } from '../live/limit-state';
import { RateField } from '../ui/rate-field';
import { scheduleWords } from './limit-words';

@Component({
  selector: 'shoal-limits-dialog',
  imports: [MatDialogModule, RateField, RouterLink],
  template: `
    <h2 mat-dialog-title i18n>Speed limits</h2>
    <mat-dialog-content>
      @if (state.settings(); as settings) {
        <section [class.holding]="!state.isAlternative()">
          <h3><ng-container i18n>Usual limits</ng-container>{{ nowUnless(true) }}</h3>
          <div class="fields">
            <shoal-rate-field
              i18n-label
              label="Download"
              [value]="settings.downloadLimit"
              [disabled]="!state.canChange() || state.isLocked('downloadLimit')"
              (changed)="state.change({ downloadLimit: $event })"
            />
            <shoal-rate-field
              i18n-label
              label="Upload"
              [value]="settings.uploadLimit"
              [disabled]="!state.canChange() || state.isLocked('uploadLimit')"
              (changed)="state.change({ uploadLimit: $event })"
            />
          </div>
        </section>
        <section [class.holding]="state.isAlternative()">
          <h3><ng-container i18n>Alternative limits</ng-container>{{ nowUnless(false) }}</h3>
          <div class="fields">
            <shoal-rate-field
              i18n-label
              label="Download"
              [value]="settings.alternativeLimits.downloadLimit"
              [disabled]="!state.canChange() || state.isLocked('alternativeLimits')"
              (changed)="changeAlternative({ downloadLimit: $event })"
            />
            <shoal-rate-field
              i18n-label
              label="Upload"
              [value]="settings.alternativeLimits.uploadLimit"
              [disabled]="!state.canChange() || state.isLocked('alternativeLimits')"
              (changed)="changeAlternative({ uploadLimit: $event })"
            />
          </div>
          <fieldset [disabled]="!state.canChange() || state.isLocked('alternativeMode')">
            <legend i18n>They hold</legend>
            @for (mode of modes; track mode.value) {
              <label>
                <input
                  type="radio"
                  name="alternative-mode"
                  [checked]="settings.alternativeMode === mode.value"
                  (change)="state.change({ alternativeMode: mode.value })"
                />
                {{ mode.word }}
                @if (mode.value === 'scheduled') {
                  <span class="muted">({{ schedule() }})</span>
                }
              </label>
            }
          </fieldset>
        </section>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <a class="button quiet" mat-dialog-close routerLink="/settings/speed" i18n>All settings</a>
      <button class="button primary" type="button" mat-dialog-close i18n>Close</button>
    </mat-dialog-actions>
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-2);
      padding-bottom: var(--space-4);
    }
    h3 {
      font-size: var(--size-body);
      font-weight: 600;
      color: var(--text-muted);
    }
    .holding h3 {
      color: var(--text);
    }
    .fields {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-3) var(--space-5);
    }
    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-4);
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0;
      font-weight: 600;
    }
    label {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      min-height: 28px;
    }
  `,
})
export class LimitsDialog {
  protected readonly state = inject(LimitState);
  protected readonly modes: { value: AlternativeMode; word: string }[] = [
    { value: 'off', word: $localize`:when limits hold:never` },
    { value: 'on', word: $localize`:when limits hold:now` },
    { value: 'scheduled', word: $localize`:when limits hold:by the schedule` },
  ];
  protected readonly schedule = computed(() => {
    const settings = this.state.settings();
    return settings ? scheduleWords(settings.schedule) : '';
  });

  protected nowUnless(isAlternative: boolean): string {
    return this.state.isAlternative() === isAlternative
      ? ''
      : $localize`:behind a heading:, in force`;
  }

  protected changeAlternative(changes: Partial<RateLimitsDto>): void {
    const settings = this.state.settings();
    if (!settings) return;
    void this.state.change({ alternativeLimits: { ...settings.alternativeLimits, ...changes } });
  }
}
