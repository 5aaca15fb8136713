/** One labelled text or password of a form, with its hint, its error and, for a password, a way to see it. */
import { Component, computed, input, signal } from '@angular/core';
import { type FieldTree, FormField } from '@angular/forms/signals';
import { Icon } from '../ui/icon';

@Component({
  selector: 'shoal-entry-field',
  imports: [FormField, Icon],
  template: `
    <label [attr.for]="inputId()">{{ label() }}</label>
    <div class="box">
      <input
        class="field"
        [id]="inputId()"
        [type]="isPassword() && !isShown() ? 'password' : 'text'"
        [formField]="field()"
        [attr.autocomplete]="autocomplete()"
        [class.secret]="isPassword()"
        [attr.aria-invalid]="isWrong()"
        [attr.aria-describedby]="described()"
        autocapitalize="none"
        autocorrect="off"
        spellcheck="false"
      />
      @if (isPassword()) {
        <button
          class="icon-button"
          type="button"
          [attr.aria-label]="eyeLabel()"
          [attr.aria-controls]="inputId()"
          (click)="isShown.set(!isShown())"
        >
          <shoal-icon [name]="isShown() ? 'eyeOff' : 'eye'" />
        </button>
      }
    </div>
    @if (isWrong()) {
      <p class="error" [id]="inputId() + '-error'">{{ message() }}</p>
    } @else if (hint()) {
      <p class="muted" [id]="inputId() + '-hint'">{{ hint() }}</p>
    }
  `,
  styleUrl: './entry-field.css',
})
export class EntryField {
  readonly inputId = input.required<string>();
  readonly label = input.required<string>();
  readonly field = input.required<FieldTree<string>>();
  /** What browsers and password managers fill in: `username`, `current-password`, `new-password` or `off`. */
  readonly autocomplete = input.required<string>();
  readonly hint = input('');
  /** Shows what is wrong with it: not before the user has tried to send it. */
  readonly insists = input.required<boolean>();

  protected readonly isShown = signal(false);
  protected readonly isPassword = computed(() => this.autocomplete().endsWith('password'));
  protected readonly eyeLabel = computed(() =>
    this.isShown() ? $localize`Hide password` : $localize`Show password`,
  );
  protected readonly isWrong = computed(() => this.insists() && this.field()().invalid());
  protected readonly message = computed(() => this.field()().errors()[0]?.message ?? '');
  protected readonly described = computed(() => {
    if (this.isWrong()) return `${this.inputId()}-error`;
    return this.hint() ? `${this.inputId()}-hint` : null;
  });
}
