/** First run: theme and density, at once as they are chosen. */
import { Component, inject } from '@angular/core';
import { AccountChoices } from './account-choices';
import { GENERAL_SETTINGS } from './catalogue/general';

@Component({
  selector: 'shoal-look-step',
  template: `
    <p class="introduction" i18n>
      It follows your account to every browser. All of this, and the rest, is in the settings.
    </p>
    @for (setting of settings; track setting.name) {
      <fieldset>
        <legend>{{ setting.title }}</legend>
        @for (choice of choices.of(setting).choices; track choice.value) {
          <label [class.on]="choice.value === choices.of(setting).value()">
            <input
              type="radio"
              class="hidden"
              [name]="setting.name"
              [checked]="choice.value === choices.of(setting).value()"
              (change)="choices.of(setting).choose(choice.value)"
            />
            <span>{{ choice.word }}</span>
          </label>
        }
      </fieldset>
    }
  `,
  styleUrls: ['../auth/entry-form.css', './step.css'],
})
export class LookStep {
  protected readonly choices = inject(AccountChoices);
  protected readonly settings = GENERAL_SETTINGS.filter(({ name }) =>
    ['theme', 'density'].includes(name),
  );
}
