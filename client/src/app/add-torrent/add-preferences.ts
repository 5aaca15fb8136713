/** What the add dialog remembers of its user: the choices of the last time, and whether it is skipped. */
import { Service } from '@angular/core';
import { rememberedChoice, rememberedValue } from '../ui/preference';
import { PLAIN_CHOICES, type AddChoices, parseChoices } from './add-choices';

@Service()
export class AddPreferences {
  private readonly kept = rememberedValue('add-choices', parseChoices);
  private readonly quick = rememberedChoice('quick-add', ['off', 'on']);

  /** Those of the last time. */
  readonly choices = this.kept.value.asReadonly();
  /** `on`: what is dropped or pasted is added without the dialog. */
  readonly quickAdd = this.quick.value.asReadonly();

  keepChoices(choices: AddChoices): void {
    this.kept.keep(choices);
  }

  resetChoices(): void {
    this.kept.keep(PLAIN_CHOICES);
  }

  switchQuickAdd(to: 'off' | 'on'): void {
    this.quick.choose(to);
  }
}
