import type { FileSelection } from '@shared/dto/download.js';
import type { FilePriorityName } from '../engine/index.ts';

/** One priority a file up to the last that is not `normal`: the engine takes those after it as `normal`. */
export function filePrioritiesOf(selections: readonly FileSelection[]): FilePriorityName[] {
  const length = selections.reduce((most, { index }) => Math.max(most, index + 1), 0);
  const priorities = Array.from({ length }, (): FilePriorityName => 'normal');
  for (const { index, priority } of selections) priorities[index] = priority;
  return priorities;
}
