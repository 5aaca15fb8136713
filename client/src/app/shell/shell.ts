/** What is around every page for those who signed in; the live data starts and stops with it. */
import { Component, DestroyRef, type ElementRef, inject, viewChild } from '@angular/core';
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
import { BottomBar } from './bottom-bar';
import { ConnectionBanner } from './connection-banner';
import { DhtView } from './dht-view';
import { useNavigationCommands } from './navigation';
import { PageFocus } from './page-focus';
import { StatusStrip } from './status-strip';
import { TopBar } from './top-bar';

@Component({
  selector: 'shoal-shell',
  providers: [PasteTarget],
  imports: [
    BottomBar,
    ConnectionBanner,
    DropTarget,
    RouterOutlet,
    StatusStrip,
    TopBar,
    UndoNotices,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
})
export class Shell {
  protected readonly sync = inject(LiveSync);
  protected readonly removals = inject(RemovalQueue);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');

  constructor() {
    this.sync.start();
    inject(PasteTarget);
    inject(Shortcuts);
    usePaletteCommands();
    inject(PageFocus).follow();
    useNavigationCommands();
    const dht = inject(DhtView);
    useCommands({
      id: 'show-dht',
      group: 'app',
      title: $localize`How the DHT is`,
      run: () => void dht.open(),
    });
    void inject(AddFlow).resume();
    useCommands(inject(BansView).command);
    const dialogs = inject(MatDialog);
    inject(DestroyRef).onDestroy(() => {
      this.sync.stop();
      // They close by themselves at the back button only.
      dialogs.closeAll();
    });
  }

  /** A link to a place of the page would be one to another page, below the base address. */
  protected skip(event: Event): void {
    event.preventDefault();
    this.main().nativeElement.focus();
  }
}
