/** The bar at the top: name, search, add, total rates with their graph, theme and shortcuts. */
import type { ElementRef } from '@angular/core';
import { Component, computed, inject, viewChild } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { AddFlow } from '../add-torrent/add-flow';
import { LiveSync } from '../live/live-sync';
import { RateHistory } from '../live/rate-history';
import { SessionState } from '../live/session-state';
import { ListQuery } from '../torrents/list-query';
import { PaletteDialogs } from '../palette/palette-commands';
import { useCommands } from '../ui/commands';
import { formatBytes } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { THEME_LOOKS, Theme } from '../ui/theme';
import { AccountMenu } from './account-menu';
import { Sparkline } from './sparkline';

@Component({
  selector: 'shoal-top-bar',
  imports: [AccountMenu, Icon, MatMenuModule, RouterLink, Sparkline],
  host: { role: 'banner' },
  templateUrl: './top-bar.html',
  styleUrl: './top-bar.css',
})
export class TopBar {
  private readonly session = inject(SessionState);
  protected readonly query = inject(ListQuery);
  protected readonly addFlow = inject(AddFlow);
  protected readonly history = inject(RateHistory);
  protected readonly theme = inject(Theme);
  protected readonly sync = inject(LiveSync);
  protected readonly palette = inject(PaletteDialogs);
  private readonly searchBox = viewChild.required<ElementRef<HTMLInputElement>>('searchBox');

  protected readonly downloadRate = computed(
    () => `${formatBytes(this.session.stats()?.downloadRate ?? 0)}/s`,
  );
  protected readonly uploadRate = computed(
    () => `${formatBytes(this.session.stats()?.uploadRate ?? 0)}/s`,
  );

  protected readonly themes = THEME_LOOKS;
  protected readonly themeIcon = computed<IconName>(
    () => this.themes.find(({ name }) => name === this.theme.current())?.icon ?? 'monitor',
  );

  constructor() {
    useCommands(
      {
        id: 'search',
        group: 'torrents',
        title: $localize`Search`,
        keys: ['/'],
        run: () => this.focusSearch(),
      },
      {
        id: 'add',
        group: 'torrents',
        title: $localize`Add torrents`,
        keys: ['a'],
        run: () => void this.addFlow.ask(),
      },
    );
  }

  protected search(text: string): void {
    this.query.setSearch(text);
  }

  /** Escape empties the box first, then leaves it. */
  protected leaveSearch(event: Event): void {
    event.stopPropagation();
    const box = this.searchBox().nativeElement;
    if (box.value) this.query.setSearch('');
    else box.blur();
  }

  private focusSearch(): void {
    const box = this.searchBox().nativeElement;
    box.focus();
    box.select();
  }
}
