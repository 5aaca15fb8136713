/**
 * Runs commands by their keys. Keys never fire while the user types or while a dialog or menu is open, and those without a
 * modifier can be switched off altogether (WCAG 2.1.4).
 */
import { DOCUMENT, DestroyRef, Service, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { type Command, Commands } from './commands';
import { rememberedChoice } from './preference';

const MODIFIERS = new Set(['Shift', 'Control', 'Alt', 'Meta']);
const TYPING = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';
/** The second key of `g s` must follow within this time. */
const SEQUENCE_TIMEOUT_MS = 1_500;

/** Whether keys and what is pasted there belong to a field. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(TYPING) !== null;
}

/** As `Command.keys` names it: `Ctrl+k`, `Shift+Delete`, `?`. Letters are lower case; a sign needs no Shift. */
export function keyOf(event: KeyboardEvent): string {
  const isSign = event.key.length === 1;
  const isLetter = isSign && event.key.toLowerCase() !== event.key.toUpperCase();
  const modifiers = [
    event.ctrlKey || event.metaKey ? 'Ctrl+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && (!isSign || isLetter) ? 'Shift+' : '',
  ];
  return modifiers.join('') + (isSign ? event.key.toLowerCase() : event.key);
}

@Service()
export class Shortcuts {
  private readonly document = inject(DOCUMENT);
  private readonly dialog = inject(MatDialog);
  private readonly commands = inject(Commands);
  private readonly choice = rememberedChoice('shortcuts', ['on', 'off']);
  private prefix: { key: string; at: number } | null = null;
  readonly setting = this.choice.value.asReadonly();

  constructor() {
    const listener = (event: KeyboardEvent) => this.handle(event);
    this.document.addEventListener('keydown', listener);
    inject(DestroyRef).onDestroy(() => this.document.removeEventListener('keydown', listener));
  }

  switch(setting: 'on' | 'off'): void {
    this.choice.choose(setting);
  }

  private handle(event: KeyboardEvent): void {
    if (event.defaultPrevented || MODIFIERS.has(event.key)) return;
    if (this.isCovered()) return;
    const key = keyOf(event);
    const isPlain = !key.startsWith('Ctrl+') && !key.startsWith('Alt+');
    if (isPlain && this.setting() === 'off') return;
    const command = this.commandOf(this.sequenceWith(key, event.timeStamp)) ?? this.commandOf(key);
    if (isTyping(event.target) && command?.worksWhileTyping !== true) return;
    this.prefix = command ? null : { key, at: event.timeStamp };
    if (command && this.commands.run(command)) event.preventDefault();
  }

  private sequenceWith(key: string, now: number): string {
    const { prefix } = this;
    return prefix && now - prefix.at < SEQUENCE_TIMEOUT_MS ? `${prefix.key} ${key}` : key;
  }

  private commandOf(keys: string): Command | undefined {
    return this.commands.all().findLast((command) => command.keys?.includes(keys));
  }

  /** By what has the keyboard to itself. */
  private isCovered(): boolean {
    const isInMenu = this.document.querySelector('.mat-mdc-menu-panel') !== null;
    return isInMenu || this.dialog.openDialogs.length > 0;
  }
}
