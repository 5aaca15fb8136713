/** The whole window takes dropped files; while some hang over it, a clear frame says so. */
import { DOCUMENT, Component, DestroyRef, inject, signal } from '@angular/core';
import { Icon } from '../ui/icon';
import { AddFlow } from './add-flow';

@Component({
  selector: 'shoal-drop-target',
  imports: [Icon],
  template: `
    @if (isOver()) {
      <div class="frame">
        <p><shoal-icon name="upload" />Drop to add</p>
      </div>
    }
  `,
  styles: `
    .frame {
      position: fixed;
      inset: 0;
      z-index: 2000;
      display: grid;
      place-items: center;
      border: 3px dashed var(--accent);
      background: color-mix(in srgb, var(--surface) 82%, transparent);
      pointer-events: none;
    }
    p {
      display: flex;
      align-items: center;
      gap: var(--space-3);
      padding: var(--space-4) var(--space-5);
      border-radius: var(--radius-large);
      background: var(--accent);
      color: var(--text-on-accent);
      font-size: 1.0625rem;
      font-weight: 600;
    }
  `,
})
export class DropTarget {
  private readonly addFlow = inject(AddFlow);
  protected readonly isOver = signal(false);
  /** Enter and leave events come for every element on the way: only the balance tells. */
  private depth = 0;

  constructor() {
    const document = inject(DOCUMENT);
    const listeners: [string, (event: DragEvent) => void][] = [
      ['dragenter', (event) => this.enter(event)],
      ['dragover', (event) => hasFiles(event) && event.preventDefault()],
      ['dragleave', (event) => this.leave(event)],
      ['drop', (event) => this.drop(event)],
    ];
    for (const [name, listener] of listeners) {
      document.addEventListener(name, listener as EventListener);
    }
    inject(DestroyRef).onDestroy(() => {
      for (const [name, listener] of listeners) {
        document.removeEventListener(name, listener as EventListener);
      }
    });
  }

  private enter(event: DragEvent): void {
    if (!hasFiles(event)) return;
    this.depth += 1;
    this.isOver.set(true);
  }

  private leave(event: DragEvent): void {
    if (!hasFiles(event)) return;
    this.depth = Math.max(0, this.depth - 1);
    if (this.depth === 0) this.isOver.set(false);
  }

  private drop(event: DragEvent): void {
    if (!hasFiles(event)) return;
    event.preventDefault();
    this.depth = 0;
    this.isOver.set(false);
    void this.addFlow.add([...(event.dataTransfer?.files ?? [])]);
  }
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
