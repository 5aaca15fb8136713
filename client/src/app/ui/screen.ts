/** What kind of screen this is, as signals: layout that CSS alone cannot change, such as row heights. */
import { DOCUMENT, DestroyRef, Service, type Signal, inject, signal } from '@angular/core';

const PHONE_QUERY = '(width < 700px)';
/** Rail, list and details fit side by side. */
const WIDE_QUERY = '(width >= 1000px)';

@Service()
export class Screen {
  readonly isPhone = matches(PHONE_QUERY);
  readonly isWide = matches(WIDE_QUERY);
}

function matches(query: string): Signal<boolean> {
  const list = inject(DOCUMENT).defaultView?.matchMedia?.(query);
  const state = signal(list?.matches ?? false);
  if (list) {
    const update = () => state.set(list.matches);
    list.addEventListener('change', update);
    inject(DestroyRef).onDestroy(() => list.removeEventListener('change', update));
  }
  return state.asReadonly();
}
