/**
 * What is read over REST while a page shows it: now, whenever what is asked for is another thing, and every so often. A failure
 * leaves what was known. Nothing is asked for while the connection is lost or the window is hidden; both make it due.
 */
import {
  DOCUMENT,
  DestroyRef,
  type Signal,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { type Failure, describeFailure } from '../api/failure';
import { LiveSync } from './live-sync';

export interface Polled<T> {
  /** Null until it was read once. */
  readonly value: Signal<T | null>;
  /** Of the last reading; null where it went well. */
  readonly failure: Signal<Failure | null>;
  reload(): Promise<void>;
}

export interface PollOptions<P, T> {
  /** What is asked for. Read in a reactive context. */
  what: () => P;
  load: (what: P) => Promise<T>;
  /** Not again by itself where it is left out. */
  everyMs?: number;
  /** Whether it is to stay as it is for now. */
  isHeld?: () => boolean;
}

/** Call it where `inject` may be called; it goes on for as long as what is being made there lives. */
export function polled<P, T>({ what, load, everyMs, isHeld }: PollOptions<P, T>): Polled<T> {
  const sync = inject(LiveSync);
  const document = inject(DOCUMENT);
  const destroyRef = inject(DestroyRef);
  const value = signal<T | null>(null);
  const failure = signal<Failure | null>(null);
  let run = 0;

  const read = async (asked: P): Promise<void> => {
    run += 1;
    const current = run;
    try {
      const answer = await load(asked);
      if (current !== run) return;
      value.set(answer);
      failure.set(null);
    } catch (error) {
      if (current === run) failure.set(describeFailure(error));
    }
  };
  const reload = () => read(untracked(what));

  effect(() => {
    const asked = what();
    if (sync.connection() !== 'lost') untracked(() => void read(asked));
  });
  if (everyMs !== undefined) {
    const timer = setInterval(() => {
      const isDue = sync.connection() !== 'lost' && !document.hidden && !isHeld?.();
      if (isDue) void reload();
    }, everyMs);
    destroyRef.onDestroy(() => clearInterval(timer));
  }
  destroyRef.onDestroy(() => (run += 1));
  return { value: value.asReadonly(), failure: failure.asReadonly(), reload };
}
