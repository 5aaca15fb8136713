/**
 * The one line that shows a download, fitted to the terminal's width: the bar gives way first, then what
 * stands at the end. Pure.
 */
import type { DownloadStatus, MetadataProgress } from '../engine/index.ts';
import {
  formatBytes,
  formatBytesOf,
  formatCount,
  formatDuration,
  formatPercent,
  formatRate,
} from './format.ts';

const MIN_BAR_COLUMNS = 8;
const MAX_BAR_COLUMNS = 30;

/** What stands before the percentage. A download on its way needs no word for it. */
const STATE_WORDS: Record<DownloadStatus['state'], string> = {
  metadata: 'Finding ',
  checking: 'Checking ',
  queued: 'Queued ',
  downloading: '',
  seeding: 'Seeding ',
  paused: 'Paused ',
  cancelled: 'Stopped ',
  error: 'Failed ',
};

export interface ProgressLineOptions {
  columns: number;
  /** It stays when it is complete, so that what it sends is of interest. */
  seeds: boolean;
}

/** The line for `status`, never wider than `columns`. */
export function progressLine(status: DownloadStatus, options: ProgressLineOptions): string {
  const { columns, seeds } = options;
  if (status.metadata && status.state === 'metadata')
    return fit(searchOf(status.metadata), columns);
  const isDone = status.state === 'seeding' && !seeds;
  const word = isDone ? '' : STATE_WORDS[status.state];
  const head = word + formatPercent(status.progress);
  const figures = figuresOf(status, isDone);
  // The rate of what is sent is worth less than a bar.
  for (const shown of [figures, figures.filter((figure) => !figure.startsWith('up '))]) {
    const tail = shown.join('  ');
    const barColumns = Math.min(MAX_BAR_COLUMNS, columns - head.length - tail.length - 5);
    if (barColumns >= MIN_BAR_COLUMNS) {
      return `${head} [${progressBar(status.progress, barColumns)}]  ${tail}`;
    }
  }
  return fit([head, ...figures], columns);
}

/** Of a magnet link nothing is known yet but who was found. */
function searchOf({ found, connected, totalBytes, receivedBytes }: MetadataProgress): string[] {
  const known = Object.values(found).reduce((sum, count) => sum + count, 0);
  return [
    totalBytes === null
      ? 'Finding metadata'
      : `Metadata ${formatBytesOf(receivedBytes, totalBytes)}`,
    `${formatCount(known, 'peer')} found`,
    `${connected} connected`,
  ];
}

function figuresOf(status: DownloadStatus, isDone: boolean): string[] {
  if (status.state === 'checking') return [formatBytes(status.totalBytes)];
  const bytes = formatBytesOf(status.completedBytes, status.wantedBytes);
  if (isDone) return [bytes];
  const peers = formatCount(status.peers, 'peer');
  const up = `up ${formatRate(status.uploadRate)}`;
  if (status.state === 'seeding') {
    return [up, `${formatBytes(status.uploadedBytes)} sent`, peers];
  }
  const figures = [bytes, `down ${formatRate(status.downloadRate)}`, up, peers];
  if (status.etaSeconds !== null) figures.push(`ETA ${formatDuration(status.etaSeconds)}`);
  return figures;
}

/** Never full before the end, never empty after the begin. */
function progressBar(progress: number, columns: number): string {
  const filled = Math.floor(Math.min(1, Math.max(0, progress)) * columns);
  if (filled >= columns) return '='.repeat(columns);
  return `${'='.repeat(filled)}>${' '.repeat(columns - filled - 1)}`;
}

/** As many parts as there is room for, at least the (cut) first. */
function fit(parts: string[], columns: number): string {
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (longer.length > columns) break;
    line = longer;
  }
  return line === '' ? (parts[0] ?? '').slice(0, Math.max(0, columns)) : line;
}
