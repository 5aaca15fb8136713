/** Sums of downloads by what they have in common: a tracker, a category. Pure; one walk over the rows. */
import type { DownloadDto } from '@shared/dto/download.js';

export interface DownloadSum {
  /** Host of the tracker or name of the category; empty where there is none. */
  key: string;
  downloads: number;
  totalBytes: number;
  downloadedBytes: number;
  uploadedBytes: number;
}

export const SUM_FIELDS = [
  'key',
  'downloads',
  'totalBytes',
  'downloadedBytes',
  'uploadedBytes',
  'ratio',
] as const;
export type SumField = (typeof SUM_FIELDS)[number];

/** A download with several keys counts at each of them; one without, at the empty key. */
export function sumsBy(
  rows: Iterable<DownloadDto>,
  keysOf: (row: DownloadDto) => readonly string[],
): DownloadSum[] {
  const sums = new Map<string, DownloadSum>();
  for (const row of rows) {
    const keys = keysOf(row);
    for (const key of keys.length === 0 ? [''] : keys) addTo(sums, key, row);
  }
  return [...sums.values()];
}

function addTo(sums: Map<string, DownloadSum>, key: string, row: DownloadDto): void {
  let sum = sums.get(key);
  if (!sum) {
    sum = { key, downloads: 0, totalBytes: 0, downloadedBytes: 0, uploadedBytes: 0 };
    sums.set(key, sum);
  }
  sum.downloads += 1;
  sum.totalBytes += row.totalBytes;
  sum.downloadedBytes += row.downloadedBytes;
  sum.uploadedBytes += row.uploadedBytes;
}

/** Null where nothing was downloaded. */
export function ratioOf({ downloadedBytes, uploadedBytes }: DownloadSum): number | null {
  return downloadedBytes === 0 ? null : uploadedBytes / downloadedBytes;
}

/** Names upwards, figures downwards; what has no ratio comes last. */
export function sortSums(sums: readonly DownloadSum[], field: SumField): DownloadSum[] {
  if (field === 'key') return sums.toSorted((one, other) => one.key.localeCompare(other.key));
  const figure = (sum: DownloadSum) => (field === 'ratio' ? (ratioOf(sum) ?? -1) : sum[field]);
  return sums.toSorted(
    (one, other) => figure(other) - figure(one) || one.key.localeCompare(other.key),
  );
}
