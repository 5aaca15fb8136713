/** The bar at the top: name, the way around, search, add, total rates, theme, shortcuts, account. A phone has part of it. */
import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AddFlow } from '../add-torrent/add-flow';
import { PaletteDialogs } from '../palette/palette-commands';
import { SearchBox } from '../torrents/search-box';
import { useCommands } from '../ui/commands';
import { Icon } from '../ui/icon';
import { Screen } from '../ui/screen';
import { AccountMenu } from './account-menu';
import { NavLinks } from './nav-links';
import { Place } from './place';
import { ThemeMenu } from './theme-menu';
import { TotalRates } from './total-rates';

@Component({
  selector: 'shoal-top-bar',
  imports: [AccountMenu, Icon, NavLinks, RouterLink, SearchBox, ThemeMenu, TotalRates],
  host: { role: 'banner' },
  templateUrl: './top-bar.html',
  styleUrl: './top-bar.css',
})
export class TopBar {
  protected readonly palette = inject(PaletteDialogs);
  protected readonly addFlow = inject(AddFlow);
  protected readonly place = inject(Place);
  protected readonly screen = inject(Screen);

  constructor() {
    useCommands({
      id: 'add',
      group: 'torrents',
      title: $localize`Add torrents`,
      keys: ['a'],
      run: () => void this.addFlow.ask(),
    });
  }
}
