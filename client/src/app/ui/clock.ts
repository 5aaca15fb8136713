/** The time as a signal that moves once a second, for ages and countdowns. */
import { DestroyRef, Service, inject, signal } from '@angular/core';

@Service()
export class Clock {
  private readonly time = signal(Date.now());
  /** Milliseconds since 1970. */
  readonly now = this.time.asReadonly();

  constructor() {
    const timer = setInterval(() => this.time.set(Date.now()), 1000);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }
}
