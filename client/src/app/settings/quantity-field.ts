/**
 * A number with its unit. It tells a new value when the user is done with it (Enter, or leaving the field), and what is wrong
 * with it then. Another value from outside is shown at once.
 */
import { Component, computed, input, linkedSignal, output, signal } from '@angular/core';
import { UNITS, type Unit, type WrittenQuantity, readQuantity, writeQuantity } from './quantity';
import type { QuantityUnit } from './setting-entry';

@Component({
  selector: 'shoal-quantity-field',
  template: `
    <input
      #box
      class="field figures"
      type="text"
      inputmode="decimal"
      autocomplete="off"
      [id]="inputId()"
      [value]="written().text"
      [placeholder]="none() ?? ''"
      [disabled]="disabled()"
      [attr.aria-invalid]="isWrong() || null"
      [attr.aria-describedby]="describedBy()"
      (input)="write(box.value)"
      (change)="finish()"
      (keydown.escape)="undo($event)"
    />
    @if (units().length > 1) {
      <select
        #choice
        class="field"
        [attr.aria-label]="unitLabel()"
        [disabled]="disabled()"
        (change)="changeUnit(choice.value)"
      >
        @for (unit of units(); track unit.id) {
          <option [value]="unit.id" [selected]="unit === written().unit">{{ unit.word }}</option>
        }
      </select>
    }
    @if (problem(); as words) {
      <p class="problem" role="alert">{{ words }}</p>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: var(--space-1);
    }
    input {
      width: 100%;
      min-width: 0;
    }
    input::placeholder {
      color: var(--text-muted);
      opacity: 1;
    }
    input[aria-invalid='true'] {
      border-color: var(--error);
    }
    .problem {
      grid-column: 1 / -1;
      color: var(--error);
      font-size: var(--size-small);
    }
  `,
})
export class QuantityField {
  readonly inputId = input.required<string>();
  readonly label = input.required<string>();
  readonly describedBy = input<string | null>(null);
  readonly unit = input.required<QuantityUnit>();
  readonly value = input.required<number | null>();
  /** What an empty field means; null where it must have a number. */
  readonly none = input<string | null>(null);
  readonly disabled = input(false);
  /** The server does not take what stands there. */
  readonly isRefused = input(false);
  readonly changed = output<number | null>();

  protected readonly unitLabel = computed(() => $localize`Unit of ${this.label()}:setting:`);
  protected readonly units = computed(() => UNITS[this.unit()]);
  protected readonly written = linkedSignal<number | null, WrittenQuantity>({
    source: this.value,
    computation: (value, previous) => writeQuantity(value, this.unit(), previous?.value.unit),
  });
  /** What is wrong is not said while the user still writes. */
  private readonly isFinished = signal(true);
  protected readonly problem = computed(() => {
    if (!this.isFinished()) return null;
    const read = readQuantity(this.written());
    if (read === undefined) return $localize`Write a number.`;
    if (read === null && this.none() === null)
      return $localize`Write a number: it cannot be empty.`;
    return null;
  });
  protected readonly isWrong = computed(() => this.problem() !== null || this.isRefused());

  protected write(text: string): void {
    this.isFinished.set(false);
    this.written.update(({ unit }) => ({ text, unit }));
  }

  protected changeUnit(id: string): void {
    const unit = this.units().find((each) => each.id === id);
    if (unit) this.setUnit(unit);
  }

  protected finish(): void {
    this.isFinished.set(true);
    if (this.problem() !== null) return;
    const read = readQuantity(this.written()) ?? null;
    if (read !== this.value() || this.isRefused()) this.changed.emit(read);
  }

  /** Escape takes back what was not saved. */
  protected undo(event: Event): void {
    if (readQuantity(this.written()) === this.value()) return;
    event.stopPropagation();
    this.isFinished.set(true);
    this.written.set(writeQuantity(this.value(), this.unit(), this.written().unit));
  }

  private setUnit(unit: Unit): void {
    this.written.update(({ text }) => ({ text, unit }));
    this.finish();
  }
}
