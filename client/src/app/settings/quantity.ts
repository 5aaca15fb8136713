/** Amounts as people write them: a number with a unit. Pure. */
import { RATE_UNITS } from '../ui/rate-limit';
import type { QuantityUnit } from './setting-entry';

export interface Unit {
  readonly id: string;
  readonly word: string;
  readonly factor: number;
}

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3_600;

/** From small to large; of counts there is one without a word. */
export const UNITS: Readonly<Record<QuantityUnit, readonly Unit[]>> = {
  rate: [
    { id: 'KiB/s', word: $localize`KiB/s`, factor: RATE_UNITS.KiB },
    { id: 'MiB/s', word: $localize`MiB/s`, factor: RATE_UNITS.MiB },
    { id: 'GiB/s', word: $localize`GiB/s`, factor: RATE_UNITS.GiB },
  ],
  bytes: [
    { id: 'MiB', word: $localize`MiB`, factor: 1024 ** 2 },
    { id: 'GiB', word: $localize`GiB`, factor: 1024 ** 3 },
    { id: 'TiB', word: $localize`TiB`, factor: 1024 ** 4 },
  ],
  seconds: [
    { id: 's', word: $localize`seconds`, factor: 1 },
    { id: 'min', word: $localize`minutes`, factor: SECONDS_PER_MINUTE },
    { id: 'h', word: $localize`hours`, factor: SECONDS_PER_HOUR },
  ],
  count: [{ id: '', word: '', factor: 1 }],
};

export interface WrittenQuantity {
  readonly text: string;
  readonly unit: Unit;
}

/** In the largest unit in which it is short to write; an empty one keeps the unit that stood there. */
export function writeQuantity(
  value: number | null,
  kind: QuantityUnit,
  former?: Unit,
): WrittenQuantity {
  const units = UNITS[kind];
  const usual = former ?? units[Math.min(1, units.length - 1)]!;
  if (value === null || value === 0) return { text: value === null ? '' : '0', unit: usual };
  const unit = units.findLast(({ factor }) => isShort(value, factor)) ?? units[0]!;
  return { text: String(Number((value / unit.factor).toFixed(2))), unit };
}

/** Undefined where it is no number. A comma will do as the decimal point. */
export function readQuantity({ text, unit }: WrittenQuantity): number | null | undefined {
  const trimmed = text
    .trim()
    .replaceAll(/[\s\u00a0_]/g, '')
    .replace(',', '.');
  if (trimmed === '') return null;
  if (!/^\d*\.?\d+$|^\d+\.$/.test(trimmed)) return undefined;
  return Math.round(Number(trimmed) * unit.factor);
}

function isShort(value: number, factor: number): boolean {
  const amount = value / factor;
  return amount >= 1 && Number(amount.toFixed(2)) * factor === value;
}
