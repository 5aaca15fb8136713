/** The fields that the list sorts by: how they compare, which way is natural, whether they move by themselves. */
import { DOWNLOAD_STATES, type DownloadDto } from '@shared/dto/download.js';

export type SortField =
  | 'name'
  | 'state'
  | 'progress'
  | 'totalBytes'
  | 'downloadRate'
  | 'uploadRate'
  | 'etaSeconds'
  | 'ratio'
  | 'peers'
  | 'addedAt';

export interface SortDefinition {
  word: string;
  natural: 'asc' | 'desc';
  moves: boolean;
  compare: (one: DownloadDto, other: DownloadDto) => number;
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
const STATE_RANK = new Map(DOWNLOAD_STATES.map((state, rank) => [state, rank]));

export const SORTS: Record<SortField, SortDefinition> = {
  name: {
    word: 'Name',
    natural: 'asc',
    moves: false,
    compare: (one, other) => names.compare(one.name, other.name),
  },
  state: {
    word: 'State',
    natural: 'asc',
    moves: false,
    compare: (one, other) => (STATE_RANK.get(one.state) ?? 0) - (STATE_RANK.get(other.state) ?? 0),
  },
  progress: byNumber('Progress', true, (row) => row.progress),
  totalBytes: byNumber('Size', false, (row) => row.totalBytes),
  downloadRate: byNumber('Down', true, (row) => row.downloadRate),
  uploadRate: byNumber('Up', true, (row) => row.uploadRate),
  etaSeconds: {
    word: 'Time left',
    natural: 'asc',
    moves: true,
    compare: (one, other) =>
      (one.etaSeconds ?? Number.MAX_VALUE) - (other.etaSeconds ?? Number.MAX_VALUE),
  },
  ratio: byNumber('Ratio', true, (row) => row.ratio ?? -1),
  peers: byNumber('Peers', true, (row) => row.peers),
  addedAt: {
    word: 'Added',
    natural: 'desc',
    moves: false,
    compare: (one, other) =>
      one.addedAt < other.addedAt ? -1 : one.addedAt > other.addedAt ? 1 : 0,
  },
};

export const SORT_FIELDS = Object.keys(SORTS) as SortField[];

function byNumber(
  word: string,
  moves: boolean,
  value: (row: DownloadDto) => number,
): SortDefinition {
  return {
    word,
    natural: 'desc',
    moves,
    compare: (one, other) => value(one) - value(other),
  };
}
