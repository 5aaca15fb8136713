/** The colours of the theme as canvas wants them, read anew when the user or the system chooses another look. */
import { DOCUMENT, DestroyRef, Service, inject, signal } from '@angular/core';
import type { ColourToken } from './chart-model';

/** What the system may change under a page. */
const LOOK_QUERIES = [
  '(prefers-color-scheme: dark)',
  '(prefers-contrast: more)',
  '(forced-colors: active)',
];

@Service()
export class ThemeColours {
  private readonly document = inject(DOCUMENT);
  private readonly changesSignal = signal(0);
  /** Moves when colours may be others. */
  readonly changes = this.changesSignal.asReadonly();

  constructor() {
    const note = () => this.changesSignal.update((count) => count + 1);
    const { documentElement, defaultView } = this.document;
    // A theme is an attribute of the root.
    const observer = new MutationObserver(note);
    observer.observe(documentElement, { attributes: true });
    const queries = LOOK_QUERIES.map((query) => defaultView?.matchMedia?.(query));
    for (const query of queries) query?.addEventListener('change', note);
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
      for (const query of queries) query?.removeEventListener('change', note);
    });
  }

  /** As `rgb(...)`, whatever a token is written as. */
  read(tokens: readonly ColourToken[]): string[] {
    const probe = this.document.createElement('span');
    probe.hidden = true;
    this.document.body.append(probe);
    const colours = tokens.map((token) => {
      probe.style.color = `var(${token})`;
      return getComputedStyle(probe).color;
    });
    probe.remove();
    return colours;
  }
}
