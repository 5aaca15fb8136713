/** The menu of a row, opened from its button, by right click or by key: one for the whole list. */
import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import { DownloadMenu } from '../actions/download-menu';
import { ListView } from './list-view';
import { Selection } from './selection';
import type { MenuRequest } from './torrent-list';

@Component({
  selector: 'shoal-row-menu',
  imports: [DownloadMenu, MatMenuModule],
  template: `
    <span
      class="anchor"
      aria-hidden="true"
      [style.left.px]="request()?.x"
      [style.top.px]="request()?.y"
      [matMenuTriggerFor]="entries.menu()"
      [matMenuTriggerRestoreFocus]="false"
      (menuClosed)="giveBackFocus()"
    ></span>
    <shoal-download-menu #entries [ids]="targets()" [offersDetails]="true" />
  `,
  styles: `
    .anchor {
      position: fixed;
      width: 1px;
      height: 1px;
      visibility: hidden;
    }
  `,
})
export class RowMenu {
  private readonly selection = inject(Selection);
  private readonly view = inject(ListView);
  private readonly trigger = viewChild.required(MatMenuTrigger);

  protected readonly request = signal<MenuRequest | null>(null);
  /** The whole selection where the row is part of it, else that row alone; the row itself first. */
  protected readonly targets = computed<readonly string[]>(() => {
    const id = this.request()?.id;
    if (id === undefined) return [];
    const selected = this.selection.selected();
    return selected.has(id) ? [id, ...[...selected].filter((other) => other !== id)] : [id];
  });

  open(request: MenuRequest): void {
    this.request.set(request);
    this.view.hold(true);
    // The anchor must stand at its new place before the menu measures it.
    requestAnimationFrame(() => this.trigger().openMenu());
  }

  protected giveBackFocus(): void {
    this.view.hold(false);
    this.request()?.origin?.focus();
  }
}
