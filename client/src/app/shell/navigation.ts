/** The areas of the app as the user sees them, and the commands that lead there. */
import { inject } from '@angular/core';
import { useCommands } from '../ui/commands';
import type { IconName } from '../ui/icon';
import { type Area, Place } from './place';

export interface AreaLook {
  area: Area;
  word: string;
  icon: IconName;
}

export const AREA_LOOKS: readonly AreaLook[] = [
  { area: 'torrents', word: $localize`Torrents`, icon: 'list' },
  { area: 'stats', word: $localize`Stats`, icon: 'chart' },
  { area: 'activity', word: $localize`Activity`, icon: 'history' },
  { area: 'settings', word: $localize`Settings`, icon: 'sliders' },
];

/** Registers `g t` and its like for as long as what is being made here lives. */
export function useNavigationCommands(): void {
  const place = inject(Place);
  const to = (area: Area) => () => place.go(area);
  useCommands(
    {
      id: 'go-torrents',
      group: 'go',
      title: $localize`Go to torrents`,
      keys: ['g t'],
      run: to('torrents'),
    },
    { id: 'go-stats', group: 'go', title: $localize`Go to stats`, keys: ['g s'], run: to('stats') },
    {
      id: 'go-activity',
      group: 'go',
      title: $localize`Go to activity`,
      keys: ['g a'],
      run: to('activity'),
    },
    {
      id: 'go-settings',
      group: 'go',
      title: $localize`Go to settings`,
      keys: ['g e'],
      run: to('settings'),
    },
  );
}
