/** What the user types, and what of it has come to rest: the server is not asked at every key. */
import { DestroyRef, type Signal, inject, signal } from '@angular/core';

const REST_MS = 250;

export interface TypedText {
  readonly value: Signal<string>;
  /** Without spaces around it, a moment after the last key. */
  readonly settled: Signal<string>;
  type(text: string): void;
  clear(): void;
}

/** Call it where `inject` may be called. */
export function typedText(): TypedText {
  const value = signal('');
  const settled = signal('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  inject(DestroyRef).onDestroy(() => clearTimeout(timer));
  return {
    value: value.asReadonly(),
    settled: settled.asReadonly(),
    type: (text) => {
      value.set(text);
      clearTimeout(timer);
      timer = setTimeout(() => settled.set(text.trim()), REST_MS);
    },
    clear: () => {
      clearTimeout(timer);
      value.set('');
      settled.set('');
    },
  };
}
