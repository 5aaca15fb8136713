/** Whether settings can be used, before anything is changed by them. */
import { RequestError } from '../core/engine-error.ts';
import {
  ENCRYPTION_POLICIES,
  LEAST_RATE_LIMIT,
  PREALLOCATIONS,
  type EngineSettings,
  type RateLimits,
} from '../core/messages.ts';
import { MINUTES_PER_DAY } from '../limits/rate-schedule.ts';

const ALTERNATIVE_MODES: readonly string[] = ['off', 'on', 'scheduled'];
const LAST_WEEKDAY = 6;
const COUNTS = [
  'maxConnections',
  'maxConnectionsPerDownload',
  'uploadSlots',
  'maxUploadSlots',
  'maxActiveDownloads',
  'maxActiveSeeds',
  'maxActive',
] as const;
const AMOUNTS = ['minFreeBytes', 'slowBytesPerSecond', 'slowAfterMs'] as const;

/** Throws a RequestError that names the first setting that cannot be used. */
export function checkSettings(changes: Partial<EngineSettings>): void {
  checkDownloadLimits(changes);
  const { alternativeLimits, alternativeMode, schedule, preallocation } = changes;
  if (alternativeLimits) checkDownloadLimits(alternativeLimits);
  if (alternativeMode !== undefined && !ALTERNATIVE_MODES.includes(alternativeMode)) {
    throw unusable('alternativeMode', `one of ${ALTERNATIVE_MODES.join(', ')}`);
  }
  if (schedule) checkSchedule(schedule);
  if (preallocation !== undefined && !PREALLOCATIONS.includes(preallocation)) {
    throw unusable('preallocation', `one of ${PREALLOCATIONS.join(', ')}`);
  }
  if (changes.encryption !== undefined && !ENCRYPTION_POLICIES.includes(changes.encryption)) {
    throw unusable('encryption', `one of ${ENCRYPTION_POLICIES.join(', ')}`);
  }
  for (const name of COUNTS) {
    const value = changes[name] ?? null;
    if (value !== null && !isWhole(value, 1, Infinity)) throw unusable(name, 'at least 1');
  }
  for (const name of AMOUNTS) {
    if (!isWhole(changes[name] ?? 0, 0, Infinity)) throw unusable(name, 'at least 0');
  }
}

/** The same for the limits of one download. */
export function checkDownloadLimits(limits: Partial<RateLimits>): void {
  for (const name of ['downloadLimit', 'uploadLimit'] as const) {
    const value = limits[name] ?? null;
    if (value !== null && !isWhole(value, LEAST_RATE_LIMIT, Infinity)) {
      throw unusable(name, `null, or at least ${LEAST_RATE_LIMIT} bytes a second`);
    }
  }
}

function checkSchedule({ days, from, to }: EngineSettings['schedule']): void {
  const isDay = (day: number): boolean => isWhole(day, 0, LAST_WEEKDAY);
  if (!days.every(isDay)) throw unusable('schedule.days', 'days of the week, 0 to 6');
  for (const minutes of [from, to]) {
    if (!isWhole(minutes, 0, MINUTES_PER_DAY - 1)) {
      throw unusable('schedule', 'minutes of a day, 0 to 1439');
    }
  }
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function unusable(name: string, expected: string): RequestError {
  return new RequestError('invalid-argument', `${name} must be ${expected}.`);
}
