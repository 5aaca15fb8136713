/** Values of settings in words, for defaults and for what is reset to. Pure. */
import { formatBytes, formatCount, formatDuration, formatSpeed } from '../ui/format';
import type { QuantityUnit, ServerSetting } from './setting-entry';

const FORMATS: Readonly<Record<QuantityUnit, (value: number) => string>> = {
  rate: formatSpeed,
  bytes: formatBytes,
  seconds: formatDuration,
  count: formatCount,
};

/** Empty where it cannot be said shortly. */
export function wordsOfValue({ kind }: ServerSetting, value: unknown): string {
  if (kind.type === 'switch') {
    return value === true ? $localize`:a switch:on` : $localize`:a switch:off`;
  }
  if (kind.type === 'choice') {
    return kind.choices.find((choice) => choice.value === value)?.word ?? '';
  }
  if (kind.type === 'folder') return typeof value === 'string' ? value : kind.none;
  if (kind.type === 'quantity') {
    return typeof value === 'number' ? FORMATS[kind.unit](value) : (kind.none ?? '');
  }
  return '';
}
