import type { FileSelection } from '@shared/dto/download.js';
import { parseMagnet, selectedFiles, type MetainfoFile } from '../engine/index.ts';

/** The later selections win; those that are `normal` again go. In the order of the files. */
export function mergeSelections(
  before: readonly FileSelection[],
  changes: readonly FileSelection[],
): FileSelection[] {
  const priorities = new Map([...before, ...changes].map((file) => [file.index, file.priority]));
  return [...priorities]
    .filter(([, priority]) => priority !== 'normal')
    .map(([index, priority]) => ({ index, priority }))
    .toSorted((a, b) => a.index - b.index);
}

/** What a magnet link chooses: the other files are skipped. */
export function selectionOfLink(link: string, files: readonly MetainfoFile[]): FileSelection[] {
  const selected = selectedFiles(parseMagnet(link), files);
  if (selected === null) return [];
  const wanted = new Set(selected);
  return files.flatMap(({ padding }, index) =>
    padding || wanted.has(index) ? [] : [{ index, priority: 'skip' as const }],
  );
}
