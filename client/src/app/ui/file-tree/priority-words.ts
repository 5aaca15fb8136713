/** How the priorities of files are called, the most wanted first. */
import type { FilePriority } from '@shared/dto/download.js';

export const PRIORITY_CHOICES: readonly FilePriority[] = ['high', 'normal', 'low', 'skip'];

export const PRIORITY_WORDS: Record<FilePriority, string> = {
  high: $localize`:priority of a file:High`,
  normal: $localize`:priority of a file:Normal`,
  low: $localize`:priority of a file:Low`,
  skip: $localize`:priority of a file:Skip`,
};

/** Where the files of a folder differ. */
export const MIXED_PRIORITY = $localize`:priorities of the files of a folder:Mixed`;
