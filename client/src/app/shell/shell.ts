/** What is around every page for those who signed in; the live data starts and stops with it. */
import { Component, DestroyRef, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterOutlet } from '@angular/router';
import { RemovalQueue } from '../actions/removal-queue';
import { UndoNotices } from '../actions/undo-notices';
import { AddFlow } from '../add-torrent/add-flow';
import { DropTarget } from '../add-torrent/drop-target';
import { PasteTarget } from '../add-torrent/paste-target';
import { BansView } from '../bans/bans-view';
import { LiveSync } from '../live/live-sync';
import { usePaletteCommands } from '../palette/palette-commands';
import { useCommands } from '../ui/commands';
import { Shortcuts } from '../ui/shortcuts';
import { ConnectionBanner } from './connection-banner';
import { StatusStrip } from './status-strip';
import { TopBar } from './top-bar';

@Component({
  selector: 'shoal-shell',
  providers: [PasteTarget],
  imports: [ConnectionBanner, DropTarget, RouterOutlet, StatusStrip, TopBar, UndoNotices],
  template: `
    <shoal-top-bar />
    <shoal-connection-banner />
    <main [class.stale]="sync.connection() === 'lost'">
      <router-outlet />
    </main>
    <shoal-status-strip />
    <shoal-drop-target />
    @defer (when removals.waiting().length > 0) {
      <shoal-undo-notices />
    }
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
export class Shell {
  protected readonly sync = inject(LiveSync);
  protected readonly removals = inject(RemovalQueue);

  constructor() {
    this.sync.start();
    inject(PasteTarget);
    inject(Shortcuts);
    usePaletteCommands();
    void inject(AddFlow).resume();
    useCommands(inject(BansView).command);
    const dialogs = inject(MatDialog);
    inject(DestroyRef).onDestroy(() => {
      this.sync.stop();
      // They close by themselves at the back button only.
      dialogs.closeAll();
    });
  }
}
