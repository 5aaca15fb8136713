/** Figures as Markdown tables, and the ratios that our goals are about. */
import type { Measurement, Role } from './contest.ts';
import type { TransferFigures } from './measure-transfer.ts';
import { median } from './statistics.ts';

const MEBIBYTE = 1024 ** 2;
const GIBIBYTE = 1024 ** 3;
/** What the others are compared with. */
const REFERENCE = 'libtorrent';

/** Medians of one client's runs. */
export interface Medians {
  bytesPerSecond: number;
  cpuSecondsPerGibibyte: number;
}

export function mediansOf({ runs, bytes }: Measurement): Medians | null {
  if (runs.length === 0) return null;
  return {
    bytesPerSecond: median(runs.map(({ seconds }) => bytes / seconds)),
    cpuSecondsPerGibibyte: median(runs.map(({ cpuSeconds }) => cpuSeconds / (bytes / GIBIBYTE))),
  };
}

/** How many times the other client's rate and processor time it is; null where one has no figures. */
export function ratios(
  measurements: readonly Measurement[],
  role: Role,
  clients: { of: string; to: string },
): { rate: number; cpu: number } | null {
  const find = (name: string): Medians | null => {
    const found = measurements.find(({ client, role: its }) => client === name && its === role);
    return found === undefined ? null : mediansOf(found);
  };
  const one = find(clients.of);
  const other = find(clients.to);
  if (one === null || other === null) return null;
  return {
    rate: one.bytesPerSecond / other.bytesPerSecond,
    cpu: one.cpuSecondsPerGibibyte / other.cpuSecondsPerGibibyte,
  };
}

/** A Markdown table of cells; all columns but the first `textColumns` stand to the right. */
export function markdownTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  textColumns = 1,
): string {
  const rule = headings.map((_, index) => (index < textColumns ? '---' : '---:'));
  return [headings, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/**
 * One line a measurement, by label and then the fastest first. `labelHeading` names what the labels tell;
 * without it there is none.
 */
export function transferTable(
  measurements: readonly Measurement[],
  labelHeading: string | null = null,
): string {
  const isSynced = measurements.some(({ runs }) => runs.some((run) => run.secondsUntilSynced));
  const headings = [
    ...(labelHeading === null ? [] : [labelHeading]),
    'client',
    'runs',
    'MiB/s',
    'range',
    `x ${REFERENCE}'s`,
    ...(isSynced ? ['MiB/s until on the disk'] : []),
    'CPU-s per GiB',
    `x ${REFERENCE}'s`,
    'peak RSS, MiB',
    'of it its own, MiB',
  ];
  const labels = [...new Set(measurements.map(({ label }) => label))];
  const rows = labels.flatMap((label) => {
    const group = measurements.filter((measured) => measured.label === label);
    return bySpeed(group).map((measured) => {
      const cells = transferCells(measured, group, isSynced);
      return labelHeading === null ? cells : [label].concat(cells);
    });
  });
  return markdownTable(headings, rows, labelHeading === null ? 1 : 2);
}

function bySpeed(measurements: readonly Measurement[]): Measurement[] {
  const rate = (measured: Measurement): number => mediansOf(measured)?.bytesPerSecond ?? 0;
  return measurements.toSorted((first, second) => rate(second) - rate(first));
}

function transferCells(
  measured: Measurement,
  group: readonly Measurement[],
  isSynced: boolean,
): string[] {
  const { client, role, runs, bytes } = measured;
  const medians = mediansOf(measured);
  if (medians === null) return [client, 'failed', ...Array<string>(isSynced ? 8 : 7).fill('')];
  const ratio = ratios(group, role, { of: client, to: REFERENCE });
  const rates = runs.map(({ seconds }) => bytes / seconds / MEBIBYTE);
  const medianOf = (value: (run: TransferFigures) => number): number => median(runs.map(value));
  const synced = medianOf((run) => bytes / (run.secondsUntilSynced ?? Infinity) / MEBIBYTE);
  return [
    client,
    String(runs.length),
    (medians.bytesPerSecond / MEBIBYTE).toFixed(0),
    `${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)}`,
    ratio?.rate.toFixed(2) ?? '',
    ...(isSynced ? [synced.toFixed(0)] : []),
    medians.cpuSecondsPerGibibyte.toFixed(2),
    ratio?.cpu.toFixed(2) ?? '',
    medianOf((run) => run.peakResidentBytes / MEBIBYTE).toFixed(0),
    medianOf((run) => run.peakAnonymousBytes / MEBIBYTE).toFixed(0),
  ];
}

/** A sentence for each client that could not do it. */
export function failureSentences(measurements: readonly Measurement[]): string[] {
  return measurements
    .filter(({ failure }) => failure !== null)
    .map(({ label, client, role, failure }) => {
      const where = label === '' ? role : `${role}, ${label}`;
      return `${client} (${where}) failed: ${failure}`;
    });
}
