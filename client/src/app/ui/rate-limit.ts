/** Rate limits as people write them: a number and a unit, or nothing for no limit. Pure. */
import { LEAST_RATE_LIMIT, MOST_RATE_LIMIT } from '@shared/dto/settings.js';

export const RATE_UNITS = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;
export type RateUnit = keyof typeof RATE_UNITS;

export interface WrittenRate {
  text: string;
  unit: RateUnit;
}

export type RateReading =
  { ok: true; bytesPerSecond: number | null } | { ok: false; problem: 'number' | 'least' | 'most' };

/** The largest unit in which it is short to write; `unit` is what an empty field keeps. */
export function writeRate(bytesPerSecond: number | null, unit: RateUnit = 'MiB'): WrittenRate {
  if (bytesPerSecond === null) return { text: '', unit };
  const units: RateUnit[] = ['GiB', 'MiB', 'KiB'];
  const found = units.find((each) => {
    const value = bytesPerSecond / RATE_UNITS[each];
    return value >= 1 && Number(value.toFixed(2)) * RATE_UNITS[each] === bytesPerSecond;
  });
  const shown = found ?? 'KiB';
  return { text: String(Number((bytesPerSecond / RATE_UNITS[shown]).toFixed(2))), unit: shown };
}

/** A comma will do as the decimal point. */
export function readRate({ text, unit }: WrittenRate): RateReading {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return { ok: true, bytesPerSecond: null };
  if (!/^\d*\.?\d+$|^\d+\.$/.test(trimmed)) return { ok: false, problem: 'number' };
  const bytesPerSecond = Math.round(Number(trimmed) * RATE_UNITS[unit]);
  if (bytesPerSecond < LEAST_RATE_LIMIT) return { ok: false, problem: 'least' };
  if (bytesPerSecond > MOST_RATE_LIMIT) return { ok: false, problem: 'most' };
  return { ok: true, bytesPerSecond };
}
