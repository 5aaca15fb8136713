/**
 * The list is always there for those who signed in; a download's details open beside it, with `?tab=` naming
 * the tab. The other pages are loaded when they are gone to. Everybody else gets the page that lets them in.
 */
import type { Routes } from '@angular/router';
import { requireSession, requireSetup, requireSignedOut } from './auth/auth-guards';
import { settingsMatcher } from './settings/settings-matcher';
import { Shell } from './shell/shell';
import { TorrentsPage } from './torrents/torrents-page';

export const routes: Routes = [
  {
    path: 'login',
    title: $localize`Sign in`,
    canActivate: [requireSignedOut],
    loadComponent: () => import('./auth/login-page').then((module) => module.LoginPage),
  },
  {
    path: 'setup',
    title: $localize`Set up`,
    canActivate: [requireSetup],
    loadComponent: () => import('./auth/setup-page').then((module) => module.SetupPage),
  },
  {
    path: '',
    component: Shell,
    canActivate: [requireSession],
    children: [
      {
        path: 'stats',
        title: $localize`Stats`,
        loadComponent: () => import('./stats/stats-page').then((module) => module.StatsPage),
      },
      {
        // One route, so that going from one section to the next keeps the page and its search.
        matcher: settingsMatcher,
        title: $localize`Settings`,
        loadComponent: () =>
          import('./settings/settings-page').then((module) => module.SettingsPage),
      },
      {
        path: 'activity',
        title: $localize`Activity`,
        loadComponent: () =>
          import('./activity/activity-page').then((module) => module.ActivityPage),
        children: [
          {
            path: '',
            loadComponent: () =>
              import('./activity/events-part').then((module) => module.EventsPart),
          },
          {
            path: 'audit',
            title: $localize`Audit`,
            loadComponent: () => import('./activity/audit-part').then((module) => module.AuditPart),
          },
          {
            path: 'log',
            title: $localize`Server log`,
            loadComponent: () => import('./activity/log-part').then((module) => module.LogPart),
          },
        ],
      },
      {
        path: '',
        title: $localize`Torrents`,
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
