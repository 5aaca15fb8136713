/** What was chosen in the palette lately, the last one first. */
import { Service } from '@angular/core';
import { rememberedValue } from '../ui/preference';

const MOST = 6;

@Service()
export class RecentOptions {
  private readonly kept = rememberedValue('palette-recent', parseKeys);
  readonly keys = this.kept.value.asReadonly();

  note(key: string): void {
    this.kept.keep([key, ...this.keys().filter((other) => other !== key)].slice(0, MOST));
  }
}

function parseKeys(kept: unknown): string[] {
  return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string').slice(0, MOST) : [];
}
