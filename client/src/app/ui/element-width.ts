/** How wide the component's own element is, as a signal: for what container queries cannot change, such as row heights. */
import { DestroyRef, ElementRef, type Signal, inject, signal } from '@angular/core';

/** Call it where things are made. Infinity until it is known. */
export function elementWidth(): Signal<number> {
  const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  const width = signal(Infinity);
  if (typeof ResizeObserver === 'undefined') return width;
  const observer = new ResizeObserver(([entry]) => {
    if (entry) width.set(Math.round(entry.contentRect.width));
  });
  observer.observe(element);
  inject(DestroyRef).onDestroy(() => observer.disconnect());
  return width.asReadonly();
}
