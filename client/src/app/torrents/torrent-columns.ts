/**
 * Every column that the table can have: its words, its width, what its cells say. Cells are made for rows on screen only.
 * A column is named after the field that it sorts by. Pure; what the user chose of it is `column-choice.ts`.
 */
import type { DownloadDto } from '@shared/dto/download.js';
import {
  NO_VALUE,
  formatBytes,
  formatCount,
  formatDate,
  formatDateTime,
  formatEta,
  formatPercent,
  formatRate,
  formatRatio,
} from '../ui/format';
import { SORTS, SORT_FIELDS, type SortField } from './list-sorts';

export type ColumnId = SortField;

export interface TorrentColumn {
  id: ColumnId;
  /** In the header; short, so that it fits. */
  word: string;
  /** In full. */
  title: string;
  widthPx: number;
  /** Figures stand at the end, so that they can be compared. */
  isFigure: boolean;
  /** What is drawn; a text where nothing else is said. */
  kind: 'text' | 'name' | 'state' | 'progress';
  /** Classes of its cells. */
  css: string;
  text: (row: DownloadDto) => string;
  /** More than fits into the cell. */
  hint: (row: DownloadDto) => string | null;
}

export const LEAST_WIDTH_PX = 36;
export const MOST_WIDTH_PX = 900;

type Look = Partial<Omit<TorrentColumn, 'id' | 'title'>> & Pick<TorrentColumn, 'widthPx' | 'text'>;

const figure = (widthPx: number, text: Look['text'], more: Partial<Look> = {}): Look => ({
  isFigure: true,
  widthPx,
  text,
  ...more,
});
/** What may be cut is there in full as a hint. */
const words = (widthPx: number, text: Look['text'], more: Partial<Look> = {}): Look => ({
  widthPx,
  text,
  hint: (row) => (text(row) === NO_VALUE ? null : text(row)),
  ...more,
});
/** Sizes are not known before the metadata is. */
const bytes = (value: (row: DownloadDto) => number, more: Partial<Look> = {}): Look =>
  figure(76, (row) => (row.metadata ? NO_VALUE : formatBytes(value(row))), more);
const rate = (value: (row: DownloadDto) => number, more: Partial<Look> = {}): Look =>
  figure(88, (row) => formatRate(value(row)), more);
const limit = (value: (row: DownloadDto) => number | null): Look =>
  figure(96, (row) => {
    const limited = value(row);
    return limited === null ? NO_VALUE : `${formatBytes(limited)}/s`;
  });
const count = (value: (row: DownloadDto) => number | null): Look =>
  figure(64, (row) => {
    const counted = value(row);
    return counted === null ? NO_VALUE : formatCount(counted);
  });
const date = (value: (row: DownloadDto) => string | null, more: Partial<Look> = {}): Look =>
  figure(106, (row) => formatDate(value(row)), {
    hint: (row) => (value(row) === null ? null : formatDateTime(value(row))),
    ...more,
  });
const flag = (value: (row: DownloadDto) => boolean): Look =>
  words(84, (row) => (value(row) ? $localize`Yes` : NO_VALUE));

