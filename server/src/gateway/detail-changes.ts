/**
 * How the details of a download are told: the whole of them at first, then what changed since. Every text is the payload of
 * one event; lists that may be long are cut into several. Pure.
 */
import type { DownloadFileDto, DownloadPiecesDto } from '@shared/dto/download.js';
import type { PieceChangesEvent, WatchTab } from '@shared/events/stream.js';

/** The texts that bring a reader from `before` (null: from nothing) to `after`; null where nothing changed. */
export type TellDetails = (id: string, before: unknown, after: unknown) => Iterable<string> | null;

/** Some 200 bytes each, names of 255 bytes not counted: a frame of about 64 KiB. */
const FILES_PER_EVENT = 250;

export const DETAIL_CHANGES: Record<WatchTab, TellDetails> = {
  peers: (id, before, after) => wholeIfNew(before, { id, peers: after }, after),
  trackers: (id, before, after) => wholeIfNew(before, { id, trackers: after }, after),
  files: (id, before, after) =>
    tellFiles(id, before as DownloadFileDto[] | null, after as DownloadFileDto[]),
  pieces: (id, before, after) =>
    tellPieces(id, before as DownloadPiecesDto | null, after as DownloadPiecesDto),
  availability: (id, before, after) => wholeIfNew(before, { id, ...(after as object) }, after),
};

function wholeIfNew(before: unknown, payload: object, after: unknown): string[] | null {
  const isNew = before === null || JSON.stringify(before) !== JSON.stringify(after);
  return isNew ? [JSON.stringify(payload)] : null;
}

/** Each text is made when it is taken: of a hundred thousand files they are many megabytes. */
function tellFiles(
  id: string,
  before: DownloadFileDto[] | null,
  after: DownloadFileDto[],
): Iterable<string> | null {
  const changed = before ? after.filter((file, index) => !isSameFile(before[index], file)) : after;
  if (changed.length === 0) return null;
  return {
    *[Symbol.iterator]() {
      for (let start = 0; start < changed.length; start += FILES_PER_EVENT) {
        yield JSON.stringify({ id, files: changed.slice(start, start + FILES_PER_EVENT) });
      }
    },
  };
}

/** By all that can change of a file. */
function isSameFile(before: DownloadFileDto | undefined, after: DownloadFileDto): boolean {
  return (
    before?.completedBytes === after.completedBytes &&
    before.progress === after.progress &&
    before.priority === after.priority &&
    before.path === after.path
  );
}

function tellPieces(
  id: string,
  before: DownloadPiecesDto | null,
  after: DownloadPiecesDto,
): string[] | null {
  if (before === null || before.count !== after.count) return [JSON.stringify({ id, ...after })];
  if (before.have === after.have) return null;
  return [JSON.stringify(pieceChanges(id, before, after))];
}

function pieceChanges(
  id: string,
  before: DownloadPiecesDto,
  after: DownloadPiecesDto,
): PieceChangesEvent {
  const had = Buffer.from(before.have, 'base64');
  const has = Buffer.from(after.have, 'base64');
  const changes: PieceChangesEvent = { id, gained: [], lost: [] };
  for (let byte = 0; byte < has.length; byte++) {
    const differing = had[byte]! ^ has[byte]!;
    if (differing === 0) continue;
    for (let bit = 0; bit < 8; bit++) {
      if ((differing & (0x80 >> bit)) === 0) continue;
      const isGained = (has[byte]! & (0x80 >> bit)) !== 0;
      append(isGained ? changes.gained : changes.lost, byte * 8 + bit);
    }
  }
  return changes;
}

function append(ranges: [number, number][], piece: number): void {
  const last = ranges.at(-1);
  if (last && last[0] + last[1] === piece) last[1]++;
  else ranges.push([piece, 1]);
}
