/** How far a download is by what is recorded of it, without the engine. Pure. */
import type { FileSelection } from '@shared/dto/download.js';
import type { TorrentSummary } from '../database/torrent-repository.port.ts';
import type { ResumeState } from '../engine/index.ts';

export interface RecordedProgress {
  progress: number;
  totalBytes: number;
  wantedBytes: number;
  completedBytes: number;
  downloadedBytes: number;
  uploadedBytes: number;
  ratio: number | null;
  completedAt: number | null;
}

/** Counts as the engine does: the bytes of wanted files, in pieces that are had. */
export function recordedProgress(
  torrent: Pick<TorrentSummary, 'pieceLength' | 'totalBytes' | 'files'>,
  priorities: readonly FileSelection[],
  resume: ResumeState | null,
): RecordedProgress {
  const have = resume?.have ?? new Uint8Array(0);
  const skipped = new Set(
    priorities.filter(({ priority }) => priority === 'skip').map(({ index }) => index),
  );
  let wantedBytes = 0;
  let completedBytes = 0;
  torrent.files.forEach(({ offset, bytes, padding }, index) => {
    if (padding || skipped.has(index)) return;
    wantedBytes += bytes;
    completedBytes += hadBytes(have, torrent.pieceLength, offset, bytes);
  });
  const { downloadedBytes = 0, uploadedBytes = 0, completedAt = null } = resume ?? {};
  return {
    progress: wantedBytes === 0 ? 1 : completedBytes / wantedBytes,
    totalBytes: torrent.totalBytes,
    wantedBytes,
    completedBytes,
    downloadedBytes,
    uploadedBytes,
    ratio: downloadedBytes === 0 ? null : uploadedBytes / downloadedBytes,
    completedAt,
  };
}

function hadBytes(have: Uint8Array, pieceLength: number, offset: number, bytes: number): number {
  const end = offset + bytes;
  let had = 0;
  for (let at = offset; at < end;) {
    const piece = Math.floor(at / pieceLength);
    const next = Math.min(end, (piece + 1) * pieceLength);
    if (((have[piece >> 3] ?? 0) & (0x80 >> (piece & 7))) !== 0) had += next - at;
    at = next;
  }
  return had;
}
