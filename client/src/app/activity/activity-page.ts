/** What happened: to torrents, by users, in the server. Each has an address of its own. */
import { Component } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';

@Component({
  selector: 'shoal-activity-page',
  imports: [RouterLink, RouterLinkActive, RouterOutlet],
  template: `
    <div class="page">
      <header>
        <h1 i18n>Activity</h1>
        <nav aria-label="Kinds of activity" i18n-aria-label>
          @for (part of parts; track part.path) {
            <a
              [routerLink]="part.path"
              routerLinkActive="current"
              [routerLinkActiveOptions]="{ exact: true }"
              ariaCurrentWhenActive="page"
              >{{ part.word }}</a
            >
          }
        </nav>
      </header>
      <router-outlet />
    </div>
  `,
  styleUrl: '../ui/page.css',
  styles: `
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2) var(--space-5);
      margin-bottom: var(--space-4);
    }
    nav {
      display: flex;
      gap: var(--space-1);
    }
    a {
      display: inline-flex;
      align-items: center;
      min-height: var(--control-height);
      padding: 0 var(--space-3);
      border-radius: var(--radius);
      color: var(--text-muted);
      font-weight: 500;
      text-decoration: none;
    }
    a:hover {
      background: var(--surface-hover);
      color: var(--text);
    }
    a.current {
      background: var(--surface-selected);
      color: var(--text);
    }
  `,
})
export class ActivityPage {
  protected readonly parts = [
    { path: '/activity', word: $localize`Events` },
    { path: '/activity/audit', word: $localize`Audit` },
    { path: '/activity/log', word: $localize`Server log` },
  ];
}
