/** The page that stands before the app: name, heading, and the form that is put into it. */
import { Component, input } from '@angular/core';

@Component({
  selector: 'shoal-entry-card',
  template: `
    <main [class.wide]="isWide()">
      <div class="brand" aria-hidden="true">
        <svg viewBox="0 0 20 20">
          <path d="M2 6q4-3.5 8 0t8 0M2 10.5q4-3.5 8 0t8 0M2 15q4-3.5 8 0t8 0" />
        </svg>
        <span translate="no">Shoal</span>
      </div>
      <h1 tabindex="-1">{{ heading() }}</h1>
      <ng-content />
    </main>
  `,
  styleUrl: './entry-card.css',
})
export class EntryCard {
  readonly heading = input.required<string>();
  /** For more than a form. */
  readonly isWide = input(false);
}
