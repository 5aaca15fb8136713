/**
 * What a reader may see of trackers. A passkey in an address is a password: whoever has it downloads in the user's name.
 * It is for those who may change trackers, and a dashboard with the scope `read` does not get it.
 */
import type { Scope } from '@shared/dto/auth.js';
import type { DownloadTrackerDto } from '@shared/dto/download.js';
import { maskSecrets } from '../logging/secret-masking.ts';

/** The trackers as somebody of this scope sees them. */
export function trackersFor(
  scope: Scope | null,
  trackers: DownloadTrackerDto[],
): DownloadTrackerDto[] {
  if (scope === 'control' || scope === 'admin') return trackers;
  return trackers.map((tracker) =>
    Object.assign({}, tracker, {
      url: maskSecrets(tracker.url),
      message: tracker.message && maskSecrets(tracker.message),
    }),
  );
}
