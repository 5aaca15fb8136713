/** What happened to a download, in words. Pure. */
import type { ActivityEntryDto, ActivityKind } from '@shared/dto/activity.js';
import type { Tone } from '../../ui/download-states';
import type { IconName } from '../../ui/icon';

export interface EventLook {
  icon: IconName;
  tone: Tone;
}

export const EVENT_LOOKS: Record<ActivityKind, EventLook> = {
  added: { icon: 'add', tone: 'download' },
  completed: { icon: 'check', tone: 'upload' },
  removed: { icon: 'trash', tone: 'idle' },
  error: { icon: 'alert', tone: 'error' },
  recovered: { icon: 'play', tone: 'upload' },
};

/** What it was, and by whom where that is known. */
export function describeEvent({ kind, account, deletedData }: ActivityEntryDto): string {
  switch (kind) {
    case 'added':
      return account === null ? $localize`Added` : $localize`Added by ${account}:account:`;
    case 'completed':
      return $localize`Complete`;
    case 'removed':
      return deletedData
        ? $localize`Removed, with its data`
        : $localize`Removed, its data was kept`;
    case 'error':
      return $localize`Error`;
    case 'recovered':
      return $localize`The error is over, it goes on`;
    default:
      return kind satisfies never;
  }
}
