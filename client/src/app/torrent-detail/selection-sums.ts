/** What several downloads are together: sums, and for each property the value that all share, or that they differ. Pure. */
import type { DownloadDto, DownloadState } from '@shared/dto/download.js';

export interface SelectionSums {
  count: number;
  totalBytes: number;
  wantedBytes: number;
  completedBytes: number;
  /** Of the wanted bytes, 0 to 1. */
  progress: number;
  downloadRate: number;
  uploadRate: number;
  downloadedBytes: number;
  uploadedBytes: number;
  ratio: number | null;
  peers: number;
  seeds: number;
  /** Until the last of them is complete; null where that cannot be said of one that downloads. */
  etaSeconds: number | null;
  /** In the order of the first of each. */
  states: Map<DownloadState, number>;
}

/** The one value of all, or how many there are. */
export type Shared<T> = { kind: 'same'; value: T } | { kind: 'mixed'; values: number };

export function sumUp(rows: readonly DownloadDto[]): SelectionSums {
  const sum = (field: (row: DownloadDto) => number) =>
    rows.reduce((total, row) => total + field(row), 0);
  const states = new Map<DownloadState, number>();
  for (const { state } of rows) states.set(state, (states.get(state) ?? 0) + 1);
  const wantedBytes = sum((row) => row.wantedBytes);
  const completedBytes = sum((row) => row.completedBytes);
  const downloadedBytes = sum((row) => row.downloadedBytes);
  const uploadedBytes = sum((row) => row.uploadedBytes);
  return {
    count: rows.length,
    totalBytes: sum((row) => row.totalBytes),
    wantedBytes,
    completedBytes,
    progress: wantedBytes > 0 ? completedBytes / wantedBytes : 1,
    downloadRate: sum((row) => row.downloadRate),
    uploadRate: sum((row) => row.uploadRate),
    downloadedBytes,
    uploadedBytes,
    ratio: downloadedBytes > 0 ? uploadedBytes / downloadedBytes : null,
    peers: sum((row) => row.peers),
    seeds: sum((row) => row.seeds),
    etaSeconds: lastEta(rows),
    states,
  };
}

export function shared<T>(
  rows: readonly DownloadDto[],
  valueOf: (row: DownloadDto) => T,
): Shared<T> | null {
  const values = new Map<string, T>();
  for (const row of rows) {
    const value = valueOf(row);
    values.set(JSON.stringify(value), value);
  }
  const [first] = values.values();
  if (first === undefined) return null;
  return values.size === 1
    ? { kind: 'same', value: first }
    : { kind: 'mixed', values: values.size };
}

function lastEta(rows: readonly DownloadDto[]): number | null {
  let last = 0;
  for (const { state, etaSeconds } of rows) {
    if (state !== 'downloading') continue;
    if (etaSeconds === null) return null;
    last = Math.max(last, etaSeconds);
  }
  return last > 0 ? last : null;
}
