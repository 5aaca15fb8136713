/** Whether the rail is there, and which of its groups are folded: of this screen alone. On a phone it is a sheet. */
import { Service, computed, inject, linkedSignal } from '@angular/core';
import { rememberedChoice, rememberedValue } from '../../ui/preference';
import { Screen } from '../../ui/screen';

@Service()
export class RailState {
  private readonly screen = inject(Screen);
  private readonly wide = rememberedChoice('rail', ['shown', 'hidden'], { isLocal: true });
  private readonly folded = rememberedValue('rail-folded', parseNames, { isLocal: true });
  /** Closed again whenever the screen becomes another kind. */
  private readonly isSheetOpen = linkedSignal({
    source: this.screen.isPhone,
    computation: () => false,
  });

  readonly isSheet = this.screen.isPhone;
  readonly isShown = computed(() =>
    this.isSheet() ? this.isSheetOpen() : this.wide.value() === 'shown',
  );

  toggle(): void {
    if (this.isSheet()) this.isSheetOpen.update((isOpen) => !isOpen);
    else this.wide.choose(this.isShown() ? 'hidden' : 'shown');
  }

  closeSheet(): void {
    this.isSheetOpen.set(false);
  }

  /** Of a group, or of a category that has others below it. */
  isFolded(name: string): boolean {
    return this.folded.value().includes(name);
  }

  fold(name: string, isFolded: boolean): void {
    const others = this.folded.value().filter((one) => one !== name);
    this.folded.keep(isFolded ? [...others, name] : others);
  }
}

function parseNames(kept: unknown): readonly string[] {
  return Array.isArray(kept) ? kept.filter((name) => typeof name === 'string') : [];
}
