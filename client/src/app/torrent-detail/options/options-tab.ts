/** What the user sets for this download alone: limits, order, queue, labels, folder. Each is saved as it is changed. */
import { Component, computed, effect, inject, input, untracked } from '@angular/core';
import type { DownloadDto, QueueMove } from '@shared/dto/download.js';
import { SettingsApi } from '../../api/settings-api';
import { DownloadStore } from '../../live/download-store';
import { LiveSync } from '../../live/live-sync';
import { SessionState } from '../../live/session-state';
import { DownloadActions } from '../../torrents/download-actions';
import { formatCount, formatPercent } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { RateField } from '../../ui/rate-field';
import { type Direction, describeLimit, limitInForce } from './limits-in-force';
import { type OptionName, OptionSaver, type Options } from './option-saver';

type Switch = 'sequential' | 'firstLastPieces' | 'superSeeding' | 'forceStart';

interface SwitchLook {
  name: Switch;
  word: string;
  meaning: string;
}

const ORDER_SWITCHES: readonly SwitchLook[] = [
  {
    name: 'sequential',
    word: $localize`In the order of the file`,
    meaning: $localize`To watch or hear it while it comes. Rare pieces come later, so the swarm gains less.`,
  },
  {
    name: 'firstLastPieces',
    word: $localize`First and last pieces first`,
    meaning: $localize`The first and the last hundredth of every file come before all else: players and previews need them.`,
  },
  {
    name: 'superSeeding',
    word: $localize`Super seeding`,
    meaning: $localize`While it seeds, each peer is shown a few pieces at a time. For the first seed of a torrent only.`,
  },
];

const QUEUE_SWITCHES: readonly SwitchLook[] = [
  {
    name: 'forceStart',
    word: $localize`Force start`,
    meaning: $localize`It runs whatever the limits of the queue are, and wherever it stands.`,
  },
];

const QUEUE_MOVES: readonly { move: QueueMove; word: string }[] = [
  { move: 'top', word: $localize`To the top` },
  { move: 'up', word: $localize`Up` },
  { move: 'down', word: $localize`Down` },
  { move: 'bottom', word: $localize`To the bottom` },
];

@Component({
  selector: 'shoal-options-tab',
  imports: [Icon, RateField],
  providers: [OptionSaver],
  templateUrl: './options-tab.html',
  styleUrl: './options-tab.css',
})
export class OptionsTab {
  private readonly sync = inject(LiveSync);
  private readonly session = inject(SessionState);
  private readonly settingsApi = inject(SettingsApi);
  private readonly saver = inject(OptionSaver);
  private readonly store = inject(DownloadStore);
  protected readonly actions = inject(DownloadActions);
  readonly row = input.required<DownloadDto>();

  protected readonly orderSwitches = ORDER_SWITCHES;
  protected readonly queueSwitches = QUEUE_SWITCHES;
  protected readonly queueMoves = QUEUE_MOVES;
  protected readonly isLive = this.sync.isLive;
  protected readonly downloadHint = computed(() => this.hint('downloadLimit'));
  protected readonly uploadHint = computed(() => this.hint('uploadLimit'));
  protected readonly place = computed(
    () =>
      $localize`Place ${formatCount(this.row().queuePosition)}:place: of ${formatCount(this.store.counts().all)}:count:`,
  );
  protected readonly moveWords = computed(() => {
    const move = this.row().move;
    if (!move) return '';
    const share = formatPercent(move.progress);
    return move.returning
      ? $localize`On its way back, ${share}:share:`
      : $localize`On its way there, ${share}:share:`;
  });

  constructor() {
    effect(() => {
      if (this.session.settings() === null && this.isLive())
        untracked(() => void this.readSettings());
    });
  }

  protected value<Name extends OptionName>(name: Name): Options[Name] {
    return this.saver.value(this.row(), name);
  }

  protected fault(name: OptionName): string | null {
    return this.saver.fault(this.row(), name);
  }

  protected save<Name extends OptionName>(name: Name, value: Options[Name]): void {
    void this.saver.save(this.row().id, name, value);
  }

  protected removeTag(tag: string): void {
    this.save(
      'tags',
      this.value('tags').filter((each) => each !== tag),
    );
  }

  protected removeTagLabel(tag: string): string {
    return $localize`Remove the tag ${tag}:tag:`;
  }

  /** What holds is what the server says: not a change that is on its way to it. */
  private hint(direction: Direction): string {
    const settings = this.session.settings();
    if (!settings) return '';
    const isAlternative = this.session.stats()?.alternativeLimits ?? false;
    return describeLimit(limitInForce(this.row()[direction], direction, settings, isAlternative));
  }

  private async readSettings(): Promise<void> {
    try {
      this.session.takeSettings(await this.settingsApi.read());
    } catch {
      // What holds is not told then; the limits themselves can be set all the same.
    }
  }
}
