/** Seconds until a refused call may be tried again, counting down. */
import { type Signal, computed, inject, signal } from '@angular/core';
import { Clock } from './clock';

export interface RetryPause {
  /** 0 where nothing has to be waited for. */
  readonly secondsLeft: Signal<number>;
  begin(seconds: number): void;
}

/** Call it where `inject` may be called. */
export function retryPause(): RetryPause {
  const clock = inject(Clock);
  const pause = signal<{ until: number; seconds: number } | null>(null);
  return {
    // The clock's last tick may be older than the pause.
    secondsLeft: computed(() => {
      const current = pause();
      if (current === null) return 0;
      const left = Math.ceil((current.until - clock.now()) / 1000);
      return Math.min(current.seconds, Math.max(0, left));
    }),
    begin: (seconds) => pause.set({ until: Date.now() + seconds * 1000, seconds }),
  };
}
