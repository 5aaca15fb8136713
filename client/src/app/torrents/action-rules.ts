/**
 * What can be done to downloads in the state that they are in, and why not where it cannot. Pure. Of many it can be done
 * where it can be done to one of them: the others are left out.
 */
import type { DownloadDto, DownloadState } from '@shared/dto/download.js';

export const ACTIONS = ['pause', 'resume', 'cancel', 'recheck', 'reannounce'] as const;
export type Action = (typeof ACTIONS)[number];
type ActedOn = Pick<DownloadDto, 'state' | 'metadata'>;

const ALLOWED_IN: Record<Action, readonly DownloadState[]> = {
  pause: ['metadata', 'checking', 'queued', 'downloading', 'seeding'],
  resume: ['paused', 'cancelled', 'error'],
  cancel: ['metadata', 'checking', 'queued', 'downloading', 'seeding', 'paused', 'error'],
  recheck: ['queued', 'downloading', 'seeding', 'paused', 'cancelled', 'error'],
  reannounce: ['metadata', 'downloading', 'seeding', 'paused'],
};

/** Data cannot be checked before the metadata says what it should be. */
export function isAllowed(action: Action, { state, metadata }: ActedOn): boolean {
  return ALLOWED_IN[action].includes(state) && !(action === 'recheck' && metadata !== null);
}

/** In few words, why none of them can; null where one can. */
export function whyNot(action: Action, rows: readonly ActedOn[]): string | null {
  if (rows.some((row) => isAllowed(action, row))) return null;
  const hasMagnet = rows.some(({ metadata }) => metadata !== null);
  const reasons: Record<Action, string> = {
    pause: $localize`does not run`,
    resume: $localize`runs already`,
    cancel: $localize`cancelled already`,
    recheck: hasMagnet ? $localize`no metadata yet` : $localize`under way`,
    reannounce: $localize`not connected`,
  };
  return reasons[action];
}

export type Share = 'all' | 'some' | 'none';

/** How many of the rows something holds for. */
export function shareOf<Row>(rows: readonly Row[], holds: (row: Row) => boolean): Share {
  const count = rows.filter(holds).length;
  if (count === 0) return 'none';
  return count === rows.length ? 'all' : 'some';
}
