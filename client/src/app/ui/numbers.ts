/** Numbers by the locale, with a fixed count of digits. */
import { perLocale } from './locale';

const formats = [0, 1, 2].map((digits) =>
  perLocale(
    (tag) =>
      new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  ),
);

/** With that many digits after the point. */
export function formatNumber(value: number, digits: 0 | 1 | 2): string {
  return formats[digits]?.().format(value) ?? String(value);
}

/** `10,000`. */
export function formatCount(count: number): string {
  return formatNumber(count, 0);
}
