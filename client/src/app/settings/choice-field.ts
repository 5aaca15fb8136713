/** One of a few: a list to open, or where the choices need explaining, all of them with their words. */
import { Component, computed, input, output } from '@angular/core';
import type { Choice } from './setting-entry';

@Component({
  selector: 'shoal-choice-field',
  template: `
    @if (isExplained()) {
      <div role="radiogroup" [attr.aria-label]="label()" [attr.aria-describedby]="describedBy()">
        @for (choice of choices(); track choice.value) {
          <label>
            <input
              type="radio"
              [name]="inputId()"
              [value]="choice.value"
              [checked]="choice.value === value()"
              [disabled]="disabled()"
              (change)="changed.emit(choice.value)"
            />
            <span>{{ choice.word }}</span>
            <span class="help">{{ choice.help }}</span>
          </label>
        }
      </div>
    } @else {
      <select
        #list
        class="field"
        [id]="inputId()"
        [disabled]="disabled()"
        [attr.aria-describedby]="describedBy()"
        (change)="changed.emit(list.value)"
      >
        @for (choice of choices(); track choice.value) {
          <option [value]="choice.value" [selected]="choice.value === value()">
            {{ choice.word }}
          </option>
        }
      </select>
    }
  `,
  styles: `
    select {
      width: 100%;
    }
    label {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 0 var(--space-2);
      padding: 5px 0;
      cursor: pointer;
    }
    input {
      width: 16px;
      height: 16px;
      margin: 2px 0 0;
      accent-color: var(--accent);
    }
    .help {
      grid-column: 2;
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    @media (width < 700px) {
      label {
        padding: var(--space-2) 0;
      }
    }
  `,
})
export class ChoiceField {
  readonly inputId = input.required<string>();
  readonly label = input.required<string>();
  readonly describedBy = input<string | null>(null);
  readonly choices = input.required<readonly Choice[]>();
  readonly value = input.required<string>();
  readonly disabled = input(false);
  readonly changed = output<string>();

  protected readonly isExplained = computed(() =>
    this.choices().some(({ help }) => help !== undefined),
  );
}
