/**
 * The rows of the rail, from what downloads have and what the server tells of it. Categories nest by slashes: a parent that
 * nobody made is there for the sake of its children, and counts what is below it. Pure.
 */
import type { TrackerHostDto } from '@shared/dto/tracker.js';
import type { VolumeDto } from '@shared/dto/volume.js';
import {
  FILTER_LOOKS,
  type FilterCounts,
  LIST_FILTERS,
  type ListFilter,
} from '../../live/list-filters';
import type { IconName } from '../../ui/icon';
import { type Facet, isWithin } from '../list-question';

export type TrackerHealth = 'working' | 'mixed' | 'failing' | 'unknown';

export interface RailRow {
  readonly facet: Facet;
  readonly value: string;
  readonly words: string;
  readonly icon: IconName;
  readonly count: number;
  /** From 0; of a tree. */
  readonly level: number;
  readonly hasChildren: boolean;
  readonly health?: TrackerHealth;
  /** What a tracker that fails said. */
  readonly message?: string | null;
  readonly volume?: VolumeDto;
}

/** States that are shown though nothing is in them: the list looks the same from day to day. */
const STEADY_STATES: ReadonlySet<ListFilter> = new Set([
  'all',
  'active',
  'downloading',
  'seeding',
  'complete',
  'paused',
  'error',
]);

export function stateRows(
  counts: FilterCounts,
  isChosen: (state: ListFilter) => boolean,
): RailRow[] {
  const shown = LIST_FILTERS.filter(
    (state) => STEADY_STATES.has(state) || counts[state] > 0 || isChosen(state),
  );
  return shown.map((state) => {
    const { word, icon } = FILTER_LOOKS[state];
    return rowOf('state', state, icon, { words: word, count: counts[state] });
  });
}

/** Those that are made though nothing is in them as well; what has none comes last. */
export function tagRows(
  counts: ReadonlyMap<string, number>,
  made: readonly string[],
  none: string,
): RailRow[] {
  const names = namesOf(counts, made);
  const rows = names.map((name) => rowOf('tag', name, 'tag', { count: counts.get(name) ?? 0 }));
  return names.length > 0 ? [...rows, ...noneRow('tag', none, counts)] : [];
}

export function categoryRows(
  counts: ReadonlyMap<string, number>,
  made: readonly string[],
  none: string,
  isFolded: (path: string) => boolean,
): RailRow[] {
  const names = namesOf(counts, made);
  if (names.length === 0) return [];
  const paths = [...new Set(names.flatMap(pathsTo))].toSorted(compareNames);
  const rows = paths
    .filter((path) => !pathsTo(path).slice(0, -1).some(isFolded))
    .map((path) =>
      rowOf('category', path, 'folder', {
        words: path.slice(path.lastIndexOf('/') + 1) || path,
        count: sumBelow(counts, path),
        level: pathsTo(path).length - 1,
        hasChildren: paths.some((other) => other !== path && isWithin(other, path)),
      }),
    );
  return [...rows, ...noneRow('category', none, counts)];
}

/** Those with the most downloads first. */
export function trackerRows(
  counts: ReadonlyMap<string, number>,
  told: ReadonlyMap<string, TrackerHostDto>,
  none: string,
): RailRow[] {
  const hosts = [...counts].filter(([host]) => host !== '');
  const rows = hosts
    .toSorted(([one, ones], [other, others]) => others - ones || compareNames(one, other))
    .map(([host, count]) =>
      rowOf('tracker', host, 'tracker', {
        count,
        health: healthOf(told.get(host)),
        message: told.get(host)?.message ?? null,
      }),
    );
  return hosts.length > 0 ? [...rows, ...noneRow('tracker', none, counts)] : [];
}

export function folderRows(
  counts: ReadonlyMap<string, number>,
  volumes: readonly VolumeDto[],
): RailRow[] {
  return volumes.map((volume) =>
    rowOf('folder', volume.path, 'disk', { count: sumBelow(counts, volume.path), volume }),
  );
}

export function healthOf(told: TrackerHostDto | undefined): TrackerHealth {
  if (!told) return 'unknown';
  const failing = told.error + told.disabled;
  if (failing === 0) return told.working > 0 ? 'working' : 'unknown';
  return told.working > 0 ? 'mixed' : 'failing';
}

function rowOf(facet: Facet, value: string, icon: IconName, rest: Partial<RailRow>): RailRow {
  return { facet, value, icon, words: value, count: 0, level: 0, hasChildren: false, ...rest };
}

function noneRow(facet: Facet, words: string, counts: ReadonlyMap<string, number>): RailRow[] {
  const count = counts.get('') ?? 0;
  return count === 0 ? [] : [rowOf(facet, '', 'exclude', { words, count })];
}

function namesOf(counts: ReadonlyMap<string, number>, made: readonly string[]): string[] {
  const names = new Set([...counts.keys(), ...made]);
  names.delete('');
  return [...names].toSorted(compareNames);
}

/** `films`, `films/old`, `films/old/mute` of the last of these. */
function pathsTo(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, place) => parts.slice(0, place + 1).join('/'));
}

function sumBelow(counts: ReadonlyMap<string, number>, root: string): number {
  let sum = 0;
  for (const [path, count] of counts) if (path !== '' && isWithin(path, root)) sum += count;
  return sum;
}

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** Children after their parent, whatever their neighbours begin with. */
function compareNames(one: string, other: string): number {
  const [ones, others] = [one.split('/'), other.split('/')];
  for (let place = 0; place < Math.min(ones.length, others.length); place += 1) {
    const order = names.compare(ones[place]!, others[place]!);
    if (order !== 0) return order;
    if (ones[place] !== others[place]) return ones[place]! < others[place]! ? -1 : 1;
  }
  return ones.length - others.length;
}
