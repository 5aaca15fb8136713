/** On a phone, the way around: torrents, add, activity, and a menu with all the rest. Within reach of a thumb. */
import { Component, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { AddFlow } from '../add-torrent/add-flow';
import { LiveSync } from '../live/live-sync';
import { Icon } from '../ui/icon';
import { Place } from './place';

@Component({
  selector: 'shoal-bottom-bar',
  imports: [Icon, RouterLink],
  template: `
    <nav aria-label="Main" i18n-aria-label>
      <a
        [routerLink]="place.linkTo('torrents')"
        [attr.aria-current]="place.area() === 'torrents' ? 'page' : null"
      >
        <shoal-icon name="list" /><span i18n>Torrents</span>
      </a>
      <button type="button" aria-haspopup="dialog" (click)="addFlow.ask()">
        <shoal-icon name="add" /><span i18n="what a button does">Add</span>
      </button>
      <a routerLink="/activity" [attr.aria-current]="place.area() === 'activity' ? 'page' : null">
        <shoal-icon name="history" /><span i18n>Activity</span>
      </a>
      <button
        type="button"
        aria-haspopup="dialog"
        [attr.aria-current]="isInMenu() ? 'true' : null"
        (click)="openMenu()"
      >
        <shoal-icon name="menu" /><span i18n>Menu</span>
      </button>
    </nav>
  `,
  styles: `
    :host {
      display: none;
    }
    nav {
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      padding-bottom: env(safe-area-inset-bottom);
      background: var(--surface);
      border-top: 1px solid var(--line);
    }
    a,
    button {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: 2px;
      height: 52px;
      padding: 0;
      border: 0;
      border-top: 2px solid transparent;
      background: none;
      color: var(--text-muted);
      font-size: var(--size-small);
      font-weight: 500;
      text-decoration: none;
    }
    a:focus-visible,
    button:focus-visible {
      outline-offset: -3px;
    }
    [aria-current] {
      border-top-color: var(--accent);
      color: var(--text);
    }
    [aria-current] shoal-icon {
      color: var(--accent);
    }
    @media (width < 700px) {
      :host {
        display: block;
      }
    }
  `,
})
export class BottomBar {
  protected readonly place = inject(Place);
  protected readonly addFlow = inject(AddFlow);
  protected readonly sync = inject(LiveSync);
  private readonly dialog = inject(MatDialog);
  /** What the menu leads to. */
  protected readonly isInMenu = computed(() => ['stats', 'settings'].includes(this.place.area()));

  protected async openMenu(): Promise<void> {
    const { MenuSheet } = await import('./menu-sheet');
    this.dialog.open(MenuSheet, {
      width: '100vw',
      maxWidth: '100vw',
      maxHeight: '88dvh',
      position: { bottom: '0' },
      panelClass: 'sheet',
      autoFocus: 'dialog',
    });
  }
}
