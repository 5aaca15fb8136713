/** The root: the drop target around everything, the bars, and the page between them. */
import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { DropTarget } from './add-torrent/drop-target';
import { LiveSync } from './live/live-sync';
import { ConnectionBanner } from './shell/connection-banner';
import { StatusStrip } from './shell/status-strip';
import { TopBar } from './shell/top-bar';
import { Theme } from './ui/theme';

@Component({
  selector: 'shoal-root',
  imports: [ConnectionBanner, DropTarget, RouterOutlet, StatusStrip, TopBar],
  template: `
    <shoal-top-bar />
    <shoal-connection-banner />
    <main [class.stale]="sync.connection() === 'lost'">
      <router-outlet />
    </main>
    <shoal-status-strip />
    <shoal-drop-target />
  `,
  styles: `
    :host {
      display: grid;
      grid-template-rows: auto auto minmax(0, 1fr) auto;
      grid-template-columns: minmax(0, 1fr);
      height: 100dvh;
    }
    main {
      grid-row: 3;
      min-height: 0;
      min-width: 0;
    }
    main.stale {
      filter: grayscale(0.9);
    }
    shoal-status-strip {
      grid-row: 4;
    }
  `,
})
export class App {
  protected readonly sync = inject(LiveSync);

  constructor() {
    inject(Theme);
    this.sync.start();
  }
}
