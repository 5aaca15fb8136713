/**
 * Recorded progress as a row of the database. Invariant: a row always reads. One that is damaged says that
 * nothing is known of the files, so that the engine checks this one download and loses none of its counters.
 */
import type { ResumeState } from '../engine/index.ts';
import { rowChecksum } from './row-checksum.ts';
import type { EngineStateTable } from './schema.ts';

type Stamp = ResumeState['partFile'];
type Found = Pick<ResumeState, 'have' | 'files' | 'partFile' | 'partial' | 'isSettled'>;

/** No torrent has a bitfield of no bytes: the engine takes it for what it cannot read. */
const NOTHING_KNOWN: Found = {
  have: new Uint8Array(0),
  files: [],
  partFile: null,
  partial: [],
  isSettled: true,
};

class DamagedRow extends Error {}

export function engineStateRow(id: string, resume: ResumeState): EngineStateTable {
  const found = {
    download_id: id,
    have: resume.have,
    files: JSON.stringify(resume.files),
    part_file: resume.partFile === null ? null : JSON.stringify(resume.partFile),
    partial: JSON.stringify(
      resume.partial.map(({ piece, blocks }) => [piece, Buffer.from(blocks).toString('base64')]),
    ),
    settled: resume.isSettled ? 1 : 0,
  };
  return {
    ...found,
    checksum: rowChecksum(found),
    banned: JSON.stringify(resume.bannedAddresses),
    downloaded_bytes: resume.downloadedBytes,
    uploaded_bytes: resume.uploadedBytes,
    completed_at: resume.completedAt,
  };
}

export function resumeOfRow(row: EngineStateTable): ResumeState {
  return {
    ...(readOrNull(() => foundOf(row)) ?? NOTHING_KNOWN),
    bannedAddresses: readOrNull(() => listOf(row.banned).map(textOf)) ?? [],
    downloadedBytes: countOf(row.downloaded_bytes) ?? 0,
    uploadedBytes: countOf(row.uploaded_bytes) ?? 0,
    completedAt: countOf(row.completed_at),
  };
}

function foundOf(row: EngineStateTable): Found {
  const { download_id, have, files, part_file, partial, settled, checksum } = row;
  const found = { download_id, have, files, part_file, partial, settled };
  if (checksum !== null && checksum !== rowChecksum(found)) throw new DamagedRow('wrong bits');
  if (!(row.have instanceof Uint8Array)) throw new DamagedRow('no bitfield');
  return {
    have: row.have,
    files: listOf(row.files).map(stampOf),
    partFile: row.part_file === null ? null : stampOf(JSON.parse(row.part_file)),
    partial: listOf(row.partial).map(partialOf),
    isSettled: row.settled !== 0,
  };
}

/** Null where the text is no such thing; every other error is ours. */
function readOrNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DamagedRow) return null;
    throw error;
  }
}

function listOf(text: unknown): unknown[] {
  if (typeof text !== 'string') throw new DamagedRow('no text');
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new DamagedRow('no list');
  return list;
}

function stampOf(value: unknown): Stamp {
  if (value === null) return null;
  const { bytes, modifiedMs, inode } = Object(value) as Record<string, unknown>;
  if (typeof bytes !== 'number' || typeof modifiedMs !== 'number') throw new DamagedRow('no stamp');
  return { bytes, modifiedMs, ...(typeof inode === 'number' && { inode }) };
}

function partialOf(value: unknown): ResumeState['partial'][number] {
  const [piece, blocks] = Array.isArray(value) ? value : [];
  if (typeof piece !== 'number' || typeof blocks !== 'string') throw new DamagedRow('no piece');
  return { piece, blocks: Uint8Array.from(Buffer.from(blocks, 'base64')) };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new DamagedRow('no address');
  return value;
}

function countOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
