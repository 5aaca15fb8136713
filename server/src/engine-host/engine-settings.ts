/** The settings of the contract that are the engine's, as it takes them: days as numbers, times as minutes. */
import type { EngineSettings } from '../engine/index.ts';
import { WEEKDAYS, type SettingsValues } from '@shared/dto/settings.js';

export function engineSettingsOf(values: Partial<SettingsValues>): Partial<EngineSettings> {
  const { schedule, incompleteDirectory: _ours, ...same } = values;
  if (!schedule) return same;
  const days = schedule.days.map((day) => WEEKDAYS.indexOf(day));
  const [from, to] = [minutesOf(schedule.from), minutesOf(schedule.to)];
  return { ...same, schedule: { days, from, to } };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
