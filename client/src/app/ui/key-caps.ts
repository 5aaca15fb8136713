/** Keys as they are written on the keyboard: `Ctrl` `K`, or `G` then `S`. */
import { Component, computed, input } from '@angular/core';
import { isMac, keyChords } from './key-words';

@Component({
  selector: 'shoal-key-caps',
  template: `
    @for (chord of chords(); track $index) {
      @if (!$first) {
        <span class="then" i18n="between two keys, pressed one after the other">then</span>
      }
      @for (cap of chord; track $index) {
        <kbd>{{ cap }}</kbd>
      }
    }
  `,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 3px;
      white-space: nowrap;
    }
    .then {
      color: var(--text-muted);
      font-size: var(--size-small);
    }
    kbd {
      min-width: 22px;
      padding: 1px 5px;
      border: 1px solid var(--line);
      border-radius: 4px;
      background: var(--surface-page);
      color: var(--text);
      font: 12px/16px var(--font-ui);
      text-align: center;
    }
  `,
})
export class KeyCaps {
  /** As `Command.keys` has them. */
  readonly keys = input.required<string>();
  protected readonly chords = computed(() => keyChords(this.keys(), isMac()));
}
