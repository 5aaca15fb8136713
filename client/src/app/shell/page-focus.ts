/**
 * Moves the focus to the heading of a page that the user went to, so that a screen reader says where one is and the next Tab
 * is on that page. What changes within an area keeps the focus where it is.
 */
import {
  DOCUMENT,
  Injector,
  Service,
  afterNextRender,
  effect,
  inject,
  untracked,
} from '@angular/core';
import { type Area, Place } from './place';

@Service()
export class PageFocus {
  private readonly document = inject(DOCUMENT);
  private readonly injector = inject(Injector);
  private readonly place = inject(Place);
  private last: Area | null = null;

  /** From now on; call it where `inject` may be called. */
  follow(): void {
    this.last = null;
    effect(() => {
      const area = this.place.area();
      const isFirst = this.last === null;
      if (area === this.last) return;
      this.last = area;
      if (!isFirst) untracked(() => this.focusSoon());
    });
  }

  /** To the list, where keys do something; elsewhere to the heading of the page. */
  focus(): void {
    const main = this.document.querySelector<HTMLElement>('main');
    const list = main?.querySelector<HTMLElement>('[role=grid]');
    const target = list ?? main?.querySelector<HTMLElement>('h1') ?? main;
    if (!target) return;
    if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }

  private focusSoon(): void {
    afterNextRender({ read: () => this.focus() }, { injector: this.injector });
  }
}
