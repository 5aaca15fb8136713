/**
 * Reads columns that hold text of a known shape. What is damaged gets a default and is noted, so that one wrong bit
 * costs one field of one row, and nothing keeps the list of downloads from being read.
 */
import type { FilePriority, FileSelection } from '@shared/dto/download.js';
import type { FileRenames } from '../engine/index.ts';
import type { FormerPlaceRecord, PlaceRecord, WantedState } from './download-repository.port.ts';

/** Named here, since tools that run this as it is cannot follow the alias. */
const PRIORITIES: Readonly<Record<FilePriority, true>> = {
  skip: true,
  low: true,
  normal: true,
  high: true,
};
const WANTED_STATES: readonly WantedState[] = ['started', 'paused', 'cancelled'];
/** More than any torrent that is taken has. */
const MOST_FILES = 1_000_000;
/** What `Date` can tell. */
const LAST_TIME_MS = 8_640_000_000_000_000;

export class DamagedColumn extends Error {}

export class RowReader {
  /** Names of what could not be read. */
  readonly damaged: string[] = [];

  read<Value>(name: string, read: () => Value, fallback: Value): Value {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof DamagedColumn)) throw error;
      this.damaged.push(name);
      return fallback;
    }
  }

  readOrNull<Value>(
    name: string,
    text: string | null,
    read: (text: string) => Value,
  ): Value | null {
    return text === null ? null : this.read(name, (): Value | null => read(text), null);
  }
}

export function listOf<Item>(text: string, isItem: (item: unknown) => item is Item): Item[] {
  return valueOf(text, (list): list is Item[] => Array.isArray(list) && list.every(isItem));
}

export function valueOf<Value>(text: string, isRight: (value: unknown) => value is Value): Value {
  const value: unknown = JSON.parse(text);
  if (!isRight(value)) throw new DamagedColumn('not of that shape');
  return value;
}

export function wantedStateOf(text: string): WantedState {
  const state = WANTED_STATES.find((known) => known === text);
  if (!state) throw new DamagedColumn('no such state');
  return state;
}

export function timeOf(value: unknown): number {
  if (typeof value === 'number' && Math.abs(value) <= LAST_TIME_MS) return value;
  throw new DamagedColumn('no time');
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTier(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isSelection(value: unknown): value is FileSelection {
  if (!isObject(value)) return false;
  const { index, priority } = value as Partial<FileSelection>;
  const isIndex = Number.isSafeInteger(index) && index! >= 0 && index! < MOST_FILES;
  return isIndex && isText(priority) && Object.hasOwn(PRIORITIES, priority);
}

export function isPlace(value: unknown): value is PlaceRecord {
  if (!isObject(value)) return false;
  const { volumeId, relativeDirectory } = value as Partial<PlaceRecord>;
  return isText(volumeId) && isText(relativeDirectory);
}

export function isFormerPlace(value: unknown): value is FormerPlaceRecord {
  if (!isPlace(value)) return false;
  const { name, renames } = value as Partial<FormerPlaceRecord>;
  return isText(name) && (renames === null || isRenames(renames));
}

export function isRenames(value: unknown): value is FileRenames {
  if (!isObject(value)) return false;
  const { name, files } = value as Partial<FileRenames>;
  return (name === null || isText(name)) && Array.isArray(files) && files.every(isRenamedFile);
}

function isRenamedFile(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { index, path } = value as { index?: unknown; path?: unknown };
  return Number.isSafeInteger(index) && isText(path);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
