/** Keeps how far an element is scrolled while its page is not shown, by a name, for as long as the app runs. */
import {
  DestroyRef,
  Directive,
  ElementRef,
  Service,
  afterNextRender,
  inject,
  input,
} from '@angular/core';

/** A virtual list has its height some frames after it is there. */
const MOST_FRAMES = 10;

@Service()
export class ScrollPlaces {
  readonly tops = new Map<string, number>();
}

@Directive({ selector: '[shoalKeptScroll]', host: { '(scroll)': 'note()' } })
export class KeptScroll {
  readonly name = input.required<string>({ alias: 'shoalKeptScroll' });
  private readonly places = inject(ScrollPlaces);
  private readonly element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private isRestored = false;
  private isGone = false;

  constructor() {
    afterNextRender(() => this.restore(this.places.tops.get(this.name()) ?? 0, MOST_FRAMES));
    inject(DestroyRef).onDestroy(() => (this.isGone = true));
  }

  protected note(): void {
    if (this.isRestored) this.places.tops.set(this.name(), this.element.scrollTop);
  }

  private restore(top: number, frames: number): void {
    if (this.isGone) return;
    this.element.scrollTop = top;
    const isThere = Math.abs(this.element.scrollTop - top) < 1;
    if (isThere || frames === 0) this.isRestored = true;
    else requestAnimationFrame(() => this.restore(top, frames - 1));
  }
}
