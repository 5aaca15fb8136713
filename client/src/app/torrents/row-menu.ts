/** The menu of a row, opened from its button, by right click or by key: one for the whole list. */
import { Component, computed, inject, signal, viewChild } from '@angular/core';
import { MatMenuModule, MatMenuTrigger } from '@angular/material/menu';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { Icon } from '../ui/icon';
import { type Action, DownloadActions, isAllowed } from './download-actions';
import { ListView } from './list-view';
import { Selection } from './selection';
import type { MenuRequest } from './torrent-list';

@Component({
  selector: 'shoal-row-menu',
  imports: [Icon, MatMenuModule],
  template: `
    <span
      class="anchor"
      aria-hidden="true"
      [style.left.px]="request()?.x"
      [style.top.px]="request()?.y"
      [matMenuTriggerFor]="menu"
      [matMenuTriggerRestoreFocus]="false"
      (menuClosed)="giveBackFocus()"
    ></span>
    <mat-menu #menu="matMenu" xPosition="before">
      <ng-template matMenuContent>
        <button mat-menu-item type="button" (click)="openDetails()">
          <shoal-icon name="document" />Details<span class="menu-key">Enter</span>
        </button>
        <button mat-menu-item type="button" [disabled]="!can('resume')" (click)="run('resume')">
          <shoal-icon name="play" />Resume
        </button>
        <button mat-menu-item type="button" [disabled]="!can('pause')" (click)="run('pause')">
          <shoal-icon name="pause" />Pause<span class="menu-key">P</span>
        </button>
        <button mat-menu-item type="button" [disabled]="!can('cancel')" (click)="run('cancel')">
          <shoal-icon name="stop" />Cancel, keep in list
        </button>
        <button
          mat-menu-item
          type="button"
          [disabled]="!sync.isLive()"
          (click)="toggleForceStart()"
        >
          <shoal-icon [name]="isForced() ? 'clock' : 'bolt'" />{{
            isForced() ? 'Take its turn in the queue' : 'Force start'
          }}
        </button>
        <button mat-menu-item type="button" [disabled]="!sync.isLive()" (click)="moveToTop()">
          <shoal-icon name="arrowUp" />Move to top of queue
        </button>
        <button mat-menu-item type="button" [disabled]="!can('recheck')" (click)="run('recheck')">
          <shoal-icon name="checking" />Check data again
        </button>
        <button
          mat-menu-item
          type="button"
          [disabled]="!can('reannounce')"
          (click)="run('reannounce')"
        >
          <shoal-icon name="tracker" />Ask for peers now
        </button>
        <button mat-menu-item type="button" [disabled]="!canSaveTorrent()" (click)="saveTorrent()">
          <shoal-icon name="document" />Save .torrent file
        </button>
        <button mat-menu-item type="button" (click)="copyInfoHash()">
          <shoal-icon name="copy" />Copy info hash
        </button>
        <button
          mat-menu-item
          type="button"
          class="danger"
          [disabled]="!sync.isLive()"
          (click)="remove()"
        >
          <shoal-icon name="trash" />Remove…<span class="menu-key">Del</span>
        </button>
      </ng-template>
    </mat-menu>
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
  private readonly store = inject(DownloadStore);
  private readonly actions = inject(DownloadActions);
  private readonly selection = inject(Selection);
  private readonly view = inject(ListView);
  protected readonly sync = inject(LiveSync);
  private readonly trigger = viewChild.required(MatMenuTrigger);

  protected readonly request = signal<MenuRequest | null>(null);
  /** The whole selection where the row is part of it, else that row alone. */
  private readonly targets = computed<readonly string[]>(() => {
    const id = this.request()?.id;
    if (id === undefined) return [];
    const selected = this.selection.selected();
    return selected.has(id) ? [...selected] : [id];
  });

  open(request: MenuRequest): void {
    this.request.set(request);
    this.view.hold(true);
    // The anchor must stand at its new place before the menu measures it.
    requestAnimationFrame(() => this.trigger().openMenu());
  }

  protected can(action: Action): boolean {
    this.store.structure();
    return (
      this.sync.isLive() &&
      this.targets().some((id) => {
        const row = this.store.peek(id);
        return row !== undefined && isAllowed(action, row);
      })
    );
  }

  protected run(action: Action): void {
    void this.actions.run(action, this.targets());
  }

  /** Whether all of them run whatever the limits of the queue are. */
  protected isForced(): boolean {
    return this.targets().every((id) => this.store.row(id)?.forceStart === true);
  }

  protected toggleForceStart(): void {
    void this.actions.forceStart(this.targets(), !this.isForced());
  }

  protected moveToTop(): void {
    void this.actions.moveToTop(this.targets());
  }

  protected remove(): void {
    void this.actions.remove(this.targets());
  }

  protected openDetails(): void {
    const id = this.request()?.id;
    if (id !== undefined) this.actions.openDetails(id);
  }

  protected copyInfoHash(): void {
    const id = this.request()?.id;
    if (id !== undefined) this.actions.copyInfoHash(id);
  }

  /** There is none before the metadata of a magnet. */
  protected canSaveTorrent(): boolean {
    this.store.structure();
    const row = this.store.peek(this.request()?.id ?? '');
    return this.sync.isLive() && row?.metadata === null;
  }

  protected saveTorrent(): void {
    const id = this.request()?.id;
    if (id !== undefined) void this.actions.saveTorrent(id);
  }

  protected giveBackFocus(): void {
    this.view.hold(false);
    this.request()?.origin?.focus();
  }
}
