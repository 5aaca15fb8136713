/**
 * A field for a rate limit: a number with its unit, and empty for no limit, never 0. It tells a new limit when the user is done
 * with it (Enter, or leaving the field), and what is wrong with it at once then. The next `value` is shown whole.
 */
import { Component, computed, input, linkedSignal, output, signal } from '@angular/core';
import { RATE_UNITS, type RateUnit, type WrittenRate, readRate, writeRate } from './rate-limit';

let count = 0;

@Component({
  selector: 'shoal-rate-field',
  template: `
    <label [for]="fieldId">{{ label() }}</label>
    <div class="box">
      <input
        #box
        class="field figures"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        placeholder="No limit"
        i18n-placeholder
        [id]="fieldId"
        [value]="written().text"
        [disabled]="disabled()"
        [attr.aria-invalid]="problem() !== null || null"
        [attr.aria-describedby]="fieldId + '-note'"
        (input)="write({ text: box.value, unit: written().unit })"
        (change)="finish()"
      />
      <select
        #units
        class="field"
        aria-label="Unit"
        i18n-aria-label
        [disabled]="disabled()"
        (change)="changeUnit(units.value)"
      >
        @for (unit of unitNames; track unit) {
          <option [value]="unit" [selected]="unit === written().unit">{{ unit }}/s</option>
        }
      </select>
    </div>
    <p class="note" [id]="fieldId + '-note'" [class.error]="problem() !== null" role="status">
      {{ problem() ?? hint() }}
    </p>
  `,
  styles: `
    :host {
      display: grid;
      gap: 3px;
    }
    label {
      font-weight: 600;
    }
    .box {
      display: grid;
      grid-template-columns: minmax(0, 120px) auto;
      justify-content: start;
      gap: var(--space-1);
    }
    input {
      width: 100%;
    }
    input::placeholder {
      color: var(--text-muted);
      opacity: 1;
    }
    .note {
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    .note:empty {
      display: none;
    }
    .error {
      color: var(--error);
    }
  `,
})
export class RateField {
  readonly label = input.required<string>();
  /** Bytes per second; null is no limit. */
  readonly value = input.required<number | null>();
  readonly hint = input('');
  readonly disabled = input(false);
  readonly changed = output<number | null>();

  protected readonly fieldId = `rate-${(count += 1)}`;
  protected readonly unitNames = Object.keys(RATE_UNITS) as RateUnit[];
  protected readonly written = linkedSignal<number | null, WrittenRate>({
    source: this.value,
    computation: (value, previous) => writeRate(value, previous?.value.unit),
  });
  /** What is wrong is not said while the user still writes. */
  private readonly isFinished = signal(true);
  protected readonly problem = computed(() => {
    const reading = readRate(this.written());
    if (reading.ok || !this.isFinished()) return null;
    if (reading.problem === 'least')
      return $localize`At least 1 KiB/s. Leave it empty for no limit.`;
    if (reading.problem === 'most') return $localize`That is more than 1 TiB/s.`;
    return $localize`Write a number, or leave it empty for no limit.`;
  });

  protected write(written: WrittenRate): void {
    this.isFinished.set(false);
    this.written.set(written);
  }

  protected changeUnit(unit: string): void {
    this.written.update(({ text }) => ({ text, unit: unit as RateUnit }));
    this.finish();
  }

  protected finish(): void {
    this.isFinished.set(true);
    const reading = readRate(this.written());
    if (reading.ok && reading.bytesPerSecond !== this.value()) {
      this.changed.emit(reading.bytesPerSecond);
    }
  }
}
