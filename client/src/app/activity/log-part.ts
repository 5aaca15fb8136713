/** The server's log since its start, the latest first, read anew every few seconds unless it is held. */
import { Component, computed, inject, signal } from '@angular/core';
import { LOG_LEVELS, type LogEntryDto, type LogLevelName } from '@shared/dto/log.js';
import { LogApi } from '../api/log-api';
import { polled } from '../live/polled';
import { formatDateTime, formatTime } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { LoadState } from '../ui/load-state';
import { rememberedChoice } from '../ui/preference';
import { saveFile } from '../ui/save-file';
import { typedText } from './typed-text';

const EVERY_MS = 3_000;
const MOST_ENTRIES = 500;

const LEVEL_LOOKS: Record<LogLevelName, { word: string; least: string; icon: IconName }> = {
  debug: { word: $localize`:level:Debug`, least: $localize`Everything`, icon: 'search' },
  info: { word: $localize`:level:Info`, least: $localize`Info and above`, icon: 'info' },
  warn: { word: $localize`:level:Warning`, least: $localize`Warnings and errors`, icon: 'alert' },
  error: { word: $localize`:level:Error`, least: $localize`Errors only`, icon: 'close' },
};

@Component({
  selector: 'shoal-log-part',
  imports: [Icon, LoadState],
  templateUrl: './log-part.html',
  styleUrls: ['../ui/card.css', './part.css', './log-part.css'],
})
export class LogPart {
  private readonly api = inject(LogApi);
  private readonly choice = rememberedChoice<LogLevelName>('log-level', [
    'info',
    'debug',
    'warn',
    'error',
  ]);
  protected readonly level = this.choice.value.asReadonly();
  protected readonly search = typedText();
  protected readonly isHeld = signal(false);
  protected readonly levels = LOG_LEVELS.map((level) => ({
    level,
    word: LEVEL_LOOKS[level].least,
  }));

  protected readonly read = polled({
    what: () => ({ level: this.level(), search: this.search.settled() }),
    load: async (query) => {
      const { entries } = await this.api.list({ ...query, limit: MOST_ENTRIES });
      return entries.toReversed();
    },
    everyMs: EVERY_MS,
    isHeld: this.isHeld,
  });
  protected readonly rows = computed(() =>
    (this.read.value() ?? []).map(({ id, at, level, message, details }) => ({
      id,
      at,
      level,
      message,
      time: formatTime(at),
      exact: formatDateTime(at),
      look: LEVEL_LOOKS[level],
      details: detailWords(details),
    })),
  );

  protected chooseLevel(text: string): void {
    const level = LOG_LEVELS.find((known) => known === text);
    if (level) this.choice.choose(level);
  }

  protected save(): void {
    const lines = (this.read.value() ?? [])
      .toReversed()
      .map(
        ({ at, level, message, details }) => `${at} ${level} ${message} ${detailWords(details)}`,
      );
    saveFile(new Blob([`${lines.join('\n')}\n`], { type: 'text/plain' }), 'shoal-log.txt');
  }
}

function detailWords(details: LogEntryDto['details']): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}
