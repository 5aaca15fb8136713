/**
 * The list is always there for those who signed in; a download's details open beside it, with `?tab=` naming
 * the tab. Everybody else gets the page that lets them in.
 */
import type { Routes } from '@angular/router';
import { requireSession, requireSetup, requireSignedOut } from './auth/auth-guards';
import { Shell } from './shell/shell';
import { TorrentsPage } from './torrents/torrents-page';

export const routes: Routes = [
  {
    path: 'login',
    title: 'Sign in - Shoal',
    canActivate: [requireSignedOut],
    loadComponent: () => import('./auth/login-page').then((module) => module.LoginPage),
  },
  {
    path: 'setup',
    title: 'Set up Shoal',
    canActivate: [requireSetup],
    loadComponent: () => import('./auth/setup-page').then((module) => module.SetupPage),
  },
  {
    path: '',
    title: 'Shoal',
    component: Shell,
    canActivate: [requireSession],
    children: [
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
    ],
  },
  { path: '**', redirectTo: '' },
];
