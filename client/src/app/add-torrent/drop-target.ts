/**
 * The whole window takes dropped files, links and text with links in it; while some hang over it, a clear frame
 * says so. What is dragged from the app itself is none of them, nor is what is dropped on a field.
 */
import { DOCUMENT, Component, DestroyRef, inject, signal } from '@angular/core';
import { Icon } from '../ui/icon';
import { Notices } from '../ui/notices';
import { isTyping } from '../ui/shortcuts';
import { AddFlow } from './add-flow';
import { fileSource, findLinks } from './add-source';

@Component({
  selector: 'shoal-drop-target',
  imports: [Icon],
  template: `
    @if (isOver()) {
      <div class="frame">
        <p><shoal-icon name="upload" /><ng-container i18n>Drop to add</ng-container></p>
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
  private readonly notices = inject(Notices);
  protected readonly isOver = signal(false);
  /** Enter and leave events come for every element on the way: only the balance tells. */
  private depth = 0;
  private isOwnDrag = false;

  constructor() {
    const document = inject(DOCUMENT);
    const listeners: [string, (event: DragEvent) => void][] = [
      ['dragstart', () => (this.isOwnDrag = true)],
      ['dragend', () => (this.isOwnDrag = false)],
      ['dragenter', (event) => this.enter(event)],
      ['dragover', (event) => this.takes(event) && event.preventDefault()],
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
    if (!this.mayTake(event)) return;
    this.depth += 1;
    this.isOver.set(true);
  }

  private leave(event: DragEvent): void {
    if (!this.mayTake(event)) return;
    this.depth = Math.max(0, this.depth - 1);
    if (this.depth === 0) this.isOver.set(false);
  }

  private drop(event: DragEvent): void {
    this.depth = 0;
    this.isOver.set(false);
    if (!this.takes(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) void this.addFlow.take(files.map(fileSource));
    else this.takeText(event.dataTransfer);
  }

  /** A dragged link comes as a list of addresses, in which `#` begins a comment; anything else as text. */
  private takeText(data: DataTransfer | null): void {
    const addresses = (data?.getData('text/uri-list') ?? '').replaceAll(/^#.*$/gm, '');
    const { links } = findLinks(addresses.trim() || (data?.getData('text/plain') ?? ''));
    if (links.length > 0) void this.addFlow.take(links);
    else
      this.notices.error(
        $localize`What was dropped holds no magnet link and no address of a file.`,
      );
  }

  private takes(event: DragEvent): boolean {
    return this.mayTake(event) && !isTyping(event.target);
  }

  private mayTake(event: DragEvent): boolean {
    const types = event.dataTransfer?.types ?? [];
    const isText = types.includes('text/uri-list') || types.includes('text/plain');
    return (isText || types.includes('Files')) && !this.isOwnDrag;
  }
}
