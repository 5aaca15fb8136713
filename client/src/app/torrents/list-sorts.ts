/**
 * What the list sorts by: how rows compare, which way is natural, whether rates move them. Rows without a value stand last
 * whichever way it goes, and rows that compare equal stand in the order of adding, as the server has them.
 */
import { DOWNLOAD_STATES, type DownloadDto } from '@shared/dto/download.js';

export type Direction = 'asc' | 'desc';

/** Null where the row has none. */
type Value = number | string | null;

export interface SortDefinition {
  word: string;
  natural: Direction;
  /** A frame of rates may move it. */
  moves: boolean;
  value: (row: DownloadDto) => Value;
}

const STATE_RANK = new Map(DOWNLOAD_STATES.map((state, rank) => [state, rank]));

const text = (word: string, value: (row: DownloadDto) => string | null): SortDefinition => ({
  word,
  natural: 'asc',
  moves: false,
  value: (row) => value(row) || null,
});
const still = (word: string, value: (row: DownloadDto) => number | null): SortDefinition => ({
  word,
  natural: 'desc',
  moves: false,
  value,
});
const moving = (word: string, value: (row: DownloadDto) => number | null): SortDefinition => ({
  ...still(word, value),
  moves: true,
});
/** What is switched on comes first. */
const flag = (word: string, value: (row: DownloadDto) => boolean): SortDefinition =>
  still(word, (row) => Number(value(row)));
/** ISO 8601 in UTC is in order as it is written; ten thousand dates need no parsing for it. */
const time = (word: string, value: (row: DownloadDto) => string | null): SortDefinition => ({
  ...text(word, value),
  natural: 'desc',
});

export const SORTS = {
  state: {
    ...still($localize`State`, (row) => STATE_RANK.get(row.state) ?? null),
    natural: 'asc',
  },
  name: text($localize`Name`, (row) => row.name),
  progress: moving($localize`Progress`, (row) => row.progress),
  totalBytes: still($localize`Size`, (row) => row.totalBytes),
  wantedBytes: moving($localize`Selected size`, (row) => row.wantedBytes),
  completedBytes: moving($localize`Completed`, (row) => row.completedBytes),
  remainingBytes: moving($localize`Remaining`, (row) => row.wantedBytes - row.completedBytes),
  downloadedBytes: moving($localize`Downloaded`, (row) => row.downloadedBytes),
  uploadedBytes: moving($localize`Uploaded`, (row) => row.uploadedBytes),
  downloadRate: moving($localize`Download rate`, (row) => row.downloadRate),
  uploadRate: moving($localize`Upload rate`, (row) => row.uploadRate),
  downloadLimit: still($localize`Download limit`, (row) => row.downloadLimit),
  uploadLimit: still($localize`Upload limit`, (row) => row.uploadLimit),
  etaSeconds: { ...moving($localize`Time left`, (row) => row.etaSeconds), natural: 'asc' },
  ratio: moving($localize`Ratio`, (row) => row.ratio),
  seeds: moving($localize`Connected seeds`, (row) => row.seeds),
  peers: moving($localize`Connected peers`, (row) => row.peers),
  seedsInSwarm: moving($localize`Seeds in the swarm`, (row) => row.seedsInSwarm),
  peersInSwarm: moving($localize`Peers in the swarm`, (row) => row.peersInSwarm),
  category: text($localize`Category`, (row) => row.category),
  tags: text($localize`Tags`, (row) => row.tags.join(', ')),
  trackerHosts: text($localize`Trackers`, (row) => row.trackerHosts.join(', ')),
  directory: text($localize`Folder`, (row) => row.directory),
  incompleteDirectory: text($localize`Folder until complete`, (row) => row.incompleteDirectory),
  move: moving($localize`Move`, (row) => row.move?.progress ?? null),
  queuePosition: { ...still($localize`Queue`, (row) => row.queuePosition), natural: 'asc' },
  forceStart: flag($localize`Forced`, (row) => row.forceStart),
  sequential: flag($localize`Sequential`, (row) => row.sequential),
  firstLastPieces: flag($localize`First and last pieces first`, (row) => row.firstLastPieces),
  superSeeding: flag($localize`Super-seeding`, (row) => row.superSeeding),
  addedAt: time($localize`Added`, (row) => row.addedAt),
  completedAt: time($localize`Completed on`, (row) => row.completedAt),
  addedBy: text($localize`Added by`, (row) => row.addedBy),
  error: text($localize`Error`, (row) => row.error?.message ?? null),
  id: text($localize`Info hash`, (row) => row.id),
} as const satisfies Record<string, SortDefinition>;

export type SortField = keyof typeof SORTS;
export const SORT_FIELDS = Object.keys(SORTS) as SortField[];

/** For a menu that has no room for all. */
export const COMMON_SORT_FIELDS: readonly SortField[] = [
  'addedAt',
  'name',
  'state',
  'progress',
  'totalBytes',
  'downloadRate',
  'uploadRate',
  'etaSeconds',
  'ratio',
  'completedAt',
  'queuePosition',
];

export interface ListSort {
  field: SortField;
  direction: Direction;
}

export type Compare = (one: DownloadDto, other: DownloadDto) => number;

const PLAIN_TEXT = new Set<SortField>(['addedAt', 'completedAt', 'id']);
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** By the first key, where that is equal by the next, and so on. */
export function comparatorOf(sorts: readonly ListSort[]): Compare {
  const keys = sorts.map(comparatorByKey);
  return (one, other) => {
    for (const key of keys) {
      const difference = key(one, other);
      if (difference !== 0) return difference;
    }
    return compareTexts(one.addedAt, other.addedAt) || compareTexts(one.id, other.id);
  };
}

function comparatorByKey({ field, direction }: ListSort): Compare {
  const { value } = SORTS[field] as SortDefinition;
  const sign = direction === 'asc' ? 1 : -1;
  const compareWords = PLAIN_TEXT.has(field) ? compareTexts : collator.compare;
  return (one, other) => {
    const [first, second] = [value(one), value(other)];
    if (first === second) return 0;
    if (first === null) return 1;
    if (second === null) return -1;
    if (typeof first === 'number') return sign * (first - (second as number));
    return sign * compareWords(first, second as string);
  };
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What was kept, as far as it makes sense; the newest first where nothing does. */
export function parseSorts(kept: unknown): readonly ListSort[] {
  const parsed = (Array.isArray(kept) ? kept : []).flatMap((sort: unknown) => {
    const { field, direction } = (sort ?? {}) as Partial<ListSort>;
    const isKnown = typeof field === 'string' && Object.hasOwn(SORTS, field);
    if (!isKnown || (direction !== 'asc' && direction !== 'desc')) return [];
    return [{ field, direction }];
  });
  return parsed.length > 0 ? parsed : [{ field: 'addedAt', direction: 'desc' }];
}

/** The same sorts with this field at their end, the way that suits it; turned round where it is there. */
export function withSort(sorts: readonly ListSort[], field: SortField): readonly ListSort[] {
  const turned = sorts.map((sort) => (sort.field === field ? turn(sort) : sort));
  const isThere = sorts.some((sort) => sort.field === field);
  return isThere ? turned : [...sorts, { field, direction: SORTS[field].natural }];
}

export function turn({ field, direction }: ListSort): ListSort {
  return { field, direction: direction === 'asc' ? 'desc' : 'asc' };
}
