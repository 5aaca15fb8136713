/**
 * Everything that can be done to one or many downloads, as a menu: of a row, of a card, of the selection. What cannot be done
 * now stands there all the same, with the reason. Nothing is worked out while the menu is closed.
 */
import { Component, computed, inject, input, viewChild } from '@angular/core';
import { MatDividerModule } from '@angular/material/divider';
import { type MatMenu, MatMenuModule } from '@angular/material/menu';
import { DownloadStore } from '../live/download-store';
import { LiveSync } from '../live/live-sync';
import { type Action, shareOf, whyNot } from '../torrents/action-rules';
import { DownloadActions, type DownloadOption } from '../torrents/download-actions';
import { formatCount } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { type Copied, MOST_LINKS } from './copying';

interface StateEntry {
  action: Action;
  icon: IconName;
  word: string;
  key?: string;
}

const STATE_ENTRIES: readonly StateEntry[] = [
  { action: 'resume', icon: 'play', word: $localize`Resume` },
  { action: 'pause', icon: 'pause', word: $localize`Pause`, key: 'P' },
  { action: 'cancel', icon: 'stop', word: $localize`Cancel, keep in list` },
];

const CHECK_ENTRIES: readonly StateEntry[] = [
  { action: 'recheck', icon: 'checking', word: $localize`Check data again`, key: 'R' },
  { action: 'reannounce', icon: 'tracker', word: $localize`Ask for peers now`, key: 'N' },
];

const OPTIONS: readonly { option: DownloadOption; word: string }[] = [
  { option: 'sequential', word: $localize`Download in order` },
  { option: 'firstLastPieces', word: $localize`First and last pieces first` },
  { option: 'superSeeding', word: $localize`Super-seeding` },
];

const COPIES: readonly { what: Copied; word: string }[] = [
  { what: 'magnet', word: $localize`Magnet link` },
  { what: 'hash', word: $localize`Info hash` },
  { what: 'name', word: $localize`Name` },
  { what: 'path', word: $localize`Path` },
];

@Component({
  selector: 'shoal-download-menu',
  imports: [Icon, MatDividerModule, MatMenuModule],
  templateUrl: './download-menu.html',
})
export class DownloadMenu {
  private readonly store = inject(DownloadStore);
  protected readonly actions = inject(DownloadActions);
  protected readonly sync = inject(LiveSync);
  /** For whoever opens it. */
  readonly menu = viewChild.required<MatMenu>('menu');

  readonly ids = input.required<readonly string[]>();
  /** Whether to offer the details of the one that it is about. */
  readonly offersDetails = input(false);

  protected readonly stateEntries = STATE_ENTRIES;
  protected readonly checkEntries = CHECK_ENTRIES;
  protected readonly options = OPTIONS;
  protected readonly copies = COPIES;

  private readonly rows = computed(() => {
    this.store.structure();
    return this.actions.rows(this.ids());
  });
  protected readonly first = computed(() => this.ids()[0]);
  protected readonly isOne = computed(() => this.rows().length === 1);
  protected readonly canAct = computed(() => this.sync.isLive() && this.rows().length > 0);
  private readonly reasons = computed(
    () =>
      new Map(
        [...STATE_ENTRIES, ...CHECK_ENTRIES].map(({ action }) => [
          action,
          whyNot(action, this.rows()),
        ]),
      ),
  );
  protected readonly isForced = computed(() => this.shareOf('forceStart') === 'all');
  protected readonly isMoving = computed(() =>
    this.rows().some(({ move }) => move && !move.returning),
  );
  protected readonly whyNoFile = computed(() => {
    if (!this.isOne()) return $localize`one at a time`;
    return this.rows()[0]?.metadata ? $localize`no metadata yet` : null;
  });
  protected readonly whyNoRename = computed(() => (this.isOne() ? null : $localize`one at a time`));
  protected readonly whyNoMove = computed(() =>
    this.rows().every(({ metadata }) => metadata !== null) ? $localize`no files yet` : null,
  );
  protected readonly whyNoLinks = computed(() =>
    this.rows().length > MOST_LINKS ? $localize`${formatCount(MOST_LINKS)}:most: at most` : null,
  );

  protected reasonOf(action: Action): string | null {
    return this.reasons().get(action) ?? null;
  }

  protected shareOf(option: DownloadOption | 'forceStart'): 'all' | 'some' | 'none' {
    this.store.revision();
    return shareOf(this.actions.rows(this.ids()), (row) => row[option]);
  }

  protected checkedWord(option: DownloadOption): 'true' | 'false' | 'mixed' {
    return ({ all: 'true', some: 'mixed', none: 'false' } as const)[this.shareOf(option)];
  }
}
