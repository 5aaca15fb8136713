/**
 * Single-key shortcuts. They never fire while the user types, while a dialog or menu is open, or with a
 * modifier, and can be switched off altogether (WCAG 2.1.4).
 */
import { DOCUMENT, DestroyRef, Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { rememberedChoice } from './preference';

const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** Whether keys and what is pasted there belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

@Service()
export class Shortcuts {
  private readonly document = inject(DOCUMENT);
  private readonly dialog = inject(MatDialog);
  private readonly handlers = new Map<string, () => void>();
  private readonly choice = rememberedChoice('shortcuts', ['on', 'off']);
  readonly setting = this.choice.value.asReadonly();

  constructor() {
    const listener = (event: KeyboardEvent) => this.handle(event);
    this.document.addEventListener('keydown', listener);
    inject(DestroyRef).onDestroy(() => this.document.removeEventListener('keydown', listener));
  }

  /** Runs `handler` on this key, lower case. The last one to ask has it. */
  on(key: string, handler: () => void): void {
    this.handlers.set(key, handler);
  }

  switch(setting: 'on' | 'off'): void {
    this.choice.choose(setting);
  }

  private handle(event: KeyboardEvent): void {
    if (this.setting() === 'off' || event.defaultPrevented) return;
    if (event.ctrlKey || event.metaKey || event.altKey || this.isElsewhere(event)) return;
    const handler = this.handlers.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (!handler) return;
    event.preventDefault();
    handler();
  }

  private isElsewhere(event: Event): boolean {
    const isInMenu = this.document.querySelector('.mat-mdc-menu-panel') !== null;
    return isTyping(event.target) || isInMenu || this.dialog.openDialogs.length > 0;
  }
}