const LOOKS: Record<ColumnId, Look> = {
  state: { kind: 'state', widthPx: 114, text: (row) => row.state },
  name: { kind: 'name', widthPx: 260, text: (row) => row.name, hint: (row) => row.name },
  progress: { kind: 'progress', widthPx: 122, text: (row) => formatPercent(row.progress) },
  totalBytes: bytes((row) => row.totalBytes, { css: 'size' }),
  wantedBytes: bytes((row) => row.wantedBytes, { word: $localize`Selected` }),
  completedBytes: bytes((row) => row.completedBytes),
  remainingBytes: bytes((row) => Math.max(0, row.wantedBytes - row.completedBytes)),
  downloadedBytes: bytes((row) => row.downloadedBytes),
  uploadedBytes: bytes((row) => row.uploadedBytes),
  downloadRate: rate((row) => row.downloadRate, { word: $localize`Down`, css: 'down' }),
  uploadRate: rate((row) => row.uploadRate, { word: $localize`Up`, css: 'up' }),
  downloadLimit: limit((row) => row.downloadLimit),
  uploadLimit: limit((row) => row.uploadLimit),
  etaSeconds: figure(80, (row) => formatEta(row.etaSeconds), {
    word: $localize`:time left, short for a header:ETA`,
    css: 'eta',
  }),
  ratio: figure(54, (row) => formatRatio(row.ratio), { css: 'ratio' }),
  seeds: count((row) => row.seeds),
  peers: figure(92, (row) => `${formatCount(row.seeds)} / ${formatCount(row.peers)}`, {
    word: $localize`Seeds/Peers`,
    css: 'peers',
    hint: describeSwarm,
  }),
  seedsInSwarm: count((row) => row.seedsInSwarm),
  peersInSwarm: count((row) => row.peersInSwarm),
  category: words(90, (row) => row.category ?? NO_VALUE),
  tags: words(140, (row) => row.tags.join(', ') || NO_VALUE),
  trackerHosts: words(160, (row) => row.trackerHosts.join(', ') || NO_VALUE),
  directory: words(200, (row) => row.directory),
  incompleteDirectory: words(200, (row) => row.incompleteDirectory ?? NO_VALUE),
  move: words(180, describeMove),
  queuePosition: count((row) => row.queuePosition),
  forceStart: flag((row) => row.forceStart),
  sequential: flag((row) => row.sequential),
  firstLastPieces: flag((row) => row.firstLastPieces),
  superSeeding: flag((row) => row.superSeeding),
  addedAt: date((row) => row.addedAt, { css: 'added' }),
  completedAt: date((row) => row.completedAt),
  addedBy: words(100, (row) => row.addedBy ?? NO_VALUE),
  error: words(220, (row) => row.error?.message ?? NO_VALUE),
  id: words(300, (row) => row.id, { css: 'mono' }),
};

export const COLUMNS: Record<ColumnId, TorrentColumn> = Object.fromEntries(
  SORT_FIELDS.map((id) => [id, columnOf(id, LOOKS[id])]),
) as Record<ColumnId, TorrentColumn>;
export const COLUMN_IDS: readonly ColumnId[] = SORT_FIELDS;

/** Those that are there before anybody chose; the first of `LEAST_NEEDED` go where there is no room. */
export const DEFAULT_COLUMNS: readonly ColumnId[] = [
  'state',
  'name',
  'progress',
  'totalBytes',
  'downloadRate',
  'uploadRate',
  'etaSeconds',
  'ratio',
  'peers',
  'category',
  'addedAt',
];
const LEAST_NEEDED: readonly ColumnId[] = [
  'category',
  'addedAt',
  'ratio',
  'peers',
  'totalBytes',
  'etaSeconds',
  'uploadRate',
  'downloadRate',
];

/** The default columns that fit into so many pixels, where `widthOf` each is known. */
export function defaultColumnsFor(
  roomPx: number,
  widthOf: (id: ColumnId) => number,
): readonly ColumnId[] {
  let fitting = DEFAULT_COLUMNS;
  for (const dropped of LEAST_NEEDED) {
    if (fitting.reduce((sum, id) => sum + widthOf(id), 0) <= roomPx) break;
    fitting = fitting.filter((id) => id !== dropped);
  }
  return fitting;
}

function columnOf(id: ColumnId, look: Look): TorrentColumn {
  const { word: title } = SORTS[id];
  const { isFigure = false, kind = 'text', css = '' } = look;
  const parts = [kind === 'text' ? '' : kind, css, isFigure ? 'number' : ''];
  return {
    word: title,
    hint: () => null,
    ...look,
    id,
    title,
    isFigure,
    kind,
    css: parts.filter(Boolean).join(' '),
  };
}

function describeSwarm(row: DownloadDto): string {
  const seeds = formatCount(row.seeds);
  const peers = formatCount(row.peers);
  const connected = $localize`Connected: ${peers}:peers: peers, ${seeds}:seeds: of them seeds.`;
  if (row.peersInSwarm === null) return connected;
  const allSeeds = formatCount(row.seedsInSwarm ?? 0);
  const all = formatCount(row.peersInSwarm);
  return $localize`${connected}:connected: In the swarm, as trackers tell: ${all}:peers: peers, ${allSeeds}:seeds: seeds.`;
}

function describeMove({ move }: DownloadDto): string {
  if (!move) return NO_VALUE;
  const share = formatPercent(move.progress);
  return move.returning
    ? $localize`${share}:percent: of the way back`
    : $localize`${share}:percent: moved to ${move.directory}:folder:`;
}
