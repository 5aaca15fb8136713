/** Adds what was dropped or pasted without the dialog, with the choices of the last time. What fails opens it. */
import { EnvironmentInjector, Service, createEnvironmentInjector, inject } from '@angular/core';
import { AddItems } from './add-items';
import { AddOutcomes } from './add-outcomes';
import { AddPreferences } from './add-preferences';
import type { AddSource } from './add-source';

@Service()
export class QuickAdd {
  private readonly injector = inject(EnvironmentInjector);
  private readonly preferences = inject(AddPreferences);
  private readonly outcomes = inject(AddOutcomes);

  /** What could not be added. */
  async add(sources: readonly AddSource[]): Promise<readonly AddSource[]> {
    const injector = createEnvironmentInjector([AddItems], this.injector);
    try {
      const items = injector.get(AddItems);
      items.hold(sources);
      const outcome = await items.add(items.all(), () => this.preferences.choices());
      this.outcomes.tell(outcome);
      return outcome.failed.map(({ source }) => source);
    } finally {
      injector.destroy();
    }
  }
}
