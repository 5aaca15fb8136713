/** The field that searches the list. Escape empties it first, then leaves it. */
import { Component, type ElementRef, inject, viewChild } from '@angular/core';
import { useCommands } from '../ui/commands';
import { Icon } from '../ui/icon';
import { ListQuery } from './list-query';

@Component({
  selector: 'shoal-search-box',
  imports: [Icon],
  template: `
    <search>
      <shoal-icon name="search" />
      <input
        #box
        type="search"
        placeholder="Search torrents"
        i18n-placeholder
        aria-label="Search torrents by name or info hash"
        i18n-aria-label
        aria-keyshortcuts="/"
        autocomplete="off"
        spellcheck="false"
        [value]="query.search()"
        (input)="query.setSearch(box.value)"
        (keydown.escape)="leave($event)"
      />
      <kbd aria-hidden="true">/</kbd>
    </search>
  `,
  styles: `
    :host {
      display: block;
    }
    search {
      position: relative;
      display: flex;
      align-items: center;
    }
    shoal-icon {
      position: absolute;
      inset-inline-start: 9px;
      color: var(--text-muted);
      pointer-events: none;
    }
    input {
      width: 100%;
      height: var(--control-height);
      padding: 0 30px;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface-page);
    }
    input::placeholder {
      color: var(--text-muted);
      opacity: 1;
    }
    input:focus-visible {
      border-color: var(--accent);
      outline-offset: -1px;
    }
    kbd {
      position: absolute;
      inset-inline-end: 7px;
      padding: 0 6px;
      border: 1px solid var(--line);
      border-radius: 3px;
      color: var(--text-muted);
      font: 11px/17px var(--font-ui);
      pointer-events: none;
    }
    input:focus ~ kbd,
    input:not(:placeholder-shown) ~ kbd {
      display: none;
    }
    @media (width < 700px) {
      kbd {
        display: none;
      }
    }
  `,
})
export class SearchBox {
  protected readonly query = inject(ListQuery);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  constructor() {
    useCommands({
      id: 'search',
      group: 'torrents',
      title: $localize`Search`,
      keys: ['/'],
      run: () => this.focus(),
    });
  }

  protected leave(event: Event): void {
    event.stopPropagation();
    const box = this.box().nativeElement;
    if (box.value) this.query.setSearch('');
    else box.blur();
  }

  private focus(): void {
    const box = this.box().nativeElement;
    box.focus();
    box.select();
  }
}
