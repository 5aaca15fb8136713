/** What is yet to be added, the current one first, and what stands in the field for links. */
import { Service, computed, signal } from '@angular/core';
import type { AddSource } from './add-source';

@Service()
export class AddQueue {
  private readonly sourcesSignal = signal<readonly AddSource[]>([]);
  readonly sources = this.sourcesSignal.asReadonly();
  readonly current = computed(() => this.sources()[0]);
  /** Text of the field for links. */
  readonly draft = signal('');

  push(sources: readonly AddSource[]): void {
    this.sourcesSignal.update((queue) => [...queue, ...sources]);
  }

  /** Done with these, one way or the other. */
  drop(...done: readonly AddSource[]): void {
    this.sourcesSignal.update((queue) => queue.filter((source) => !done.includes(source)));
  }

  clear(): void {
    this.sourcesSignal.set([]);
    this.draft.set('');
  }
}
