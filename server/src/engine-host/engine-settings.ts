/** The settings of the contract that are the engine's, as it takes them: days as numbers, times as minutes. */
import type { EngineSettings } from '../engine/index.ts';
import { WEEKDAYS, type LimitScheduleDto, type SettingsValues } from '@shared/dto/settings.js';

const MS_PER_SECOND = 1_000;

export function engineSettingsOf(values: Partial<SettingsValues>): Partial<EngineSettings> {
  const {
    schedule,
    slowAfterSeconds,
    incompleteDirectory: _folder,
    defaultDirectory: _otherFolder,
    newDownloadsFirst: _place,
    ...same
  } = values;
  return {
    ...same,
    ...(schedule && { schedule: engineScheduleOf(schedule) }),
    ...(slowAfterSeconds !== undefined && { slowAfterMs: slowAfterSeconds * MS_PER_SECOND }),
  };
}

function engineScheduleOf({ days, from, to }: LimitScheduleDto): EngineSettings['schedule'] {
  return {
    days: days.map((day) => WEEKDAYS.indexOf(day)),
    from: minutesOf(from),
    to: minutesOf(to),
  };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
