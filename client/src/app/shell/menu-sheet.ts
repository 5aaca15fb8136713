/** On a phone, what the bottom bar has no room for: more pages, how the server is, the theme, the account. */
import { Component, computed, inject } from '@angular/core';
import { MatDialogModule } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { AuthSession } from '../auth/auth-session';
import { LiveSync } from '../live/live-sync';
import { SessionState } from '../live/session-state';
import { Commands } from '../ui/commands';
import { formatBytes, formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { THEME_LOOKS, Theme } from '../ui/theme';
import { SignOut } from './sign-out';
import { CONNECTION_WORDS } from './connection-words';
import { describeNodes } from './dht-words';
import { DhtView } from './dht-view';
import { LimitStatus } from './limit-status';
import { portWords } from './port-words';
import { AREA_LOOKS } from './navigation';
import { Place } from './place';

@Component({
  selector: 'shoal-menu-sheet',
  imports: [Icon, LimitStatus, MatDialogModule, RouterLink],
  templateUrl: './menu-sheet.html',
  styleUrl: './menu-sheet.css',
})
export class MenuSheet {
  protected readonly place = inject(Place);
  protected readonly account = inject(AuthSession).account;
  protected readonly theme = inject(Theme);
  protected readonly dht = inject(DhtView);
  protected readonly signOut = inject(SignOut);
  protected readonly sync = inject(LiveSync);
  protected readonly session = inject(SessionState);
  private readonly commands = inject(Commands);

  protected readonly areas = AREA_LOOKS.filter(({ area }) => ['stats', 'settings'].includes(area));
  protected readonly themes = THEME_LOOKS;
  protected readonly connectionWord = computed(() => CONNECTION_WORDS[this.sync.connection()]);
  protected readonly nodes = computed(() => {
    const stats = this.session.stats();
    return stats && describeNodes(stats.dhtNodes);
  });
  protected readonly port = computed(() =>
    portWords(this.session.peerPort(), this.session.stats()?.reachedFromOutside ?? false),
  );
  protected readonly peers = computed(() => formatCount(this.session.stats()?.peers ?? 0));
  protected readonly freeSpace = computed(() => {
    const free = this.session.info()?.freeBytes ?? null;
    return free === null ? null : formatBytes(free);
  });
  /** Everything else, by name. */
  protected readonly palette = computed(() => this.commands.find('palette'));
}
