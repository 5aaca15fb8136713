import type { FileSelection } from '@shared/dto/download.js';

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
