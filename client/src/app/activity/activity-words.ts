/** The kinds of what happens to downloads, in words; their shapes are those of the details (torrent-detail/events). */
import type { ActivityEntryDto, ActivityKind } from '@shared/dto/activity.js';

export const KIND_WORDS: Record<ActivityKind, string> = {
  added: $localize`:event:Added`,
  completed: $localize`:event:Completed`,
  removed: $localize`:event:Removed`,
  error: $localize`:event:Error`,
  recovered: $localize`:event:Recovered`,
};

/** Beyond the kind: what was wrong, whether its data went too; null where there is nothing to say. */
export function detailOf({
  error,
  deletedData,
}: Pick<ActivityEntryDto, 'error' | 'deletedData'>): string | null {
  if (error) return error.message;
  if (deletedData === null) return null;
  return deletedData ? $localize`Its data was deleted.` : $localize`Its data was kept.`;
}
