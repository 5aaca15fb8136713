/** A download as a row of its table, and back. */
import type { Selectable } from 'kysely';
import type {
  ContentPlace,
  DownloadPlaceRecord,
  DownloadRecord,
  DownloadRecordChanges,
  NamedPlaceRecord,
  NewDownloadRecord,
} from './download-repository.port.ts';
import {
  isFormerPlace,
  isPlace,
  isRenames,
  isSelection,
  isText,
  isTier,
  listOf,
  RowReader,
  timeOf,
  valueOf,
  wantedStateOf,
} from './row-reader.ts';
import type { DownloadTable } from './schema.ts';

/** With the name of the account that added it, which stands in another table. */
export type DownloadRow = Selectable<DownloadTable> & { added_by_name: string | null };

type PlaceColumns = Pick<
  Selectable<DownloadTable>,
  'name' | 'volume_id' | 'relative_directory' | 'renames' | 'moving_from' | 'staging'
>;

/** The directory and the root folder or single file: what downloads that share files have in common. */
export function contentPath({
  relativeDirectory,
  name,
}: Pick<ContentPlace, 'relativeDirectory' | 'name'>): string {
  return relativeDirectory === '' ? name : `${relativeDirectory}/${name}`;
}

/** `a/b/c` has `a` and `a/b` above it. */
export function ancestors(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

export function toRow(record: NewDownloadRecord): Omit<DownloadTable, 'queue_key'> {
  return {
    id: record.id,
    ...placeColumns(record),
    wanted_state: record.wantedState,
    sequential: record.sequential ? 1 : 0,
    first_last_pieces: record.firstLastPieces ? 1 : 0,
    super_seeding: record.superSeeding ? 1 : 0,
    priorities: JSON.stringify(record.priorities),
    tags: JSON.stringify(record.tags),
    category: record.category,
    trackers: record.trackers && JSON.stringify(record.trackers),
    awaits_metadata: record.awaitsMetadata ? 1 : 0,
    force_start: record.forceStart ? 1 : 0,
    added_at: record.addedAt,
    added_by: record.addedBy?.id ?? null,
    download_limit: record.downloadLimit,
    upload_limit: record.uploadLimit,
  };
}

export function toChangedColumns(changes: DownloadRecordChanges): Partial<DownloadTable> {
  const row: Partial<DownloadTable> = {};
  if (changes.wantedState !== undefined) row.wanted_state = changes.wantedState;
  if (changes.sequential !== undefined) row.sequential = changes.sequential ? 1 : 0;
  if (changes.forceStart !== undefined) row.force_start = changes.forceStart ? 1 : 0;
  if (changes.firstLastPieces !== undefined) {
    row.first_last_pieces = changes.firstLastPieces ? 1 : 0;
  }
  if (changes.superSeeding !== undefined) row.super_seeding = changes.superSeeding ? 1 : 0;
  if (changes.priorities !== undefined) row.priorities = JSON.stringify(changes.priorities);
  if (changes.tags !== undefined) row.tags = JSON.stringify(changes.tags);
  if (changes.category !== undefined) row.category = changes.category;
  if (changes.trackers !== undefined) {
    row.trackers = changes.trackers && JSON.stringify(changes.trackers);
  }
  if (changes.downloadLimit !== undefined) row.download_limit = changes.downloadLimit;
  if (changes.uploadLimit !== undefined) row.upload_limit = changes.uploadLimit;
  return row;
}

/** Always gives a record; what cannot be read is named in it. */
export function fromRow(row: DownloadRow, queuePosition: number): DownloadRecord {
  const reader = new RowReader();
  const record = {
    id: row.id,
    ...placeOf(row, reader),
    wantedState: reader.read('wantedState', () => wantedStateOf(row.wanted_state), 'paused'),
    sequential: row.sequential === 1,
    firstLastPieces: row.first_last_pieces === 1,
    superSeeding: row.super_seeding === 1,
    priorities: reader.read('priorities', () => listOf(row.priorities, isSelection), []),
    tags: reader.read('tags', () => listOf(row.tags, isText), []),
    category: row.category,
    trackers: reader.readOrNull('trackers', row.trackers, (text) => listOf(text, isTier)),
    awaitsMetadata: row.awaits_metadata === 1,
    forceStart: row.force_start === 1,
    queueKey: row.queue_key,
    queuePosition,
    addedAt: reader.read('addedAt', () => timeOf(row.added_at), 0),
    addedBy: row.added_by === null ? null : { id: row.added_by, name: row.added_by_name },
    downloadLimit: row.download_limit,
    uploadLimit: row.upload_limit,
  };
  return reader.damaged.length === 0 ? record : { ...record, damaged: reader.damaged };
}

export function placeColumns(place: DownloadPlaceRecord): PlaceColumns & { content_path: string } {
  const { name, volumeId, relativeDirectory, renames, movingFrom, staging } = place;
  return {
    name,
    volume_id: volumeId,
    relative_directory: relativeDirectory,
    content_path: contentPath(place),
    renames: renames && JSON.stringify(renames),
    moving_from: movingFrom.length === 0 ? null : JSON.stringify(movingFrom),
    staging: staging && JSON.stringify(staging),
  };
}

/** Every place that has files of the download, or shall have. */
export function occupiedPlaces(row: PlaceColumns): NamedPlaceRecord[] {
  const { staging, movingFrom, ...place } = placeOf(row);
  return [place, ...(staging ? [{ ...place, ...staging }] : []), ...movingFrom];
}

/** Whether one root folder or single file is the other, or lies in it. */
export function doOverlap(one: ContentPlace, other: ContentPlace): boolean {
  if (one.volumeId !== other.volumeId) return false;
  const [path, otherPath] = [contentPath(one), contentPath(other)];
  return path === otherPath || path.startsWith(`${otherPath}/`) || otherPath.startsWith(`${path}/`);
}

function placeOf(row: PlaceColumns, reader = new RowReader()): DownloadPlaceRecord {
  return {
    name: row.name,
    volumeId: row.volume_id,
    relativeDirectory: row.relative_directory,
    renames: reader.readOrNull('renames', row.renames, (text) => valueOf(text, isRenames)),
    movingFrom:
      reader.readOrNull('movingFrom', row.moving_from, (text) => listOf(text, isFormerPlace)) ?? [],
    staging: reader.readOrNull('staging', row.staging, (text) => valueOf(text, isPlace)),
  };
}
