/** The files that are yet to be added, the current one first. */
import { Service, signal } from '@angular/core';

@Service()
export class AddQueue {
  private readonly filesSignal = signal<readonly File[]>([]);
  readonly files = this.filesSignal.asReadonly();

  push(files: readonly File[]): void {
    this.filesSignal.update((queue) => [...queue, ...files]);
  }

  /** Done with the current file, one way or the other. */
  next(): void {
    this.filesSignal.update((queue) => queue.slice(1));
  }

  clear(): void {
    this.filesSignal.set([]);
  }
}
