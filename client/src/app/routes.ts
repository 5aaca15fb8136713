/** The list is always there; a download's details open beside it, with `?tab=` naming the tab. */
import type { Routes } from '@angular/router';
import { TorrentsPage } from './torrents/torrents-page';

export const routes: Routes = [
  {
    path: '',
    component: TorrentsPage,
    children: [
      {
        path: 'torrents/:id',
        loadComponent: () =>
          import('./torrent-detail/torrent-detail').then((module) => module.TorrentDetail),
      },
    ],
  },
  { path: '**', redirectTo: '' },
];
