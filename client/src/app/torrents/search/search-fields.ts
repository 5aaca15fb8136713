/**
 * The fields that a search can name: what of a download they are, and how their values are written. Names are the same in
 * every language, so that a search can be passed on; what they mean is said in the reader's.
 */
import type { DownloadDto } from '@shared/dto/download.js';
import { parseBytes, parseDuration, parseNumber, parsePercent } from './search-values';

export type TextFieldName =
  'name' | 'tag' | 'category' | 'tracker' | 'state' | 'path' | 'by' | 'hash' | 'error' | 'file';

export type NumberFieldName =
  | 'size'
  | 'left'
  | 'progress'
  | 'down'
  | 'up'
  | 'ratio'
  | 'downloaded'
  | 'uploaded'
  | 'eta'
  | 'peers'
  | 'seeds';

export type TimeFieldName = 'added' | 'completed';

export type FieldName = TextFieldName | NumberFieldName | TimeFieldName;

export interface NumberField {
  /** Null where there is nothing to compare. */
  readonly value: (row: DownloadDto) => number | null;
  /** In the unit of `value`; null where the text says no such amount. */
  readonly parse: (text: string) => number | null;
  /** Whether the amount is meant where `=` asks: what the app shows is rounded. */
  readonly isAbout: (value: number, amount: number) => boolean;
  /** Whether rates and progress change it. */
  readonly moves: boolean;
  readonly example: string;
  readonly meaning: string;
}

export interface TextField {
  readonly example: string;
  readonly meaning: string;
}

const byBytes = {
  parse: parseBytes,
  isAbout: (value: number, amount: number) => Math.abs(value - amount) <= amount / 200,
};
const byCount = {
  parse: parseNumber,
  isAbout: (value: number, amount: number) => Math.abs(value - amount) < 0.005,
};
const byShare = {
  parse: parsePercent,
  isAbout: (value: number, amount: number) =>
    Math.floor(value * 100) === Math.floor(amount * 100 + Number.EPSILON * 100),
};
const byTime = {
  parse: parseDuration,
  isAbout: (value: number, amount: number) => value <= amount,
};

export const NUMBER_FIELDS: Record<NumberFieldName, NumberField> = {
  size: {
    ...byBytes,
    value: (row) => row.totalBytes,
    moves: false,
    example: 'size>1GiB',
    meaning: $localize`:search field:all files together`,
  },
  left: {
    ...byBytes,
    value: (row) => row.wantedBytes - row.completedBytes,
    moves: true,
    example: 'left<500MiB',
    meaning: $localize`:search field:bytes still to come`,
  },
  progress: {
    ...byShare,
    value: (row) => row.progress,
    moves: true,
    example: 'progress<100',
    meaning: $localize`:search field:share in percent`,
  },
  down: {
    ...byBytes,
    value: (row) => row.downloadRate,
    moves: true,
    example: 'down>1MiB',
    meaning: $localize`:search field:download rate`,
  },
  up: {
    ...byBytes,
    value: (row) => row.uploadRate,
    moves: true,
    example: 'up>100KiB',
    meaning: $localize`:search field:upload rate`,
  },
  ratio: {
    ...byCount,
    value: (row) => row.ratio,
    moves: true,
    example: 'ratio<1',
    meaning: $localize`:search field:uploaded over downloaded`,
  },
  downloaded: {
    ...byBytes,
    value: (row) => row.downloadedBytes,
    moves: true,
    example: 'downloaded>10GiB',
    meaning: $localize`:search field:received since it was added`,
  },
  uploaded: {
    ...byBytes,
    value: (row) => row.uploadedBytes,
    moves: true,
    example: 'uploaded>10GiB',
    meaning: $localize`:search field:sent since it was added`,
  },
  eta: {
    ...byTime,
    value: (row) => row.etaSeconds,
    moves: true,
    example: 'eta<1h',
    meaning: $localize`:search field:time left`,
  },
  peers: {
    ...byCount,
    value: (row) => row.peers,
    moves: true,
    example: 'peers>0',
    meaning: $localize`:search field:connected peers`,
  },
  seeds: {
    ...byCount,
    value: (row) => row.seeds,
    moves: true,
    example: 'seeds=0',
    meaning: $localize`:search field:connected seeds`,
  },
};

export interface TimeField {
  /** ISO 8601; null where it was not yet. */
  readonly moment: (row: DownloadDto) => string | null;
  readonly example: string;
  readonly meaning: string;
}

/** Compared by how long ago it was (`added<7d`), or with a day, month or year (`added>2026-03`). */
export const TIME_FIELDS: Record<TimeFieldName, TimeField> = {
  added: {
    moment: (row) => row.addedAt,
    example: 'added<7d',
    meaning: $localize`:search field:how long ago it was added, or since when`,
  },
  completed: {
    moment: (row) => row.completedAt,
    example: 'completed<1d',
    meaning: $localize`:search field:how long ago it was complete`,
  },
};

export const TEXT_FIELDS: Record<TextFieldName, TextField> = {
  name: { example: 'name:ubuntu', meaning: $localize`:search field:only in the name` },
  tag: { example: 'tag:linux', meaning: $localize`:search field:one of its tags` },
  category: { example: 'category:films', meaning: $localize`:search field:its category` },
  tracker: { example: 'tracker:example.org', meaning: $localize`:search field:host of a tracker` },
  state: { example: 'state:paused,error', meaning: $localize`:search field:what it does` },
  path: { example: 'path:/srv/films', meaning: $localize`:search field:its folder` },
  by: { example: 'by:anna', meaning: $localize`:search field:who added it` },
  hash: { example: 'hash:c12fe1c0', meaning: $localize`:search field:begin of the info hash` },
  error: { example: 'error:disk', meaning: $localize`:search field:what the error says` },
  file: { example: 'file:readme', meaning: $localize`:search field:in the name of a file` },
};

export const TEXT_FIELD_NAMES = Object.keys(TEXT_FIELDS) as TextFieldName[];
export const NUMBER_FIELD_NAMES = Object.keys(NUMBER_FIELDS) as NumberFieldName[];
export const TIME_FIELD_NAMES = Object.keys(TIME_FIELDS) as TimeFieldName[];
export const FIELD_NAMES: readonly FieldName[] = [
  ...TEXT_FIELD_NAMES,
  ...NUMBER_FIELD_NAMES,
  ...TIME_FIELD_NAMES,
];

const OTHER_NAMES: Record<string, FieldName> = {
  tags: 'tag',
  label: 'tag',
  cat: 'category',
  trackers: 'tracker',
  status: 'state',
  is: 'state',
  directory: 'path',
  dir: 'path',
  folder: 'path',
  addedby: 'by',
  user: 'by',
  id: 'hash',
  files: 'file',
  done: 'progress',
  dl: 'down',
  ul: 'up',
  seeders: 'seeds',
  age: 'added',
};
const ALL_NAMES = new Map<string, FieldName>([
  ...FIELD_NAMES.map((name) => [name, name] as const),
  ...Object.entries(OTHER_NAMES),
]);

/** By its name or another one for it, in any case. */
export function fieldNamed(name: string): FieldName | null {
  return ALL_NAMES.get(name.toLowerCase()) ?? null;
}

export function isNumberField(name: FieldName): name is NumberFieldName {
  return name in NUMBER_FIELDS;
}

export function isTimeField(name: FieldName): name is TimeFieldName {
  return name in TIME_FIELDS;
}
